// The watcher's log: standard error, one line each, for journald.
#pragma once

#include <functional>
#include <string>

namespace photogate {

// Lines hold ids and counts, never a name or a path. Thread-safe. With systemd's priorities in
// front where standard error goes to its journal (sd-daemon(3)).
std::function<void(const std::string& line, bool bad)> WatchLog();

}  // namespace photogate
