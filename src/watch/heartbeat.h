// The last words of a watcher, for whoever asks how things stand.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/result.h"

namespace photogate {

// Something that needs a person other than a reviewer.
struct Alarm {
  std::string code;  // "mount_gone" ...
  std::string text;  // a sentence with the next step; no name, no path
};

// Who looks after the folder.
enum class WatchKind {
  kService = 1,  // a process that stays
  kOnce,         // runs that end: cron
};

// In home/watch.json.
struct Heartbeat {
  std::int64_t pid = 0;
  WatchKind kind = WatchKind::kService;
  bool ended = false;                     // it came to its end by itself
  std::string at;                         // UTC
  std::vector<Alarm> alarms;              // what only it can see
  std::map<std::string, int> unapproved;  // folder in inbox/ -> photos that stay there
  int stray = 0, unsettled = 0, stuck = 0, ignored = 0;
  int waiting = 0;               // in the inbox, ready
  int foreign = 0, altered = 0;  // moved to quarantine since it started
  int in_quarantine = 0;         // files that lie there now
  std::string destroy_from;      // UTC: no original is destroyed before; empty: at its time
  bool clock_jumped = false;     // and somebody should look at the clock
};

Result<Done> WriteHeartbeat(const std::filesystem::path& home, const Heartbeat& heartbeat);
// Nullopt: none, or none that can be read.
std::optional<Heartbeat> ReadHeartbeat(const std::filesystem::path& home);

}  // namespace photogate
