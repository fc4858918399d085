#include "consent/reports.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>

#include "consent/channels.h"
#include "consent/history.h"
#include "consent/settings.h"
#include "consent/store.h"
#include "consent/user_acts.h"
#include "consent/users.h"

namespace photogate {
namespace {

// From 29 February the year ends on 1 March.
Date YearAfter(const Date& date) {
  const bool leap_day = date.month == 2 && date.day == 29;
  return leap_day ? Date{date.year + 1, 3, 1} : Date{date.year + 1, date.month, date.day};
}

// From `today` to `last`; what ended before today is overdue and in it as well.
struct Window {
  Date today, last;
  bool Holds(const Date& date) const { return date <= last; }
  std::string Next(const Date& date, const std::string& next) const {
    return date < today ? "overdue: " + next : next;
  }
};

void AddGrants(Database& database, const Window& window, Report& report) {
  struct Grant {
    std::int64_t person;
    std::string id, use, until;
    std::optional<Date> leaving;
  };
  std::vector<Grant> grants;
  {
    Rows rows = database.Query(
        "SELECT person, id, use, until_date, leaving_date FROM permission JOIN person ON "
        "person.row = permission.person WHERE statement = 1 AND until_date <= ? "
        "ORDER BY until_date, id, use",
        {FormatDate(window.last)});
    while (rows.Next()) {
      grants.push_back({rows.Int(0), rows.Text(1), rows.Text(2), rows.Text(3),
                        OptionalDateOf(rows.OptionalText(4))});
    }
  }
  for (const Grant& grant : grants) {
    const auto history = PermissionHistory(database, grant.person, UseName{grant.use});
    if (StateOn(history, DateOf(grant.until), grant.leaving) != PermissionState::kGranted) continue;
    // Renewed already.
    if (StateOn(history, AddDays(DateOf(grant.until), 1), grant.leaving) ==
        PermissionState::kGranted) {
      continue;
    }
    // Since then somebody said something else, or has left.
    const Date until = DateOf(grant.until);
    if (until < window.today &&
        (StateOn(history, window.today, grant.leaving) != PermissionState::kExpired ||
         (grant.leaving && *grant.leaving < window.today))) {
      continue;
    }
    report.rows.push_back({grant.until, grant.id, "permission for " + grant.use,
                           until < window.today ? "overdue: it means no now; ask for it again"
                                                : "ask for it again; after that day it means no"});
  }
}

void AddLeavers(Database& database, const Window& window, Report& report) {
  Rows rows = database.Query(
      "SELECT leaving_date, id FROM person WHERE leaving_date BETWEEN ? AND ? ORDER BY 1, 2",
      {FormatDate(window.today), FormatDate(window.last)});
  while (rows.Next()) {
    report.rows.push_back({rows.Text(0), rows.Text(1), "last day at the school",
                           "every permission ends with it; see `photogate report rests-on`"});
  }
}

void AddReferences(Database& database, const Window& window, Report& report) {
  Rows rows = database.Query(
      "SELECT id, max(reference_date) FROM template JOIN person ON person.row = template.person "
      "GROUP BY person ORDER BY id");
  while (rows.Next()) {
    const Date stale = YearAfter(DateOf(rows.Text(1)));
    if (!window.Holds(stale)) continue;
    report.rows.push_back({FormatDate(stale), rows.Text(0), "reference photos",
                           window.Next(stale, "take and enrol new ones")});
  }
}

void AddDuties(const std::vector<User>& users, const Window& window, Report& report) {
  const auto add = [&](const User& user, const std::optional<Date>& date, const char* what) {
    if (!date || !window.Holds(YearAfter(*date))) return;
    report.rows.push_back(
        {FormatDate(YearAfter(*date)), user.name, what,
         window.Next(YearAfter(*date), "renew it and record it with photogate user set")});
  };
  for (const User& user : users) {
    if (!IsActive(user, window.today)) continue;
    add(user, user.policy_read, "policy read");
    add(user, user.trained, "training");
    add(user, user.delegated, "written delegation");
  }
}

}  // namespace

Date AddDays(const Date& day, int days) {
  const std::chrono::year_month_day from{std::chrono::year{day.year},
                                         std::chrono::month{static_cast<unsigned>(day.month)},
                                         std::chrono::day{static_cast<unsigned>(day.day)}};
  const auto at = std::chrono::sys_days{from} + std::chrono::days{days};
  const std::chrono::year_month_day date{at};
  return Date{static_cast<int>(date.year()), static_cast<int>(static_cast<unsigned>(date.month())),
              static_cast<int>(static_cast<unsigned>(date.day()))};
}

Result<Report> ReportExpiring(Register& reg, const Date& day, int days) {
  const auto users = Users(reg).List();
  if (!users.ok()) return users.error();
  return reg.store().Read([&](Database& database) -> Result<Report> {
    if (day == reg.clock().Today()) {
      const Result<Done> clock = CheckClock(database, reg.clock());
      if (!clock.ok()) return clock.error();
    }
    Report report{
        {"BY", "WHO", "WHAT", "NEXT"}, {}, fmt::format("Nothing ends within {} days.", days)};
    const Window window{day, AddDays(day, days)};
    AddGrants(database, window, report);
    AddLeavers(database, window, report);
    AddReferences(database, window, report);
    AddDuties(users.value(), window, report);
    const auto dpia = ReadDpia(database);
    if (dpia && window.Holds(YearAfter(dpia->date))) {
      report.rows.push_back({FormatDate(YearAfter(dpia->date)), dpia->officer, "impact assessment",
                             window.Next(YearAfter(dpia->date), "review it and record it again")});
    }
    std::sort(report.rows.begin(), report.rows.end());
    return report;
  });
}

Result<Report> ReportLeavers(Register& reg, const Date& day) {
  return reg.store().Read([&](Database& database) -> Result<Report> {
    Report report{{"LEFT", "PERSON", "CASE", "TEMPLATES", "BARRED"}, {}, "Nobody has left."};
    const auto barred = BarredRows(database, day);
    Rows rows = database.Query(
        "SELECT leaving_date, id, case_number, row, (SELECT count(*) FROM template WHERE person = "
        "row) FROM person WHERE leaving_date < ? ORDER BY leaving_date, id",
        {FormatDate(day)});
    while (rows.Next()) {
      const bool bar = std::find(barred.begin(), barred.end(), rows.Int(3)) != barred.end();
      report.rows.push_back({rows.Text(0), rows.Text(1), rows.Text(2), std::to_string(rows.Int(4)),
                             bar ? "yes" : "no"});
    }
    return report;
  });
}

Result<Report> ReportStaleReferences(Register& reg, const Date& day) {
  return reg.store().Read([&](Database& database) -> Result<Report> {
    Report report{{"PERSON", "YOUNGEST REFERENCE", "RECOGNISER"},
                  {},
                  "Nobody's references are more than a year old."};
    Rows rows = database.Query(
        "SELECT id, max(reference_date), model FROM template JOIN person ON person.row = "
        "template.person GROUP BY person, model HAVING max(reference_date) < ? ORDER BY 2, 1",
        {FormatDate(Date{day.year - 1, day.month, day.day})});
    while (rows.Next()) report.rows.push_back({rows.Text(0), rows.Text(1), rows.Text(2)});
    return report;
  });
}

Result<Report> ReportUntrained(Register& reg, const Date& day) {
  const auto users = Users(reg).List();
  if (!users.ok()) return users.error();
  Report report{{"USER", "WHY THEY MAY NOT DECIDE"}, {}, "Every user has everything on record."};
  for (const User& user : users.value()) {
    if (!IsActive(user, day)) continue;
    for (const UserObstacle obstacle : ObstaclesOfDuty(user, day)) {
      report.rows.push_back({user.name, ObstacleText(obstacle)});
    }
  }
  return report;
}

Result<Report> ReportChannels(Register& reg, const Date& day) {
  Channels all(reg);
  const auto channels = all.List();
  if (!channels.ok()) return channels.error();
  Report report{{"CHANNEL", "STATE", "ACTIVE OWNERS", "NEXT"},
                {},
                "Every channel in use has two owners who have not left."};
  for (const ChannelDetails& channel : channels.value()) {
    if (channel.state == ChannelState::kClosed) continue;
    const auto active = all.ActiveOwnersOf(channel.name, day);
    if (!active.ok()) return active.error();
    if (active.value().size() >= kLeastChannelOwners) continue;
    report.rows.push_back({channel.name.value, std::string(ChannelStateName(channel.state)),
                           std::to_string(active.value().size()),
                           "photogate channel transfer, or close it"});
  }
  return report;
}

}  // namespace photogate
