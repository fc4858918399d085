#include "consent/bars.h"

#include "consent/looks.h"
#include "consent/person_rows.h"
#include "consent/store.h"
#include "consent/takedown_rows.h"

namespace photogate {
namespace {

Error NoReason() {
  return Error{ErrorKind::kRefused,
               "A bar is set and lifted with its reason. Give the reason; only those who may know "
               "it will see it."};
}

// Perhaps there is one that only begins later than the day it was to be lifted from.
Error NoBarToLift(Database& database, std::int64_t row, const PersonId& person, const Date& on) {
  Rows rows = database.Query(
      "SELECT min(from_date) FROM bar WHERE person = ? AND number NOT IN (SELECT bar FROM "
      "bar_lift)",
      {row});
  const auto begins = rows.Next() ? OptionalDateOf(rows.OptionalText(0)) : std::nullopt;
  if (!begins) {
    return Error{ErrorKind::kNotFound, "This person has no bar that stands; nothing was changed.",
                 person.value};
  }
  const std::string day = FormatDate(*begins);
  return Error{ErrorKind::kNotFound,
               "This person's bar begins on " + day + ", after " + FormatDate(on) +
                   ": it can be lifted from that day on, with --from " + day +
                   ". Nothing was changed.",
               person.value};
}

}  // namespace

Result<RecallOpened> Bars::Set(const PersonId& person, const std::string& reason, const Date& from,
                               const Actor& by) {
  if (reason.empty()) return NoReason();
  const Result<Done> notes = CheckNotes({reason});
  if (!notes.ok()) return notes.error();
  if (register_.clock().Today() < from) {
    return Error{ErrorKind::kRefused,
                 "A bar counts from the moment it is entered. Give today's date or an earlier "
                 "one."};
  }
  return register_.store().Write(
      by, "bar set", [&](Database& database, Change& change) -> Result<RecallOpened> {
        const auto row = PersonRow(database, person);
        if (!row.ok()) return row.error();
        database.Run("INSERT INTO bar(person, from_date, reason, version) VALUES(?, ?, ?, ?)",
                     {row.value(), FormatDate(from), reason, change.version()});
        return RecallForNo(database, change, row.value());
      });
}

Result<Done> Bars::Lift(const PersonId& person, const std::string& reason, const Date& on,
                        const Actor& by) {
  if (reason.empty()) return NoReason();
  const Result<Done> notes = CheckNotes({reason});
  if (!notes.ok()) return notes.error();
  return register_.store().Write(
      by, "bar lift", [&](Database& database, Change& change) -> Result<Done> {
        const auto row = PersonRow(database, person);
        if (!row.ok()) return row.error();
        const std::string day = FormatDate(on);
        const int lifted = database.Run(
            "INSERT INTO bar_lift(bar, lift_date, reason, version) "
            "SELECT number, ?, ?, ? FROM bar WHERE person = ? AND from_date <= ? "
            "AND number NOT IN (SELECT bar FROM bar_lift)",
            {day, reason, change.version(), row.value(), day});
        if (lifted == 0) return NoBarToLift(database, row.value(), person, on);
        return Done{};
      });
}

Result<std::vector<BarEntry>> Bars::List() {
  return register_.store().Read([](Database& database) -> Result<std::vector<BarEntry>> {
    std::vector<BarEntry> bars;
    Rows rows = database.Query(
        "SELECT number, id, case_number, from_date, lift_date FROM bar "
        "JOIN person ON person.row = bar.person LEFT JOIN bar_lift ON bar_lift.bar = bar.number "
        "ORDER BY number");
    while (rows.Next()) {
      bars.push_back({rows.Int(0), PersonId{rows.Text(1)}, rows.Text(2), DateOf(rows.Text(3)),
                      OptionalDateOf(rows.OptionalText(4))});
    }
    return bars;
  });
}

Result<std::vector<BarReason>> Bars::Reasons(const PersonId& person, const Actor& by) {
  // Looking at nobody shows nothing, and leaves no id of a stranger in the record of looks.
  const Result<Done> known = register_.store().Read([&](Database& database) -> Result<Done> {
    const auto row = PersonRow(database, person);
    if (!row.ok()) return row.error();
    return Done{};
  });
  if (!known.ok()) return known.error();
  const Result<Done> recorded = Looks(register_).Record("bar reason", person.value, by);
  if (!recorded.ok()) return recorded.error();
  return register_.store().Read([&](Database& database) -> Result<std::vector<BarReason>> {
    const auto row = PersonRow(database, person);
    if (!row.ok()) return row.error();
    std::vector<BarReason> reasons;
    Rows rows = database.Query(
        "SELECT number, bar.reason, actor, at, from_date, lift_date FROM bar JOIN change ON "
        "change.version = bar.version LEFT JOIN bar_lift ON bar_lift.bar = bar.number WHERE person "
        "= ? ORDER BY number",
        {row.value()});
    while (rows.Next()) {
      reasons.push_back({rows.Int(0), rows.Text(1), rows.Text(2), rows.Text(3),
                         DateOf(rows.Text(4)), OptionalDateOf(rows.OptionalText(5))});
    }
    return reasons;
  });
}

}  // namespace photogate
