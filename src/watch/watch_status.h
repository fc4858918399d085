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
#include "pipeline/consent_view.h"
#include "watch/share.h"

namespace photogate {

// Something that needs a person other than a reviewer.
struct Alarm {
  std::string code;  // "mount_gone" ...
  std::string text;  // a sentence with the next step; no name, no path
};

// Last words of a running watcher, in home/watch.json.
struct Heartbeat {
  std::int64_t pid = 0;
  std::string at;                         // UTC
  std::vector<Alarm> alarms;              // what only it can see
  std::map<std::string, int> unapproved;  // folder in inbox/ -> photos that stay there
  int stray = 0, unsettled = 0, stuck = 0, ignored = 0;
  int waiting = 0;               // in the inbox, ready
  int foreign = 0, altered = 0;  // moved to quarantine since it started
};

struct WaitingPhoto {
  PhotoId id;
  ChannelName channel;
  std::string shown_name;  // safe to show: neutral when the file's name holds somebody's
  std::string since;       // UTC
  std::string why;         // plain words, nobody named
  bool retried;            // by itself; nobody need look
};

struct ChannelStatus {
  int waiting = 0;  // taken from the inbox, not decided
  int cleared_today = 0, held_today = 0, blocked_today = 0;
  int held = 0, blocked = 0, withdrawn = 0;
};

struct WatchReport {
  std::string at;  // local time, as people read it
  bool running = false;
  std::optional<Heartbeat> heartbeat;
  std::vector<Alarm> alarms;
  std::map<ChannelName, ChannelStatus> channels;
  std::set<ChannelName> known;     // every channel, approved or not
  std::vector<WaitingPhoto> held;  // the oldest, at most kMostShown
  int held_in_all = 0;
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
  Reporter(Register& reg, std::filesystem::path home) : register_(reg), home_(std::move(home)) {}

  // Never fails because of the share: that it is not there is an alarm.
  Result<WatchReport> Make(const WatchSettings& settings, const StatusOptions& options);

 private:
  void AddChannels(WatchReport& report, PhotoJournal& journal,
                   const std::vector<PhotoCount>& counts);
  Result<Done> AddHeld(WatchReport& report, PhotoJournal& journal);
  void AddAlarms(WatchReport& report, PhotoJournal& journal, const WatchSettings& settings,
                 const StatusOptions& options, const std::vector<PhotoCount>& counts);
  Result<std::string> ShownName(const PhotoEntry& photo);

  Register& register_;
  const std::filesystem::path home_;
  SharedConsent names_;  // for the names check; of one version of the register
};

// A self-contained page that refreshes itself; and the same as plain text. Neither names anybody.
std::string StatusHtml(const WatchReport& report);
std::string StatusText(const WatchReport& report);

Result<Done> WriteHeartbeat(const std::filesystem::path& home, const Heartbeat& heartbeat);
// Nullopt: none, or none that can be read.
std::optional<Heartbeat> ReadHeartbeat(const std::filesystem::path& home);

}  // namespace photogate
