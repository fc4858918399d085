#include "consent/events.h"

#include <algorithm>

#include "consent/event_rows.h"
#include "consent/person_rows.h"
#include "consent/store.h"

namespace photogate {

std::optional<GroupName> RegisteredGroup(Database& database, const GroupName& group) {
  Rows rows = database.Query(
      "SELECT group_name FROM person_group WHERE group_name = ? ORDER BY person LIMIT 1",
      {group.value});
  if (!rows.Next()) return std::nullopt;
  return GroupName{rows.Text(0)};
}

Result<EventEntry> ReadEvent(Database& database, const EventName& name) {
  EventEntry event{};
  {
    Rows rows = database.Query(
        "SELECT event_date, actor, at FROM event JOIN change USING(version) WHERE name = ?",
        {name.value});
    if (!rows.Next()) {
      return Error{ErrorKind::kNotFound,
                   "There is no event of this name. See the events with `photogate event list`, or "
                   "record it with `photogate event add`.",
                   name.value};
    }
    event.name = name;
    event.date = DateOf(rows.Text(0));
    event.recorded_by = rows.Text(1);
    event.recorded_at = rows.Text(2);
  }
  {
    Rows rows = database.Query(
        "SELECT group_name FROM event_group WHERE event = ? ORDER BY group_name", {name.value});
    while (rows.Next()) event.groups.push_back(GroupName{rows.Text(0)});
  }
  for (const GroupName& group : event.groups) {
    if (!RegisteredGroup(database, group)) event.unknown_groups.push_back(group);
  }
  return event;
}

Result<EventEntry> Events::Add(const EventName& name, const Date& date,
                               const std::vector<GroupName>& groups, const Actor& by) {
  std::string why = WhyNotLabel(name.value);
  for (const GroupName& group : groups) {
    if (why.empty()) why = WhyNotGroup(group.value);
  }
  if (!why.empty()) {
    return Error{ErrorKind::kRefused, "The event was not recorded: " + why + ". Correct it."};
  }
  return register_.store().Write(
      by, "event add", [&](Database& database, Change& change) -> Result<EventEntry> {
        if (database.Int("SELECT count(*) FROM event WHERE name = ?", {name.value}) != 0) {
          return Error{ErrorKind::kConflict,
                       "There is an event of this name already. Choose another, with its date for "
                       "example.",
                       name.value};
        }
        database.Run("INSERT INTO event(name, event_date, version) VALUES(?, ?, ?)",
                     {name.value, FormatDate(date), change.version()});
        change.About("event", name.value, FormatDate(date));
        for (const GroupName& group : groups) {
          const GroupName spelling = RegisteredGroup(database, group).value_or(group);
          database.Run("INSERT OR IGNORE INTO event_group(event, group_name) VALUES(?, ?)",
                       {name.value, spelling.value});
        }
        return ReadEvent(database, name);
      });
}

Result<std::vector<EventEntry>> Events::List() {
  return register_.store().Read([](Database& database) -> Result<std::vector<EventEntry>> {
    std::vector<EventName> names;
    {
      Rows rows = database.Query("SELECT name FROM event ORDER BY event_date, name");
      while (rows.Next()) names.push_back(EventName{rows.Text(0)});
    }
    std::vector<EventEntry> events;
    for (const EventName& name : names) {
      auto event = ReadEvent(database, name);
      if (!event.ok()) return event.error();
      events.push_back(std::move(event).value());
    }
    return events;
  });
}

Result<EventEntry> Events::Show(const EventName& name) {
  return register_.store().Read([&](Database& database) { return ReadEvent(database, name); });
}

}  // namespace photogate
