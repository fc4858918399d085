#include "consent/permissions.h"

#include <algorithm>

#include "consent/history.h"
#include "consent/permission_rows.h"
#include "consent/person_rows.h"
#include "consent/store.h"
#include "consent/takedown_rows.h"

namespace photogate {

namespace {

constexpr std::string_view kSetVerb = "consent set";
constexpr std::string_view kObjectVerb = "consent object";

std::optional<Date> LeavingDate(Database& database, std::int64_t person) {
  Rows rows = database.Query("SELECT leaving_date FROM person WHERE row = ?", {person});
  return rows.Next() ? OptionalDateOf(rows.OptionalText(0)) : std::nullopt;
}

bool IsObjection(Database& database, const UseName& use, const VoiceAgainst& no) {
  return use == kPhotographyUse || database.Int(
                                       "SELECT count(*) FROM permission JOIN change USING(version) "
                                       "WHERE number = ? AND verb = ?",
                                       {no.number, kObjectVerb}) != 0;
}

// The noes that are heard before and not after, of the voice that speaks.
std::vector<VoiceAgainst> SetAside(const std::vector<VoiceAgainst>& before,
                                   const std::vector<VoiceAgainst>& after,
                                   const std::string& given_by) {
  std::vector<VoiceAgainst> gone;
  for (const VoiceAgainst& no : before) {
    const bool stays = std::any_of(after.begin(), after.end(), [&](const VoiceAgainst& other) {
      return other.number == no.number;
    });
    if (!stays && no.given_by == given_by && IsRefusal(no.state)) gone.push_back(no);
  }
  return gone;
}

Error NeedsName(const VoiceAgainst& objection) {
  return Error{ErrorKind::kRefused,
               "This would take back the objection of " + FormatDate(objection.since) +
                   ", which was recorded without a name, and so is this. Say whose word it is "
                   "(--by NAME): it then stands beside the objection, which goes on counting. If "
                   "the family takes its objection back, record it at the command line with "
                   "--insist. Nothing was changed."};
}

}  // namespace

Result<PermissionRecorded> Permissions::Record(const NewPermission& permission, const Actor& by) {
  return Enter(permission, by, kSetVerb);
}

Result<PermissionRecorded> Permissions::Enter(const NewPermission& permission, const Actor& by,
                                              std::string_view verb) {
  const Result<Done> notes = CheckNotes({permission.given_by, permission.evidence});
  if (!notes.ok()) return notes.error();
  const Date today = register_.clock().Today();
  // One dated ahead would not protect anybody until then.
  if (permission.statement != PermissionStatement::kGranted && today < permission.from) {
    return Error{ErrorKind::kRefused,
                 "A refusal or withdrawal counts from the moment it is entered. Give today's date "
                 "or an earlier one; a permission that ends later is recorded with its last day "
                 "(--until)."};
  }
  return register_.store().Write(
      by, verb, [&](Database& database, Change& change) -> Result<PermissionRecorded> {
        const auto row = PersonRow(database, permission.person);
        if (!row.ok()) return row.error();
        const Result<Done> use = CheckUse(database, permission.use);
        if (!use.ok()) return use.error();
        if (permission.until && *permission.until < permission.from) {
          return Error{ErrorKind::kRefused,
                       "The permission would end before it begins. Correct the dates."};
        }
        // A grant dated ahead takes back what it takes back on its first day.
        const Date counts = std::max(today, permission.from);
        const auto before =
            VoicesAgainst(PermissionHistory(database, row.value(), permission.use), counts);
        InsertPermission(database, change, row.value(), permission, RecordSource::kHand);
        const auto records = PermissionHistory(database, row.value(), permission.use);
        PermissionRecorded done;
        if (permission.statement == PermissionStatement::kGranted) {
          done.set_aside = SetAside(before, VoicesAgainst(records, counts), permission.given_by);
        } else {
          static_cast<RecallOpened&>(done) = RecallForNo(database, change, row.value());
        }
        for (const VoiceAgainst& no : done.set_aside) {
          if (!permission.given_by.empty() || !IsObjection(database, permission.use, no)) continue;
          if (!permission.insist) return NeedsName(no);
          change.About("setting", "consent",
                       "insisted on taking back an objection that was recorded without a name");
        }
        done.state = StateOn(records, today, LeavingDate(database, row.value()));
        if (permission.use == kNameUse) {
          done.name_level = NameLevelOn(records, today, LeavingDate(database, row.value()));
        }
        done.against = VoicesAgainst(records, today);
        std::vector<PermissionRecord> all;
        for (auto& entry : PermissionHistoryRows(database, row.value())) {
          all.push_back(std::move(entry.record));
        }
        done.alike = AlikeVoices(all);
        return done;
      });
}

Result<PermissionRecorded> Permissions::Object(const PersonId& person, const Date& from,
                                               const std::string& given_by, const Actor& by,
                                               const UseName& use) {
  NewPermission refusal{person, use, PermissionStatement::kRefused, from};
  refusal.given_by = given_by;
  return Enter(refusal, by, kObjectVerb);
}

Result<std::vector<VoiceAgainst>> Permissions::Against(const PersonId& person, const UseName& use,
                                                       const Date& day,
                                                       const std::optional<Date>& recorded_by) {
  return register_.store().Read([&](Database& database) -> Result<std::vector<VoiceAgainst>> {
    const auto row = PersonRow(database, person);
    if (!row.ok()) return row.error();
    return VoicesAgainst(PermissionHistory(database, row.value(), use, recorded_by), day);
  });
}

Result<PermissionState> Permissions::State(const PersonId& person, const UseName& use,
                                           const Date& day) {
  return register_.store().Read([&](Database& database) -> Result<PermissionState> {
    const auto row = PersonRow(database, person);
    if (!row.ok()) return row.error();
    const Result<Done> known = CheckUse(database, use);
    if (!known.ok()) return known.error();
    return StateOn(PermissionHistory(database, row.value(), use), day,
                   LeavingDate(database, row.value()));
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
