// How the watched folder stands: for the share's status files, for `photogate status`, for
// monitoring.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "consent/home_settings.h"
#include "consent/photo_journal.h"
#include "consent/register.h"
#include "core/clock.h"
#include "core/result.h"
#include "watch/heartbeat.h"
#include "watch/share.h"
#include "watch/shown_names.h"

namespace photogate {

struct WaitingPhoto {
  PhotoId id;
  ChannelName channel;
  std::string shown_name;  // safe to show: neutral when the file's name holds somebody's
  std::string since;       // UTC
  std::string why;         // plain words, nobody named
};

struct ChannelStatus {
  int waiting = 0;  // taken from the inbox, not decided
  int cleared_today = 0, held_today = 0, blocked_today = 0;
  int held = 0, blocked = 0, withdrawn = 0;
  int retried = 0;  // held for want of something, and tried again by itself; not in `held`
};

struct WatchReport {
  std::string at;        // local time, as people read it
  bool running = false;  // now
  // Looked after by runs that end, of which the last one is not too long ago.
  bool by_runs = false;
  std::string last_look;  // local time; empty: never
  std::optional<Heartbeat> heartbeat;
  std::vector<Alarm> alarms;
  std::map<ChannelName, ChannelStatus> channels;
  std::set<ChannelName> known;     // every channel, approved or not
  std::vector<WaitingPhoto> held;  // the oldest, at most kMostShown
  int held_in_all = 0, retried_in_all = 0;
  std::string review_address;
};

inline constexpr int kMostShown = 200;

struct StatusOptions {
  bool with_photos = true;     // read the list of held photos
  bool running = false;        // some watcher has the home's lock
  std::string models_missing;  // empty: they are there
};

// Makes reports of one home. One thread uses it.
class Reporter {
 public:
  Reporter(Register& reg, std::filesystem::path home)
      : register_(reg), home_(std::move(home)), names_(reg) {}

  // Never fails because of the share: that it is not there is an alarm.
  Result<WatchReport> Make(const WatchSettings& settings, const StatusOptions& options);

 private:
  void AddChannels(WatchReport& report, PhotoJournal& journal,
                   const std::vector<PhotoCount>& counts);
  Result<Done> AddHeld(WatchReport& report, PhotoJournal& journal);
  void AddAlarms(WatchReport& report, PhotoJournal& journal, const WatchSettings& settings,
                 const StatusOptions& options, const std::vector<PhotoCount>& counts);
  void AddShareAlarms(WatchReport& report, const WatchSettings& settings) const;
  void AddWatcherAlarms(WatchReport& report, const WatchSettings& settings) const;

  Register& register_;
  const std::filesystem::path home_;
  ShownNames names_;
};

// A self-contained page that refreshes itself; and the same as plain text. Neither names anybody.
std::string StatusHtml(const WatchReport& report);
std::string StatusText(const WatchReport& report);

}  // namespace photogate
