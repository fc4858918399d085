// What must not go unnoticed.
#include <fmt/format.h>
#include <sys/statvfs.h>

#include "watch/share_disk.h"
#include "watch/watch_status.h"

namespace photogate {
namespace {

// Clocks of two machines differ by seconds; a register restored from elsewhere by minutes.
constexpr auto kClockSlack = std::chrono::minutes(2);
constexpr auto kHeartbeatStale = std::chrono::minutes(5);

std::optional<std::uint64_t> FreeMb(const std::filesystem::path& path) {
  struct statvfs info {};
  if (::statvfs(path.c_str(), &info) != 0) return std::nullopt;
  return static_cast<std::uint64_t>(info.f_bavail) * info.f_frsize >> 20;
}

void Add(WatchReport& report, std::string code, std::string text) {
  for (const Alarm& alarm : report.alarms) {
    if (alarm.code == code) return;
  }
  report.alarms.push_back({std::move(code), std::move(text)});
}

}  // namespace

void Reporter::AddShareAlarms(WatchReport& report, const WatchSettings& settings) const {
  if (settings.share_root.empty()) {
    Add(report, "no_share",
        "No watched folder is set. `photogate setting set share-root FOLDER` sets it.");
    return;
  }
  ShareDisk disk(settings.share_root);
  const Share share(disk, settings.share_root);
  if (settings.share_id.empty()) {
    Add(report, "not_started", "The watched folder was never used yet. Start `photogate watch`.");
  } else if (share.Look(settings.share_id) != ShareState::kThere) {
    Add(report, "mount_gone",
        "The watched folder is not there, or another one is in its place. Nothing is taken or "
        "released until it is back; mount the share again.");
  }
  const auto free = FreeMb(settings.share_root);
  if (free && *free < static_cast<std::uint64_t>(settings.low_disk_mb)) {
    Add(report, "share_full", "The share is nearly full. Free some space on it.");
  }
}

void Reporter::AddWatcherAlarms(WatchReport& report, const WatchSettings& settings) const {
  const auto& beat = report.heartbeat;
  const auto now = register_.clock().Now();
  if (report.running) {
    if (beat && beat->at < FormatUtc(now - kHeartbeatStale)) {
      Add(report, "stalled",
          "photogate watch has not looked at the inbox for more than five minutes. Look at its "
          "log.");
    }
    return;
  }
  if (!beat || beat->kind == WatchKind::kService) {
    Add(report, "not_running",
        "photogate watch is not running, so nothing in the inbox is checked. Start it.");
    return;
  }
  if (!report.by_runs) {
    Add(report, "overdue",
        fmt::format("`photogate watch --once` has not run for more than {} minutes, so nothing in "
                    "the inbox is checked. Look at cron. Where it runs less often than that, say "
                    "so: `photogate setting set overdue-minutes N`.",
                    settings.overdue_minutes));
  }
  if (!beat->ended) {
    Add(report, "broken_off",
        "The last run of `photogate watch --once` did not come to its end. Look at what it said; "
        "the next run goes on where it stopped.");
  }
}

void Reporter::AddAlarms(WatchReport& report, PhotoJournal& journal, const WatchSettings& settings,
                         const StatusOptions& options, const std::vector<PhotoCount>& counts) {
  const auto now = register_.clock().Now();
  AddShareAlarms(report, settings);
  const auto free = FreeMb(home_);
  if (free && *free < static_cast<std::uint64_t>(settings.low_disk_mb)) {
    Add(report, "disk_low",
        "This machine's disk is nearly full, so photos stay in the inbox. Free some space.");
  }
  AddWatcherAlarms(report, settings);
  if (!options.models_missing.empty()) Add(report, "models_missing", options.models_missing);
  const std::string late = FormatUtc(now - std::chrono::minutes(settings.queue_minutes));
  for (const PhotoCount& count : counts) {
    const bool waits = count.state == PhotoState::kClaimed || count.state == PhotoState::kSpooled ||
                       count.state == PhotoState::kClearing || count.state == PhotoState::kPassed;
    if (waits && count.oldest_at < late) {
      Add(report, "queue_old",
          "A photo has been waiting for its check for too long. Look at the log of photogate "
          "watch.");
    }
  }
  const auto latest = journal.LatestStep();
  if (latest.ok() && !latest.value().empty() && FormatUtc(now + kClockSlack) < latest.value()) {
    Add(report, "clock_behind",
        "This machine's clock is behind the last thing that was recorded. Set the clock.");
  }
}

}  // namespace photogate
