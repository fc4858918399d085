#include "watch/watcher.h"

#include <unistd.h>

#include <algorithm>
#include <optional>
#include <thread>
#include <utility>

#include "consent/channels.h"
#include "consent/people.h"
#include "watch/inbox_names.h"
#include "watch/share_disk.h"

namespace photogate {
namespace {

using SteadyClock = std::chrono::steady_clock;

// While photos come in, sweeps are frequent; these are not.
constexpr auto kBetweenLooks = std::chrono::seconds(2);
// A file is taken at the second look at which it is the same; one more for a look that came early.
constexpr int kLooksOnce = 3;
constexpr auto kBetweenQuietReports = std::chrono::seconds(60);

constexpr const char* kCheckFailed =
    "Photos that were taken in cannot be checked: this machine's disk is full, or the register or "
    "the home cannot be used. They wait in the home and are tried again by themselves.";
constexpr const char* kRecheckFailed =
    "Copies in cleared could not be checked against the changed register. They are tried again, "
    "and taken out if it does not work soon; use nothing from cleared meanwhile.";

}  // namespace

WatchParts Watcher::WithStop(WatchParts parts, const std::atomic<bool>& stop) {
  parts.intake.stop = &stop;
  return parts;
}

Watcher::Watcher(WatchParts parts)
    : parts_(WithStop(std::move(parts), stop_copying_)),
      share_(parts_.disk, parts_.settings.share_root),
      journal_(parts_.reg),
      files_(parts_.reg, parts_.home),
      flow_(parts_.reg, journal_, files_, parts_.flow, parts_.by),
      intake_(share_, parts_.disk, journal_, files_, parts_.intake, parts_.by),
      guard_(share_, parts_.disk, journal_),
      queue_(parts_.settings.newest_first),
      names_(parts_.reg),
      reporter_(parts_.reg, parts_.home) {
  if (const auto before = ReadHeartbeat(parts_.home)) {
    beat_.at = before->at;
    beat_.destroy_from = before->destroy_from;
    beat_.clock_jumped = before->clock_jumped;
  }
  beat_.pid = ::getpid();
  queue_.Pause(true);
}

Watcher::~Watcher() { stop_copying_ = true; }

void Watcher::Raise(const std::string& code, const std::string& text) {
  for (const Alarm& alarm : beat_.alarms) {
    if (alarm.code == code) return;
  }
  beat_.alarms.push_back({code, text});
}

Result<int> Watcher::Sweep() {
  beat_.alarms.clear();
  more_ready_ = false;
  int taken = 0;
  LookAtClock();
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
    for (const ChannelName& channel : approved_) {
      if (share_.IsAsOpen(share_.Inbox(channel)) && share_.IsAsOpen(share_.Cleared(channel))) {
        continue;
      }
      Raise("share_rights",
            "A channel's folder on the share does not give its group the rights that the share's "
            "own folder gives, so staff may not reach it. Give it the same rights.");
    }
    RecoverLeft();
    RetryFailed();
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
      const auto bad_groups = FindBadGroups(view.value(), known);
      const auto took = TakeIn(view.value(), bad_groups, taken);
      if (!took.ok()) return took.error();
      WriteNotes(share_, parts_.disk, view.value(), {bad_groups, put_off_.Reasons()}, approved_,
                 names_);
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

bool Watcher::ProcessOne() {
  const auto id = queue_.TryPop();
  if (!id) return false;
  const auto photo = journal_.Load(*id);
  if (photo.ok() && photo.value().state == PhotoState::kCleared) {
    if (const auto checked = CheckClearedAgain(photo.value()); !checked.ok()) {
      PutOffFailed(*id, checked.error(), {"recheck_failed", kRecheckFailed});
    } else {
      const std::lock_guard lock(failing_mutex_);
      failing_.Remove(id->value);
      not_rechecked_.erase(*id);
    }
    queue_.Done(*id);
    return true;
  }
  const auto end = flow_.Run(*id);
  if (!end.ok()) {
    PutOffFailed(*id, end.error(), {"check_failed", kCheckFailed});
    queue_.Done(*id);
    return true;
  }
  {
    const std::lock_guard lock(failing_mutex_);
    failing_.Remove(id->value);
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

void Watcher::Report(bool told_all, bool running) {
  beat_.at = FormatUtc(parts_.clock.Now());
  for (const Alarm& alarm : beat_.alarms) {
    if (told_.find(alarm.code) == std::string::npos) parts_.log("alarm: " + alarm.code, true);
  }
  told_.clear();
  for (const Alarm& alarm : beat_.alarms) told_ += alarm.code + " ";
  const auto kept = WriteHeartbeat(parts_.home, beat_);
  if (!kept.ok() && !heartbeat_failed_) {
    parts_.log("the heartbeat cannot be written: " + kept.error().message, true);
  }
  heartbeat_failed_ = !kept.ok();
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

std::chrono::milliseconds Watcher::UntilNextLook() {
  const auto soon = std::chrono::milliseconds(std::max(parts_.settings.settle_ms / 2, 50));
  if (beat_.unsettled > 0 || beat_.waiting > kept_back_) return soon;
  std::chrono::milliseconds wait = std::chrono::seconds(parts_.settings.sweep_seconds);
  const auto now = SteadyClock::now();
  // Without the share nothing is tried again before it is back.
  if (!share_there_) return std::max(wait, soon);
  const std::lock_guard lock(failing_mutex_);
  for (const PutOff* const put_off : {&put_off_, &left_, &failing_}) {
    if (const auto next = put_off->Next()) {
      wait = std::min(wait, std::chrono::duration_cast<std::chrono::milliseconds>(*next - now));
    }
  }
  return std::max(wait, soon);
}

Result<Done> Watcher::Run(const std::atomic<bool>& stop, const std::atomic<bool>& reload) {
  Result<Done> result = Done{};
  WithThreads([&] {
    const auto ended = [&] { return stop.load() || reload.load(); };
    while (!ended()) {
      const auto taken = Sweep();
      const std::string why = taken.ok() ? "" : taken.error().message;
      // Once for as long as it lasts.
      if (!taken.ok() && why != not_looked_) parts_.log("the sweep failed: " + why, true);
      not_looked_ = why;
      if (!taken.ok() && taken.error().kind == ErrorKind::kCorrupt) {
        result = taken.error();
        return;
      }
      // While files come to rest or wait for room, soon; else when something happens.
      if (!ended() && !more_ready_) events_.Wait(UntilNextLook());
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
      if (copying_ != nullptr) {
        events_.Wait(std::chrono::milliseconds(parts_.settings.settle_ms));
        continue;
      }
      const bool looked_long = looks >= kLooksOnce && SteadyClock::now() >= *settled;
      const bool whole = !share_there_ || standing_complete_ || shelves_unread_;
      if (whole && (looked_long || (beat_.unsettled == 0 && beat_.waiting == 0))) break;
      events_.Wait(std::chrono::milliseconds(std::max(parts_.settings.settle_ms / 2, 50)));
    }
  });
  // After the photos in hand, so that what is told counts them.
  if (result.ok()) {
    TidyAll();
    beat_.ended = !stop.load();
    Report(true, false);
  }
  return result;
}

}  // namespace photogate
