#include "consent/retention.h"

#include <fmt/format.h>

#include <algorithm>

#include "consent/audit_chain.h"
#include "consent/history.h"
#include "consent/reports.h"
#include "consent/settings.h"
#include "consent/store.h"

namespace photogate {
namespace {

constexpr const char* kLeavers = "retention_leavers_days";
constexpr const char* kLooks = "retention_looks_days";

// Looks show who read what somebody complains about: a year of them always stays.
constexpr int kLeastLooksDays = 365;

std::optional<int> DaysOf(Database& database, const char* name) {
  const auto text = Setting(database, name);
  if (!text || text->empty() || text->size() > 6 ||
      !std::all_of(text->begin(), text->end(), [](char c) { return c >= '0' && c <= '9'; })) {
    return std::nullopt;
  }
  return std::stoi(*text);
}

void SetDays(Database& database, Change& change, const char* name, const std::optional<int>& days) {
  if (days) {
    SetSetting(database, change, name, std::to_string(*days));
  } else if (Setting(database, name)) {
    ClearSetting(database, change, name);
  }
}

struct Due {
  std::vector<std::pair<PersonId, std::string>> leavers;  // with their case numbers
  std::vector<std::string> barred;                        // case numbers
  std::vector<std::string> doubtful;                      // case numbers
  std::vector<std::int64_t> looks;
};

Due FindDue(Database& database, const Date& today) {
  Due due;
  if (const auto days = DaysOf(database, kLeavers)) {
    const auto barred = BarredRows(database, today);
    Rows rows = database.Query(
        "SELECT row, id, case_number, leaving_date < coalesce((SELECT "
        "date(min(substr(change.at, 1, 10)), '-2 years') FROM person_history AS h JOIN "
        "change ON change.version = h.version WHERE h.person = person.row), '') FROM "
        "person WHERE leaving_date < ? ORDER BY id",
        {FormatDate(AddDays(today, -*days))});
    while (rows.Next()) {
      if (std::find(barred.begin(), barred.end(), rows.Int(0)) != barred.end()) {
        due.barred.push_back(rows.Text(2));
      } else if (rows.Int(3) != 0) {
        due.doubtful.push_back(rows.Text(2));
      } else {
        due.leavers.emplace_back(PersonId{rows.Text(1)}, rows.Text(2));
      }
    }
  }
  if (const auto days = DaysOf(database, kLooks)) {
    Rows rows = database.Query("SELECT number FROM look WHERE at < ? ORDER BY number",
                               {FormatDate(AddDays(today, -*days))});
    while (rows.Next()) due.looks.push_back(rows.Int(0));
  }
  return due;
}

}  // namespace

Result<RetentionPeriods> Retention::Periods() {
  return register_.store().Read([](Database& database) -> Result<RetentionPeriods> {
    return RetentionPeriods{DaysOf(database, kLeavers), DaysOf(database, kLooks)};
  });
}

Result<Done> Retention::SetPeriods(const RetentionPeriods& periods, const Actor& by) {
  if ((periods.leavers_days && *periods.leavers_days < 0) ||
      (periods.looks_days && *periods.looks_days < kLeastLooksDays)) {
    return Error{ErrorKind::kRefused,
                 "A period is 0 or more days, and who looked at what is kept for at least a year "
                 "(365). Give another number."};
  }
  return register_.store().Write(by, "retention set",
                                 [&](Database& database, Change& change) -> Result<Done> {
                                   SetDays(database, change, kLeavers, periods.leavers_days);
                                   SetDays(database, change, kLooks, periods.looks_days);
                                   return Done{};
                                 });
}

Result<RetentionRun> Retention::Run(bool dry_run, const Actor& by) {
  const auto due = register_.store().Read([&](Database& database) -> Result<Due> {
    const Result<Done> clock = CheckClock(database, register_.clock());
    if (!clock.ok()) return clock.error();
    return FindDue(database, register_.clock().Today());
  });
  if (!due.ok()) return due.error();
  RetentionRun run;
  run.dry_run = dry_run;
  run.for_decision = due.value().barred;
  run.doubtful = due.value().doubtful;
  run.looks = static_cast<int>(due.value().looks.size());
  for (const auto& [person, case_number] : due.value().leavers) {
    if (!dry_run) {
      const auto erased =
          Erasure(register_).Erase(person, "left, and past the retention period", false, by);
      if (!erased.ok()) return erased.error();
    }
    run.erased.push_back(case_number);
  }
  if (dry_run || run.looks == 0) return run;
  const auto done = register_.store().Write(
      by, "retention run", [&](Database& database, Change& change) -> Result<Done> {
        for (const std::int64_t number : due.value().looks) {
          KeepSeal(database, Redacted::kLook, number, change.version());
          database.Run("DELETE FROM look WHERE number = ?", {number});
        }
        change.About("setting", kLooks, fmt::format("{} looks", run.looks));
        return Done{};
      });
  if (!done.ok()) return done.error();
  register_.store().TruncateLog();
  return run;
}

}  // namespace photogate
