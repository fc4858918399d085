#include "consent/reports_published.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "consent/findings_by_case.h"
#include "consent/history.h"
#include "consent/person_rows.h"
#include "consent/store.h"

namespace photogate {
namespace {

constexpr const char* kStands =
    "NOT EXISTS (SELECT 1 FROM release_note AS v WHERE v.release = p.release AND v.kind = 2)";

// "2026-11-21T09:30:00Z" -> "2026-11-21".
std::string Day(const std::string& at) { return at.substr(0, 10); }

std::string PlaceOf(const std::string& url, const std::string& issue) {
  return url.empty() || issue.empty() ? url + issue : url + ", " + issue;
}

std::string TakedownState(std::int64_t outcome) {
  switch (outcome) {
    case -1: return "standing";
    case 0: return "to be taken down";
    case 1: return "taken down";
    case 2: return "said not to be there";
    case 4: return "never released";
    default: return "beyond reach";
  }
}

// The first day from `day` to `last` on which `use` is not granted any more; nullopt: none, or it
// is not granted now.
std::optional<Date> EndOf(const std::vector<PermissionRecord>& history,
                          const std::optional<Date>& leaving, const Date& day, int days) {
  if (StateOn(history, day, leaving) != PermissionState::kGranted) return std::nullopt;
  for (int ahead = 1; ahead <= days; ++ahead) {
    const Date then = AddDays(day, ahead);
    if (StateOn(history, then, leaving) != PermissionState::kGranted) return then;
  }
  return std::nullopt;
}

}  // namespace

Result<Report> ReportPublished(Register& reg, const PersonId& person) {
  return reg.store().Read([&](Database& database) -> Result<Report> {
    const std::string subject = CaseNumberOf(database, person.value);
    const bool known = database.Int(
                           "SELECT (SELECT count(*) FROM person WHERE case_number = ?1) + (SELECT "
                           "count(*) FROM erasure WHERE case_number = ?1)",
                           {subject}) > 0;
    if (!known) {
      return Error{ErrorKind::kNotFound,
                   "Nobody on the register has this number, and nobody who was erased this case "
                   "number.",
                   person.value};
    }
    Report report{
        {"PERSON", "CHANNEL", "FILE", "CLEARED", "RELEASE", "PLACE", "PUBLISHED", "STATE"},
        {},
        "Nothing was cleared in which " + subject + " was recognised."};
    Rows rows = database.Query(
        fmt::format(
            "SELECT l.channel, l.output_name, l.at, coalesce(CAST(p.release AS TEXT), ''), "
            "coalesce(n.url, ''), coalesce(n.issue, ''), coalesce(n.published, ''), "
            "coalesce((SELECT "
            "coalesce(e.outcome, 0) FROM takedown AS t LEFT JOIN takedown_end AS e ON e.takedown = "
            "t.number WHERE t.case_number = ?1 AND t.ledger = l.number AND t.place IS n.number "
            "AND (t.release IS NULL OR t.release = p.release) ORDER BY t.number DESC LIMIT 1), -1) "
            "FROM ledger_person AS lp JOIN ledger AS l ON "
            "l.number "
            "= lp.ledger LEFT JOIN release_photo AS p ON p.ledger = l.number AND {} LEFT JOIN "
            "release_note AS n ON n.release = p.release AND n.kind = 1 WHERE lp.person = ?1 ORDER "
            "BY l.channel, l.number, p.release, n.number",
            kStands),
        {subject});
    while (rows.Next()) {
      report.rows.push_back({subject, rows.Text(0), rows.Text(1), Day(rows.Text(2)), rows.Text(3),
                             PlaceOf(rows.Text(4), rows.Text(5)), rows.Text(6),
                             TakedownState(rows.Int(7))});
    }
    return report;
  });
}

Result<Report> ReportRestsOn(Register& reg, const Date& day, int days) {
  return reg.store().Read([&](Database& database) -> Result<Report> {
    struct Shown {
      std::int64_t person;
      std::string id, use, channel, file, release, place;
      std::optional<Date> leaving;
    };
    std::vector<Shown> all;
    {
      Rows rows = database.Query(fmt::format(
          "SELECT person.row, person.id, channel.use, l.channel, l.output_name, p.release, "
          "coalesce(group_concat(CASE WHEN n.url <> '' THEN n.url ELSE n.issue END, '; '), "
          "''), person.leaving_date FROM release_photo AS p JOIN ledger AS l ON l.number = "
          "p.ledger JOIN ledger_person AS lp ON lp.ledger = l.number JOIN person ON "
          "person.case_number = lp.person JOIN channel ON channel.name = l.channel LEFT JOIN "
          "release_note AS n ON n.release = p.release AND n.kind = 1 WHERE {} GROUP BY "
          "p.release, p.position, person.row",
          kStands));
      while (rows.Next()) {
        all.push_back({rows.Int(0), rows.Text(1), rows.Text(2), rows.Text(3), rows.Text(4),
                       std::to_string(rows.Int(5)), rows.Text(6),
                       OptionalDateOf(rows.OptionalText(7))});
      }
    }
    Report report{{"UNTIL", "PERSON", "CHANNEL", "RELEASE", "FILE", "PLACE"},
                  {},
                  fmt::format("Nothing that was released rests on a permission that ends within {} "
                              "days.",
                              days)};
    std::map<std::pair<std::int64_t, std::string>, std::optional<Date>> ends;
    for (const Shown& shown : all) {
      const auto [end, fresh] = ends.try_emplace({shown.person, shown.use});
      if (fresh) {
        const auto history = PermissionHistory(database, shown.person, UseName{shown.use});
        end->second = EndOf(history, shown.leaving, day, days);
      }
      if (!end->second) continue;
      report.rows.push_back({FormatDate(AddDays(*end->second, -1)), shown.id, shown.channel,
                             shown.release, shown.file, shown.place});
    }
    std::sort(report.rows.begin(), report.rows.end());
    return report;
  });
}

Result<Report> ReportIncidents(Register& reg, const Date& first, const Date& last) {
  return reg.store().Read([&](Database& database) -> Result<Report> {
    Report report{{"INCIDENT", "NOTICED", "REPORTED", "ASSESSED", "WITHIN 72 HOURS", "RISK", "ICO",
                   "FAMILIES", "CLOSED"},
                  {},
                  "No incident was reported in this time."};
    Rows rows = database.Query(
        "SELECT i.number, i.noticed, i.reported, coalesce(a.at, ''), coalesce(a.risk, ''), "
        "coalesce(a.to_ico, 0), coalesce(a.to_families, 0), coalesce((SELECT max(at) FROM "
        "incident_entry WHERE incident = i.number AND kind = 3), ''), coalesce(julianday(a.at) - "
        "julianday(i.noticed), 99) FROM incident AS i LEFT JOIN incident_entry AS a ON a.number = "
        "(SELECT max(number) FROM incident_entry WHERE incident = i.number AND kind = 2) WHERE "
        "substr(i.reported, 1, 10) BETWEEN ? AND ? ORDER BY i.number",
        {FormatDate(first), FormatDate(last)});
    while (rows.Next()) {
      const bool assessed = !rows.Text(3).empty();
      report.rows.push_back({std::to_string(rows.Int(0)), Day(rows.Text(1)), Day(rows.Text(2)),
                             assessed ? Day(rows.Text(3)) : "not yet",
                             !assessed           ? "-"
                             : rows.Real(8) <= 3 ? "yes"
                                                 : "no",
                             assessed ? rows.Text(4) : "-", rows.Int(5) != 0 ? "told" : "no",
                             rows.Int(6) != 0 ? "told" : "no",
                             rows.Text(7).empty() ? "open" : Day(rows.Text(7))});
    }
    return report;
  });
}

}  // namespace photogate
