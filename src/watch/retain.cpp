// Originals go at the end of their time, by a clock that can be wrong.
#include "consent/photo_retention.h"
#include "release/sheet_store.h"
#include "watch/watcher.h"

namespace photogate {
namespace {

constexpr auto kDay = std::chrono::hours(24);

// So long without a look is a machine that was off, or a clock that was set ahead: what has come
// due meanwhile is kept for another day, in which the clock can be put right.
constexpr auto kGap = std::chrono::hours(48);
constexpr auto kSlack = std::chrono::minutes(10);
// Longer than the summer holidays: worth an alarm.
constexpr auto kLongGap = std::chrono::hours(45 * 24);

}  // namespace

void Watcher::LookAtClock() {
  const auto now = parts_.clock.Now();
  const std::string tomorrow = FormatUtc(now + kDay);
  std::string seen = beat_.at;
  if (seen.empty()) {
    const auto latest = journal_.LatestStep();
    if (latest.ok()) seen = latest.value();
  }
  if (!seen.empty() && seen < FormatUtc(now - kGap)) {
    beat_.destroy_from = tomorrow;
    beat_.clock_jumped = seen < FormatUtc(now - kLongGap);
  }
  // It was set back.
  if (beat_.destroy_from > tomorrow) beat_.destroy_from = tomorrow;
  const bool back = seen > FormatUtc(now + kSlack);
  if (back || beat_.destroy_from < FormatUtc(now)) beat_.clock_jumped = false;
  if (beat_.clock_jumped) {
    Raise("clock_ahead",
          "By this machine's clock nothing was looked at for more than six weeks. Look whether the "
          "clock is right: originals whose time is over by it are destroyed a day after it was "
          "noticed.");
  }
}

// They show children, and people publish from these folders.
void Watcher::ClearOldSheets() {
  if (!share_there_) return;
  for (const ChannelName& channel : approved_) {
    if (!IsFolderName(channel.value)) continue;
    const auto removed = photogate::ClearOldSheets(
        parts_.reg, parts_.disk, share_.root() / "released" / channel.value, channel, parts_.by);
    if (!removed.ok()) {
      parts_.log("a contact sheet of before cannot be deleted from released", true);
    } else if (removed.value() > 0) {
      parts_.log("contact sheets of before removed: " + std::to_string(removed.value()), false);
    }
  }
}

void Watcher::Retain() {
  const auto now = std::chrono::steady_clock::now();
  const bool due =
      retained_at_ == std::chrono::steady_clock::time_point{} || now - retained_at_ >= kDay;
  if (due) {
    retained_at_ = now;
    OpenRecalls();
    ClearOldSheets();
  }
  const bool may_destroy = beat_.destroy_from <= FormatUtc(parts_.clock.Now());
  if (!may_destroy || (!due && !destroy_later_)) {
    destroy_later_ = destroy_later_ || (due && !may_destroy);
    return;
  }
  destroy_later_ = false;
  const auto run =
      DestroyOldOriginals(parts_.reg, parts_.home, parts_.settings.keep_days, parts_.by);
  if (run.ok() && run.value().destroyed > 0) {
    parts_.log(
        "originals destroyed at the end of their time: " + std::to_string(run.value().destroyed),
        false);
  }
}

}  // namespace photogate
