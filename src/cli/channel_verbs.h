// The parts of `photogate channel`.
#pragma once

#include "cli/verbs.h"
#include "consent/channels.h"

namespace photogate {

// Everything about the channel but who of its owners is active.
Json ChannelJson(const ChannelDetails& channel);

// propose | case | transfer | approve | resume | suspend | close | set
void AddChannelChanges(CLI::App& channel, AppContext& context);

}  // namespace photogate
