// Rows of events. Internal to consent.
#pragma once

#include <optional>

#include "consent/database.h"
#include "consent/events.h"

namespace photogate {

Result<EventEntry> ReadEvent(Database& database, const EventName& name);

// The group as people on the register have it, whatever the case; nullopt when nobody is in it.
std::optional<GroupName> RegisteredGroup(Database& database, const GroupName& group);

}  // namespace photogate
