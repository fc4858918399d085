#include "consent/rechecks.h"

#include <fmt/format.h>

#include <string>

#include "consent/findings_by_case.h"
#include "consent/person_rows.h"
#include "consent/takedown_rows.h"

namespace photogate {
namespace {

struct Recalled {
  std::int64_t row;
  std::string case_number;
  std::int64_t recall;
  bool by_hand;
};

Result<Recalled> LatestRecall(Database& database, const PersonId& person) {
  const auto row = PersonRow(database, person);
  if (!row.ok()) return row.error();
  const std::string case_number = CaseNumberOf(database, person.value);
  Rows rows = database.Query(
      "SELECT number, reason FROM recall WHERE case_number = ? ORDER BY number DESC LIMIT 1",
      {case_number});
  if (!rows.Next()) {
    return Error{ErrorKind::kNotFound,
                 "Nobody has recalled this person. See what is known: `photogate recall --person`.",
                 person.value};
  }
  return Recalled{
      row.value(), case_number, rows.Int(0),
      EnumOf(rows.Int(1), RecallReason::kBar, RecallReason::kByHand) == RecallReason::kByHand};
}

// The copy was compared with these references and this model already.
constexpr const char* kDone =
    "EXISTS (SELECT 1 FROM recheck AS k WHERE k.case_number = ?1 AND k.ledger = ledger.number AND "
    "k.model = ?2 AND k.version >= ?3)";

}  // namespace

Result<PersonId> Rechecks::Meant(const PersonId& typed) {
  return register_.store().Read([&](Database& database) -> Result<PersonId> {
    PersonId meant = PersonMeant(database, typed);
    const auto row = PersonRow(database, meant);
    if (!row.ok()) return row.error();
    return meant;
  });
}

Result<RecheckWork> Rechecks::Begin(const RecheckQuery& query) {
  return register_.store().Read([&](Database& database) -> Result<RecheckWork> {
    const auto recalled = LatestRecall(database, query.person);
    if (!recalled.ok()) return recalled.error();
    const auto& [person, case_number, recall, by_hand] = recalled.value();
    const std::int64_t enrolled = database.Int(
        "SELECT coalesce(max(version), 0) FROM template WHERE person = ? AND model = ?",
        {person, query.model.value});
    if (enrolled == 0) {
      return Error{ErrorKind::kRefused,
                   "There is no reference of this person to compare with. Look through the photos "
                   "by eye: `photogate recall tasks`.",
                   query.person.value};
    }
    RecheckWork work{recall, {}};
    const auto add = [&](const std::string& which, bool asked, const std::string& channel) {
      Rows rows = database.Query(
          fmt::format("SELECT number, output_sha256 FROM ledger WHERE {} AND (?4 = '' OR channel = "
                      "?4) AND (?5 OR NOT {}) ORDER BY number DESC",
                      which, kDone),
          {case_number, query.model.value, enrolled, channel, query.again});
      while (rows.Next()) work.copies.push_back({rows.Int(0), Sha256Hex{rows.Text(1)}, asked});
    };
    constexpr const char* kAsked =
        "number IN (SELECT t.ledger FROM takedown AS t LEFT JOIN takedown_end AS e ON e.takedown = "
        "t.number WHERE t.case_number = ?1 AND t.found_by >= 2 AND e.takedown IS NULL)";
    add(kAsked, true, "");
    // Eyes err as well: a child who was overlooked is to be found here.
    const std::string looked_through = fmt::format(
        "number IN (SELECT t.ledger FROM takedown AS t JOIN takedown_end AS e ON e.takedown = "
        "t.number WHERE t.case_number = ?1 AND t.found_by >= 2 AND e.outcome = 2) AND NOT {}",
        kAsked);
    add(looked_through, false, "");
    if (!query.all) return work;
    const std::string others = fmt::format(
        "NOT {} AND NOT ({}) AND number NOT IN (SELECT ledger FROM ledger_person WHERE person = "
        "?1)",
        kAsked, looked_through);
    for (const std::string& channel :
         ChannelsRecalledFrom(database, person, register_.clock().Today(), by_hand)) {
      add(others, false, channel);
    }
    return work;
  });
}

Result<Done> Rechecks::Record(const RecheckQuery& query, std::int64_t recall, std::int64_t ledger,
                              RecheckOutcome outcome, const Actor& by) {
  return register_.store().Write(
      by, "recall recheck", [&](Database& database, Change& change) -> Result<Done> {
        const auto recalled = LatestRecall(database, query.person);
        if (!recalled.ok()) return recalled.error();
        const std::string& case_number = recalled.value().case_number;
        if (database.Int("SELECT EXISTS (SELECT 1 FROM recall WHERE number = ?1 AND case_number = "
                         "?2) AND EXISTS (SELECT 1 FROM ledger WHERE number = ?3)",
                         {recall, case_number, ledger}) == 0) {
          return Error{ErrorKind::kNotFound, "There is no such recall, or no such copy."};
        }
        if (outcome == RecheckOutcome::kSeen || outcome == RecheckOutcome::kPerhaps) {
          OpenTakedownOfRecheck(database, change,
                                {recall, recalled.value().row, case_number, ledger, outcome});
        }
        database.Run(
            "INSERT INTO recheck(recall, case_number, ledger, at, actor, model, outcome, version) "
            "VALUES(?, ?, ?, ?, ?, ?, ?, ?)",
            {recall, case_number, ledger, change.now(), by.account, query.model.value,
             static_cast<int>(outcome), LatestVersion(database)});
        RecordLook(database, change,
                   fmt::format("recall {}: copy {} compared, {}", recall, ledger,
                               RecheckOutcomeName(outcome)),
                   case_number);
        return Done{};
      });
}

}  // namespace photogate
