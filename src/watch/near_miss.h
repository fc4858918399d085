// Folders that were meant for a channel and are spelt otherwise.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/ids.h"

namespace photogate {

// The channel whose name `folder` has but for capitals, spaces, hyphens and the like, or for one
// letter; two in a long name. Nullopt: none, or several alike.
std::optional<ChannelName> AlmostNamed(const std::string& folder,
                                       const std::vector<ChannelName>& channels);

}  // namespace photogate
