// What keeps a person from the channels today, as recalls see it. Internal to consent.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "consent/database.h"
#include "consent/takedowns.h"
#include "core/clock.h"

namespace photogate {

// What keeps a person from one channel.
struct ChannelNo {
  std::string channel;
  RecallReason reason;
  std::string until;           // photos cleared up to then did not know of it (UTC, or a day)
  std::int64_t version = 0;    // of the latest statement
  std::int64_t permitted = 0;  // the latest time it was permitted before
};

// A bar, an objection, a refusal or a withdrawal that counts on `day`, by channel; `by_hand`: every
// channel, whatever is permitted. In the order of the channels' names.
std::vector<ChannelNo> NosOf(Database& database, std::int64_t person, const Date& day,
                             bool by_hand);

}  // namespace photogate
