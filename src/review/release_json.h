// Releases as the page sees them: see docs/API.md.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "consent/releases.h"
#include "release/verify.h"
#include "review/answer.h"

namespace photogate {

Json ReleaseJson(const Release& release);

// What is said of one file, and of one within it.
Json VerifiedJson(const Verified& one);

// A release's number as it stands in a path; nullopt for what cannot be one.
std::optional<std::int64_t> ReleaseNumber(const std::string& text);

}  // namespace photogate
