// A release from the command line: gathering, looking through, handing over. Internal to cli.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "cli/app.h"
#include "cli/lazy_gates.h"
#include "cli/verbs.h"
#include "release/hand_over.h"
#include "release/look_through.h"

namespace photogate {

// Where photos come from and releases go.
struct ReleasePlaces {
  std::vector<std::filesystem::path> from;
  std::filesystem::path to;
  std::filesystem::path share_root, cleared_root;  // empty without a watched folder
};

// What was asked for: `paths` empty means cleared/<channel> of the watched folder, `to` empty its
// released/<channel>, which is made. kRefused: neither is known; kUnavailable: the share is away.
Result<ReleasePlaces> FindReleasePlaces(Register& reg, const std::string& channel,
                                        const std::vector<std::string>& paths,
                                        const std::string& to);

// Writes the batch's contact sheet to `file`, which must not be there, unless it is the same
// batch's.
Result<Done> WriteContactSheet(const Batch& batch, const std::filesystem::path& file,
                               LazyGates& gates, const Clock& clock);

// "3,7" or "3 7". Nullopt: not numbers between 1 and `most`.
std::optional<std::set<std::size_t>> ReadNumbers(const std::string& text, std::size_t most);
// Asks each point on the terminal. Nullopt: one was not agreed to, or the input ended.
std::optional<LookedThrough> AskPoints(const Batch& batch);

}  // namespace photogate
