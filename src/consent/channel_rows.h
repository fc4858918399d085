// Rows of channels. Internal to consent.
#pragma once

#include <string_view>

#include "consent/channels.h"
#include "consent/database.h"
#include "consent/store.h"

namespace photogate {

// Of `channel` and `channel_history`, as ChannelOfRow takes them; the owners stand elsewhere.
inline constexpr std::string_view kChannelColumns =
    "name, use, state, address, aim, audience, promotion, access, mode, unrecorded_barred, "
    "ignore_below_px, ignore_reason, longest_edge_px, proposed_by, approved_by, approved_at, "
    "copy_format, quality, to_srgb, keep_credit";
ChannelDetails ChannelOfRow(const Rows& rows);
// kNotFound with the next step.
Error NoSuchChannel(const ChannelName& name);

Result<ChannelDetails> ReadChannel(Database& database, const ChannelName& name);
void InsertChannel(Database& database, Change& change, const ChannelDetails& channel);
void ReplaceOwners(Database& database, const ChannelName& name,
                   const std::vector<std::string>& owners);

// What the pure stages see of a channel.
Channel ToChannel(const ChannelDetails& details);

}  // namespace photogate
