#include "consent/permissions.h"

#include "consent/history.h"
#include "consent/permission_rows.h"
#include "consent/person_rows.h"
#include "consent/store.h"
#include "consent/takedown_rows.h"

namespace photogate {

Result<RecallOpened> Permissions::Record(const NewPermission& permission, const Actor& by) {
  const Result<Done> notes = CheckNotes({permission.given_by, permission.evidence});
  if (!notes.ok()) return notes.error();
  // One dated ahead would not protect anybody until then.
  if (permission.statement != PermissionStatement::kGranted &&
      register_.clock().Today() < permission.from) {
    return Error{ErrorKind::kRefused,
                 "A refusal or withdrawal counts from the moment it is entered. Give today's date "
                 "or an earlier one; a permission that ends later is recorded with its last day "
                 "(--until)."};
  }
  return register_.store().Write(
      by, "consent set", [&](Database& database, Change& change) -> Result<RecallOpened> {
        const auto row = PersonRow(database, permission.person);
        if (!row.ok()) return row.error();
        const Result<Done> use = CheckUse(database, permission.use);
        if (!use.ok()) return use.error();
        if (permission.until && *permission.until < permission.from) {
          return Error{ErrorKind::kRefused,
                       "The permission would end before it begins. Correct the dates."};
        }
        InsertPermission(database, change, row.value(), permission, RecordSource::kHand);
        if (permission.statement == PermissionStatement::kGranted) return RecallOpened{};
        return RecallForNo(database, change, row.value());
      });
}

Result<RecallOpened> Permissions::Object(const PersonId& person, const Date& from,
                                         const std::string& given_by, const Actor& by,
                                         const UseName& use) {
  NewPermission refusal{person, use, PermissionStatement::kRefused, from};
  refusal.given_by = given_by;
  return Record(refusal, by);
}

Result<PermissionState> Permissions::State(const PersonId& person, const UseName& use,
                                           const Date& day) {
  return register_.store().Read([&](Database& database) -> Result<PermissionState> {
    const auto row = PersonRow(database, person);
    if (!row.ok()) return row.error();
    const Result<Done> known = CheckUse(database, use);
    if (!known.ok()) return known.error();
    std::optional<Date> leaving;
    {
      Rows rows = database.Query("SELECT leaving_date FROM person WHERE row = ?", {row.value()});
      if (rows.Next()) leaving = OptionalDateOf(rows.OptionalText(0));
    }
    return StateOn(PermissionHistory(database, row.value(), use), day, leaving);
  });
}

Result<std::vector<PermissionHistoryRow>> Permissions::History(const PersonId& person) {
  return register_.store().Read(
      [&](Database& database) -> Result<std::vector<PermissionHistoryRow>> {
        const auto row = PersonRow(database, person);
        if (!row.ok()) return row.error();
        return PermissionHistoryRows(database, row.value());
      });
}

Result<std::vector<Use>> Permissions::Uses() {
  return register_.store().Read([](Database& database) -> Result<std::vector<Use>> {
    std::vector<Use> uses;
    Rows rows = database.Query("SELECT name, description FROM use ORDER BY name");
    while (rows.Next()) uses.push_back({UseName{rows.Text(0)}, rows.Text(1)});
    return uses;
  });
}

Result<Done> Permissions::AddUse(const Use& use, const Actor& by) {
  const std::string why = WhyNotUse(use.name.value);
  if (!why.empty()) {
    return Error{ErrorKind::kRefused, "The use was not added: " + why + ". Correct its name."};
  }
  const Result<Done> notes = CheckNotes({use.description});
  if (!notes.ok()) return notes.error();
  return register_.store().Write(
      by, "use add", [&](Database& database, Change& change) -> Result<Done> {
        if (CheckUse(database, use.name).ok()) {
          return Error{ErrorKind::kConflict,
                       "The school has this use already. Change what it says with `photogate "
                       "consent uses describe`.",
                       use.name.value};
        }
        database.Run("INSERT INTO use(name, description, version) VALUES(?, ?, ?)",
                     {use.name.value, use.description, change.version()});
        return Done{};
      });
}

Result<Done> Permissions::DescribeUse(const Use& use, const Actor& by) {
  const Result<Done> notes = CheckNotes({use.description});
  if (!notes.ok()) return notes.error();
  return register_.store().Write(
      by, "use describe", [&](Database& database, Change& change) -> Result<Done> {
        const Result<Done> known = CheckUse(database, use.name);
        if (!known.ok()) return known.error();
        database.Run("UPDATE use SET description = ?, version = ? WHERE name = ?",
                     {use.description, change.version(), use.name.value});
        return Done{};
      });
}

std::string_view PermissionStatementName(PermissionStatement statement) {
  switch (statement) {
    case PermissionStatement::kGranted: return "granted";
    case PermissionStatement::kRefused: return "refused";
    case PermissionStatement::kWithdrawn: return "withdrawn";
  }
  return "refused";
}

std::string_view PermissionStateName(PermissionState state) {
  switch (state) {
    case PermissionState::kUnrecorded: return "unrecorded";
    case PermissionState::kGranted: return "granted";
    case PermissionState::kRefused: return "refused";
    case PermissionState::kWithdrawn: return "withdrawn";
    case PermissionState::kExpired: return "expired";
  }
  return "refused";
}

std::optional<PermissionStatement> ParsePermissionStatement(std::string_view text) {
  for (const PermissionStatement statement :
       {PermissionStatement::kGranted, PermissionStatement::kRefused,
        PermissionStatement::kWithdrawn}) {
    if (text == PermissionStatementName(statement)) return statement;
  }
  return std::nullopt;
}

std::string_view PermissionBasisName(PermissionBasis basis) {
  switch (basis) {
    case PermissionBasis::kConsent: return "consent";
    case PermissionBasis::kPublicTask: return "public-task";
    case PermissionBasis::kLegitimateInterests: return "legitimate-interests";
  }
  return "consent";
}

std::optional<PermissionBasis> ParsePermissionBasis(std::string_view text) {
  for (const PermissionBasis basis : {PermissionBasis::kConsent, PermissionBasis::kPublicTask,
                                      PermissionBasis::kLegitimateInterests}) {
    if (text == PermissionBasisName(basis)) return basis;
  }
  return std::nullopt;
}

std::string_view NameWithImageName(NameWithImage level) {
  switch (level) {
    case NameWithImage::kNone: return "none";
    case NameWithImage::kFirst: return "first";
    case NameWithImage::kFull: return "full";
  }
  return "none";
}

}  // namespace photogate
