#include "watch/watcher.h"

#include <sys/statvfs.h>
#include <unistd.h>

#include <algorithm>
#include <optional>
#include <thread>
#include <utility>

#include "consent/channels.h"
#include "consent/people.h"
#include "consent/photo_retention.h"
#include "watch/inbox_names.h"
#include "watch/share_disk.h"

namespace photogate {
namespace {

using SteadyClock = std::chrono::steady_clock;

// Taken and not yet checked, a worker: enough to keep them busy, few enough that what is in the
// home stays small.
constexpr std::size_t kWaitingPerThread = 8;

// While photos come in, sweeps are frequent; these are not.
constexpr auto kBetweenLooks = std::chrono::seconds(2);
// A file is taken at the second look at which it is the same; one more for a look that came early.
constexpr int kLooksOnce = 3;
constexpr auto kBetweenQuietReports = std::chrono::seconds(60);

// Taking goes on no longer than this before the next look: as long as the workers keep up there is
// always room, and what is dropped meanwhile for another channel would wait for all of a large one.
constexpr auto kTakingPerSweep = std::chrono::seconds(1);

constexpr auto kDay = std::chrono::hours(24);
constexpr auto kAfterFailure = std::chrono::seconds(2);

}  // namespace

Watcher::Watcher(WatchParts parts)
    : parts_(std::move(parts)),
      share_(parts_.disk, parts_.settings.share_root),
      journal_(parts_.reg),
      files_(parts_.reg, parts_.home),
      flow_(parts_.reg, journal_, files_, parts_.flow, parts_.by),
      intake_(share_, parts_.disk, journal_, files_, parts_.intake, parts_.by),
      guard_(share_, parts_.disk, journal_),
      queue_(parts_.settings.newest_first),
      names_(parts_.reg),
      reporter_(parts_.reg, parts_.home) {
  beat_.pid = ::getpid();
  queue_.Pause(true);
}

Watcher::~Watcher() = default;

void Watcher::Raise(const std::string& code, const std::string& text) {
  for (const Alarm& alarm : beat_.alarms) {
    if (alarm.code == code) return;
  }
  beat_.alarms.push_back({code, text});
}

bool Watcher::LowDisk() const {
  struct statvfs info {};
  if (::statvfs(parts_.home.c_str(), &info) != 0) return true;
  const auto free_mb = static_cast<std::uint64_t>(info.f_bavail) * info.f_frsize >> 20;
  return free_mb < static_cast<std::uint64_t>(parts_.settings.low_disk_mb);
}

Result<int> Watcher::Sweep() {
  beat_.alarms.clear();
  more_ready_ = false;
  int taken = 0;
  if (const auto looked = LookAtShare(); !looked.ok()) return looked.error();
  const auto channels = Channels(parts_.reg).List();
  if (!channels.ok()) return channels.error();
  approved_.clear();
  channels_.clear();
  for (const ChannelDetails& channel : channels.value()) {
    channels_.push_back(channel.name);
    if (channel.state == ChannelState::kApproved) approved_.push_back(channel.name);
  }
  if (share_there_ && share_recovered_) {
    if (const auto ready = share_.Prepare(approved_); !ready.ok()) {
      Raise("share_failed", ready.error().message);
    }
    for (const ChannelName& channel : approved_) {
      if (!IsFolderName(channel.value) || shelves_.contains(channel)) continue;
      auto shelf =
          std::make_shared<ChannelShelf>(parts_.disk, share_.Cleared(channel), share_.work());
      if (!shelf->Refresh().ok()) continue;
      flow_.SetShelf(channel, shelf);
      shelves_[channel] = std::move(shelf);
    }
    queue_.Pause(false);
    const ScanOptions options{{approved_.begin(), approved_.end()},
                              std::chrono::milliseconds(parts_.settings.settle_ms),
                              parts_.settings.newest_first};
    const auto view = ScanInbox(share_, options, settling_, SteadyClock::now());
    if (view.ok()) {
      const auto groups = People(parts_.reg).Groups();
      if (!groups.ok()) return groups.error();
      const KnownGroups known(groups.value());
      intake_.SetKnownGroups(known);
      if (const auto took = TakeIn(view.value(), taken); !took.ok()) return took.error();
      const auto bad_groups = FindBadGroups(view.value(), known);
      WriteNotes(share_, parts_.disk, view.value(), bad_groups, approved_, names_);
      events_.Watch(view.value().folders);
    } else {
      Raise("share_failed", view.error().message);
    }
    if (const auto guarded = Guard(); !guarded.ok()) return guarded.error();
    if (const auto queued = QueueAgain(); !queued.ok()) return queued.error();
  }
  Retain();
  Report(false);
  return taken;
}

Result<Done> Watcher::TakeIn(const InboxView& view, int& taken) {
  beat_.unapproved = view.unapproved;
  beat_.stray = view.stray;
  beat_.unsettled = view.unsettled;
  beat_.stuck = view.stuck;
  beat_.ignored = static_cast<int>(view.ignored.size());
  beat_.waiting = 0;
  for (const auto& [channel, files] : view.ready) beat_.waiting += static_cast<int>(files.size());
  if (view.stuck > 0) {
    Raise(
        "copy_unfinished",
        "A file in the inbox has been growing or changing for more than ten minutes, so it is not "
        "taken. Look whether its copying hangs.");
  }
  const auto late = parts_.clock.Now() - std::chrono::minutes(parts_.settings.queue_minutes);
  if (view.left_since && *view.left_since < late) {
    Raise("left_in_inbox",
          "Photos that nobody takes have been in the inbox for too long: they lie directly in it, "
          "or in a folder that is no approved channel's. The note beside them says what to do.");
  }
  if (view.waiting_since && *view.waiting_since < late) {
    Raise("queue_old",
          "A photo has been waiting in the inbox for too long. Look at the other alarms, the note "
          "beside it and the log of photogate watch.");
  }
  if (const auto tidy = intake_.TidyClaims(view); !tidy.ok()) return tidy.error();
  return TakeFrom(view.ready, taken);
}

// Every channel in turn, one file each, going on after the channel that had the last turn: where
// there is room for one at a time, the first would otherwise have it each time.
Result<Done> Watcher::TakeFrom(std::map<ChannelName, std::vector<ReadyFile>> ready, int& taken) {
  const std::size_t room = kWaitingPerThread * static_cast<std::size_t>(parts_.threads);
  const auto until = SteadyClock::now() + kTakingPerSweep;
  std::map<ChannelName, std::size_t> next;
  std::vector<ChannelName> order;
  for (const auto& [channel, files] : ready) order.push_back(channel);
  std::rotate(order.begin(), std::upper_bound(order.begin(), order.end(), last_turn_), order.end());
  for (bool any = true; any;) {
    any = false;
    for (const ChannelName& channel : order) {
      const std::vector<ReadyFile>& files = ready.at(channel);
      std::size_t& at = next[channel];
      if (at >= files.size()) continue;
      if (queue_.waiting() >= room) return Done{};
      if (SteadyClock::now() >= until) {
        more_ready_ = true;
        return Done{};
      }
      if (LowDisk()) {
        Raise("disk_low",
              "This machine's disk is nearly full, so photos stay in the inbox. Free some space.");
        return Done{};
      }
      any = true;
      last_turn_ = channel;
      PhotoId id;
      const auto took = intake_.Take(files[at++], id);
      if (took.ok() && took.value() == Taken::kTaken) {
        ++taken;
        --beat_.waiting;
        parts_.log("photo " + id.value + " taken", false);
        queue_.Push(channel, id);
        continue;
      }
      if (took.ok()) continue;
      if (took.error().kind == ErrorKind::kRefused && id.empty()) {
        Raise("groups_unknown", kUnknownGroups);
      } else if (took.error().kind == ErrorKind::kLimitExceeded) {
        Raise("too_large", "A file in the inbox is too large to be taken. Take it out of there.");
      } else {
        Raise("intake_failed", took.error().message);
        parts_.log("a file could not be taken: " + took.error().message, true);
      }
      // Claimed already: at the next look it is taken up again.
      if (!id.empty()) share_recovered_ = false;
    }
  }
  return Done{};
}

bool Watcher::ProcessOne() {
  const auto id = queue_.TryPop();
  if (!id) return false;
  const auto photo = journal_.Load(*id);
  if (photo.ok() && photo.value().state == PhotoState::kCleared) {
    CheckClearedAgain(photo.value());
    queue_.Done(*id);
    return true;
  }
  const auto end = flow_.Run(*id);
  if (!end.ok()) {
    ++counts_.failed;
    parts_.log("photo " + id->value + " could not be processed: " + end.error().message, true);
    std::this_thread::sleep_for(kAfterFailure);
    queue_.Done(*id);
    if (photo.ok()) queue_.Push(photo.value().channel, *id);
    return true;
  }
  switch (end.value()) {
    case FlowEnd::kCleared: ++counts_.cleared; break;
    case FlowEnd::kHeld: ++counts_.held; break;
    case FlowEnd::kBlocked: ++counts_.blocked; break;
    case FlowEnd::kRepeated: ++counts_.repeated; break;
    case FlowEnd::kUnchanged:
    case FlowEnd::kNotNow: break;
  }
  static constexpr const char* kNames[] = {"",         "cleared",   "held",   "blocked",
                                           "repeated", "unchanged", "not now"};
  parts_.log("photo " + id->value + " " + kNames[static_cast<int>(end.value())], false);
  queue_.Done(*id);
  return true;
}

void Watcher::Retain() {
  const auto now = SteadyClock::now();
  if (retained_at_ != SteadyClock::time_point{} && now - retained_at_ < kDay) return;
  retained_at_ = now;
  OpenRecalls();
  const auto run =
      DestroyOldOriginals(parts_.reg, parts_.home, parts_.settings.keep_days, parts_.by);
  if (run.ok() && run.value().destroyed > 0) {
    parts_.log(
        "originals destroyed at the end of their time: " + std::to_string(run.value().destroyed),
        false);
  }
}

void Watcher::Report(bool told_all, bool running) {
  beat_.at = FormatUtc(parts_.clock.Now());
  for (const Alarm& alarm : beat_.alarms) {
    if (told_.find(alarm.code) == std::string::npos) parts_.log("alarm: " + alarm.code, true);
  }
  told_.clear();
  for (const Alarm& alarm : beat_.alarms) told_ += alarm.code + " ";
  if (const auto kept = WriteHeartbeat(parts_.home, beat_); !kept.ok()) {
    parts_.log("the heartbeat cannot be written: " + kept.error().message, true);
  }
  const auto now = SteadyClock::now();
  if (!share_there_ || (!told_all && now - reported_at_ < kBetweenLooks)) return;
  // Nothing happened: the page need not be made anew each time, only show that somebody is there.
  const std::string news = told_ + std::to_string(beat_.waiting) + " " +
                           std::to_string(beat_.unsettled) + " " +
                           std::to_string(beat_.in_quarantine);
  const auto latest = journal_.LatestStep();
  const bool quiet = latest.ok() && latest.value() < reported_ && news == reported_news_;
  if (!told_all && quiet && now - reported_at_ < kBetweenQuietReports) return;
  reported_at_ = now;
  reported_ = beat_.at;
  reported_news_ = news;
  StatusOptions options;
  options.running = running;
  options.models_missing = parts_.models_missing;
  const auto report = reporter_.Make(parts_.settings, options);
  if (!report.ok()) return;
  const auto put = [&](const char* name, const std::string& text) {
    (void)ReplaceText(parts_.disk, share_.work(), share_.root() / name, text).ok();
  };
  put("status.html", StatusHtml(report.value()));
  put("STATUS.txt", StatusText(report.value()));
}

template <typename F>
void Watcher::WithThreads(F&& body) {
  std::atomic<bool> ending{false};
  std::vector<std::jthread> threads;
  for (int at = 0; at < parts_.threads; ++at) {
    threads.emplace_back([this, &ending] {
      while (!ending.load()) {
        if (!ProcessOne()) queue_.WaitForWork(std::chrono::seconds(60));
      }
    });
  }
  body();
  ending = true;
  queue_.Close();
}

Result<Done> Watcher::Run(const std::atomic<bool>& stop, const std::atomic<bool>& reload) {
  Result<Done> result = Done{};
  WithThreads([&] {
    const auto ended = [&] { return stop.load() || reload.load(); };
    while (!ended()) {
      const auto taken = Sweep();
      if (!taken.ok()) {
        parts_.log("the sweep failed: " + taken.error().message, true);
        if (taken.error().kind == ErrorKind::kCorrupt) {
          result = taken.error();
          return;
        }
      }
      // While files come to rest or wait for room, soon; else when something happens.
      const bool busy = beat_.unsettled > 0 || beat_.waiting > 0;
      const auto soon = std::chrono::milliseconds(std::max(parts_.settings.settle_ms / 2, 50));
      const auto sweep = std::chrono::seconds(parts_.settings.sweep_seconds);
      if (!ended() && !more_ready_) events_.Wait(busy ? soon : std::chrono::milliseconds(sweep));
    }
  });
  // Whoever looks at the share sees that nobody checks any more; a reload goes on at once.
  if (!reload.load()) Report(true, false);
  return result;
}

Result<Done> Watcher::RunOnce(const std::atomic<bool>& stop) {
  Result<Done> result = Done{};
  beat_.kind = WatchKind::kOnce;
  WithThreads([&] {
    // Looks far enough apart for everything that was there at the end of the first one, however
    // long a look takes.
    std::optional<SteadyClock::time_point> settled;
    int looks = 0;
    while (!stop.load()) {
      const auto taken = Sweep();
      if (!taken.ok()) {
        result = taken.error();
        return;
      }
      ++looks;
      if (!settled) {
        settled = SteadyClock::now() + std::chrono::milliseconds(2 * parts_.settings.settle_ms);
      }
      const bool idle = queue_.WaitUntilEmpty(
          std::chrono::milliseconds(std::max(parts_.settings.settle_ms / 2, 50)));
      if (taken.value() > 0 || !idle) continue;
      const bool looked_long = looks >= kLooksOnce && SteadyClock::now() >= *settled;
      if (looked_long || (beat_.unsettled == 0 && beat_.waiting == 0)) break;
      events_.Wait(std::chrono::milliseconds(std::max(parts_.settings.settle_ms / 2, 50)));
    }
  });
  // After the photos in hand, so that what is told counts them.
  if (result.ok()) {
    beat_.ended = !stop.load();
    Report(true, false);
  }
  return result;
}

}  // namespace photogate
