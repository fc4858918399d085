// A no that a wrong clock dated ahead. Internal to consent.
#pragma once

#include "consent/store.h"

namespace photogate {

// Records anew, from today and with their own words, every refusal, withdrawal, objection and bar
// that was entered at a moment which is yet to come and begins after today; how many. A lifted bar
// and an undone import stay as they are. Asked again it finds nothing more.
int CountNosFromToday(Database& database, Change& change);

}  // namespace photogate
