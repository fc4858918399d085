// What lies in the inbox now.
#pragma once

#include <chrono>
#include <filesystem>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "core/ids.h"
#include "core/result.h"
#include "watch/settling.h"
#include "watch/share.h"

namespace photogate {

// A file that may be taken.
struct ReadyFile {
  ChannelName channel;
  std::string folder;  // below inbox/<channel>; empty: directly in it
  std::string name;
  FileLook look;
  std::chrono::milliseconds unchanged;  // how long it has looked like this
};

struct ScanOptions {
  std::set<ChannelName> approved;
  std::chrono::milliseconds settle{1'000};
  bool newest_first = false;
};

struct InboxView {
  std::map<ChannelName, std::vector<ReadyFile>> ready;  // oldest first, or newest
  int unsettled = 0;                                    // not yet long enough the same
  int stuck = 0;                                        // of these, for more than ten minutes
  std::set<std::string> ignored;              // below inbox/, any bytes: names that are passed over
  std::map<std::string, int> unapproved;      // folder in inbox/ -> files that stay there
  std::vector<std::filesystem::path> claims;  // claimed files: taken, or left by a failure
  int stray = 0;                              // directly in inbox/, for no channel
  // Folders with a groups.txt, and their channels.
  std::vector<std::pair<std::filesystem::path, ChannelName>> with_groups;
  // Since when the oldest of `unapproved` and `stray`, and the oldest of the others, lies here.
  std::optional<std::chrono::system_clock::time_point> left_since, waiting_since;
  std::vector<std::filesystem::path> unreadable;  // folders that this account may not look into
  std::vector<std::filesystem::path> folders;     // everything to put an inotify watch on
};

// Looks through inbox/. Symbolic links are not followed and count as ignored. Folders below an
// event belong to that event; deeper than kDeepest nothing is looked at. A folder that cannot be
// read is an error, since an inbox that looks empty is not one; one that this account may not look
// into is told, and the others are looked through all the same.
inline constexpr int kDeepest = 8;
Result<InboxView> ScanInbox(const Share& share, const ScanOptions& options, Settling& settling,
                            Settling::Moment now);

}  // namespace photogate
