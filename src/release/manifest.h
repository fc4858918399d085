// The list that goes with a release: what was handed over, byte for byte, and by whom.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "consent/register.h"
#include "core/result.h"
#include "release/batch.h"
#include "release/verify.h"
#include "release/walk_published.h"

namespace photogate {

inline constexpr const char* kManifestName = kReleaseListName.data();
inline constexpr const char* kReleaseNoteName = "READ-ME-FIRST.txt";

struct ManifestHead {
  std::int64_t number;
  std::string at;  // UTC
  std::string made_by;
  std::string looked_by;
};

// JSON: number, channel, event, who and when, and each photo's file, hashes, credit and the earlier
// release that had it. Holds no name of a person in a photo.
std::string ManifestText(const ManifestHead& head, const Batch& batch);

// What the editor does with the folder: alternative texts, credits, no changes.
std::string ReleaseNoteText(const ManifestHead& head, const Batch& batch);

// The lists of releases below `paths`: one that no release has, or that is another channel's, and
// files that a list names and that are not there or are others. A list that is as it was made is
// told as cleared, with Verified::manifest. Errors are the register's.
Result<std::vector<Verified>> VerifyManifests(const std::vector<std::filesystem::path>& paths,
                                              Register& reg, const ChannelName& channel);

// The same of one that stands within an archive; an error of the register is kCannotCheck.
std::vector<Verified> VerifyManifestWithin(const FoundList& list, Register& reg,
                                           const ChannelName& channel);

}  // namespace photogate
