// What a home is told about its watched folder: a part of `photogate setting`.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "consent/register.h"
#include "core/result.h"

namespace photogate {

struct HomeSetting {
  std::string name;
  std::string value;  // as it counts: the default when nobody set it
  bool set;
  std::string choices;  // what it may be
  std::string meaning;  // a sentence
};

// Every setting, by what `stored` has for the name under which the register keeps it.
std::vector<HomeSetting> HomeSettingsOf(
    const std::function<std::optional<std::string>(const std::string&)>& stored);

// What the watched folder needs to know.
struct WatchSettings {
  std::string share_root;  // absolute; empty: there is no watched folder
  std::string share_id;    // of the marker that was put into it; empty before the first start
  int keep_days = 30;      // originals of decided photos are destroyed after this
  int settle_ms = 1'000;   // a file must look the same for so long before it is touched
  int sweep_seconds = 10;  // a share sends no events, so it is looked through this often
  bool newest_first = false;
  std::string review_address;  // of the page, for status.html; empty: none
  int low_disk_mb = 1'024;
  int overdue_minutes = 60;  // so long after the last of the runs by cron another must have been
  int queue_minutes = 60;    // a photo that waits longer for the machine is an alarm
};

// Thread-safe, like the Register it borrows.
class HomeSettings {
 public:
  explicit HomeSettings(Register& reg) : register_(reg) {}

  // Whether there is a setting of this name.
  static bool Knows(const std::string& name);
  // Every setting, by name.
  Result<std::vector<HomeSetting>> List();
  // kNotFound: there is no such setting. kRefused: not a value for it, said with what would be.
  Result<Done> Set(const std::string& name, const std::string& value, const Actor& by);
  // Back to the default.
  Result<Done> Clear(const std::string& name, const Actor& by);
  Result<WatchSettings> ForWatching();
  // The watcher's own: what its marker on a share says, drawn at random once for all.
  Result<std::string> MarkerId(const Actor& by);
  // Which marker the share bears.
  Result<Done> SetShareId(const std::string& id, const Actor& by);

 private:
  Register& register_;
};

}  // namespace photogate
