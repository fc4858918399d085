// Rows of channels. Internal to consent.
#pragma once

#include "consent/channels.h"
#include "consent/database.h"
#include "consent/store.h"

namespace photogate {

Result<ChannelDetails> ReadChannel(Database& database, const ChannelName& name);
void InsertChannel(Database& database, Change& change, const ChannelDetails& channel);
void ReplaceOwners(Database& database, const ChannelName& name,
                   const std::vector<std::string>& owners);

// What the pure stages see of a channel.
Channel ToChannel(const ChannelDetails& details);

}  // namespace photogate
