// How the parts of `photogate consent` say whose word counts.
#pragma once

#include <string>
#include <vector>

#include "cli/verbs.h"
#include "consent/permissions.h"

namespace photogate {

// "the refusal of parent B of 2026-11-20"; "the refusal of 2026-11-20 (no name)".
std::string VoiceText(const VoiceAgainst& voice);
// Several of them, "a, b and c".
std::string VoicesText(const std::vector<VoiceAgainst>& voices);
Json VoicesJson(const std::vector<VoiceAgainst>& voices);

// A line for each group of names that are perhaps one person's; empty: none.
std::string AlikeText(const std::vector<std::vector<std::string>>& alike);

}  // namespace photogate
