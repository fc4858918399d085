// Events, and the groups that were there.
#pragma once

#include <string>
#include <vector>

#include "consent/register.h"
#include "core/result.h"

namespace photogate {

struct EventEntry {
  EventName name;
  Date date;
  std::vector<GroupName> groups;  // sorted
  std::string recorded_by;
  std::string recorded_at;  // UTC
  // Groups of the event with nobody on the register: while there are any, the event does not narrow
  // who may be in its photos.
  std::vector<GroupName> unknown_groups;
};

// Thread-safe, like the Register it borrows.
class Events {
 public:
  explicit Events(Register& reg) : register_(reg) {}

  // kConflict when the name is taken (an event is not rewritten), kRefused when a name is unusable.
  // Returns it as stored: groups in the register's own spelling.
  Result<EventEntry> Add(const EventName& name, const Date& date,
                         const std::vector<GroupName>& groups, const Actor& by);
  // By date, then name.
  Result<std::vector<EventEntry>> List();
  // kNotFound with the next step.
  Result<EventEntry> Show(const EventName& name);

 private:
  Register& register_;
};

}  // namespace photogate
