// cleared/ and quarantine/ in the watcher's turn: what it does there, and what it raises.
#include <fcntl.h>
#include <unistd.h>

#include <utility>

#include "watch/housekeeping.h"
#include "watch/watcher.h"

namespace photogate {
namespace {

using SteadyClock = std::chrono::steady_clock;

// Read of cleared/ in one sweep, so that a look after a restart does not delay new photos.
constexpr std::uint64_t kGuardBytes = 256ull << 20;

constexpr auto kBetweenLooks = std::chrono::seconds(2);

// Enough to say that there are some.
constexpr int kMostCounted = 10'000;
constexpr int kMostRetried = 20;

}  // namespace

Result<Done> Watcher::Guard() {
  std::vector<std::pair<ChannelName, std::string>> withdrawn;
  {
    const std::lock_guard lock(withdrawn_mutex_);
    withdrawn.swap(withdrawn_);
  }
  for (const auto& [channel, name] : withdrawn) {
    if (!guard_.TakeOut(channel, name).ok()) Raise("cannot_take_out", kCannotTakeOut);
  }
  const auto now = SteadyClock::now();
  if (!withdrawn.empty() || (!standing_complete_ && !shelves_unread_) ||
      now - guarded_at_ >= kBetweenLooks) {
    LookAtShelves(now);
  }
  // At every look, or the alarms would come and go.
  if (unmoved_ > 0) {
    Raise("cannot_take_out",
          "A file that did not pass, or was changed, lies in cleared and could not be moved out of "
          "it. Close the programs that have it open, and do not use it.");
  }
  if (beat_.in_quarantine > 0) {
    Raise("quarantine",
          "Files lie in quarantine: put into cleared by somebody, changed there, or not to be "
          "shown any more. Look at them, drop photos into the inbox instead, and empty "
          "quarantine.");
  }
  if (outbox_failed_) {
    Raise("outbox_failed",
          "Copies cannot be written into cleared. Check its access rights and its disk; the photos "
          "are kept and tried again by themselves.");
  }
  return Done{};
}

void Watcher::LookAtShelves(SteadyClock::time_point now) {
  guarded_at_ = now;
  standing_complete_ = false;
  outbox_failed_ = OutboxFails();
  for (const auto& [channel, shelf] : shelves_) (void)shelf->Refresh().ok();
  auto looked = guard_.Look(channels_, kGuardBytes);
  shelves_unread_ = !looked.ok();
  if (!looked.ok()) {
    Raise("share_failed", looked.error().message);
    return;
  }
  GuardReport report = std::move(looked).value();
  unmoved_ = report.unmoved;
  beat_.foreign += report.foreign;
  beat_.altered += report.altered;
  if (report.foreign + report.altered > 0) {
    parts_.log("moved out of cleared to quarantine: " + std::to_string(report.foreign) +
                   " foreign, " + std::to_string(report.altered) + " altered",
               true);
  }
  standing_ = std::move(report.standing);
  standing_complete_ = report.complete;
  // What cannot be counted is something.
  beat_.in_quarantine = CountFilesBelow(share_.quarantine(), kMostCounted).value_or(1);
}

// What the folder says, and what became of the latest copies: not every share tells beforehand.
bool Watcher::OutboxFails() {
  for (const ChannelName& channel : approved_) {
    if (!IsFolderName(channel.value)) continue;
    const std::filesystem::path folder = share_.Cleared(channel);
    std::error_code failed;
    if (!std::filesystem::is_directory(folder, failed) ||
        ::faccessat(AT_FDCWD, folder.c_str(), W_OK | X_OK, AT_EACCESS) != 0) {
      return true;
    }
  }
  PhotoQuery query;
  query.states = {PhotoState::kHeld};
  query.retried = true;
  query.newest_first = true;
  query.most = kMostRetried;
  const auto retried = journal_.List(query);
  if (!retried.ok()) return false;
  for (const PhotoEntry& photo : retried.value()) {
    if (!photo.facts) continue;
    for (const Finding& finding : photo.facts->findings) {
      if (finding.code == FindingCode::kOutcomeFailed) return true;
    }
  }
  return false;
}

}  // namespace photogate
