// Releases as the page sees them: see docs/API.md.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "consent/releases.h"
#include "release/verify.h"
#include "review/answer.h"

namespace photogate {

Json ReleaseJson(const Release& release);

// Where copies that must not be seen stand or were published: one entry for each release, newest
// first, with its owners and places. Errors are the register's.
Result<Json> StillOutJson(Register& reg, const std::vector<PublishedPhoto>& published);
// The same in sentences for whoever has to take them down; without the page's markup.
Result<std::vector<std::string>> StillOutText(Register& reg,
                                              const std::vector<PublishedPhoto>& published);

// What is said of one file, and of one within it.
Json VerifiedJson(const Verified& one);

// A release's number as it stands in a path; nullopt for what cannot be one.
std::optional<std::int64_t> ReleaseNumber(const std::string& text);

}  // namespace photogate
