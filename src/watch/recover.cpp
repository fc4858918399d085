// What a restart finds, and how each photo comes to be exactly once where its state says.
#include <filesystem>

#include "consent/releases.h"
#include "release/hand_over.h"
#include "watch/watcher.h"

namespace photogate {
namespace {

// Begun so often without an end, a photo is not begun again.
constexpr int kMostInFlight = 2;

constexpr std::chrono::milliseconds kBetweenStarts = std::chrono::seconds(2);

constexpr std::chrono::milliseconds kLongestFailing = std::chrono::minutes(5);

}  // namespace

Result<Done> Watcher::Start() {
  // Until the first sweep has found the shelves: a photo that was checked earlier would have
  // nowhere to go, and be held for it.
  queue_.Pause(true);
  if (const auto home = RecoverHome(); !home.ok()) return home.error();
  return LookAtShare();
}

Result<Done> Watcher::StartWhenPossible(const std::atomic<bool>& stop) {
  std::string told;
  while (true) {
    auto started = Start();
    const bool passes = !started.ok() && started.error().kind == ErrorKind::kUnavailable;
    if (!passes || stop.load()) return started;
    if (started.error().message != told) {
      told = started.error().message;
      parts_.log("not started yet: " + told, true);
    }
    events_.Wait(kBetweenStarts);
  }
}

// Originals to the folder of their state. What needs the share waits for it.
Result<Done> Watcher::RecoverHome() {
  const auto present = files_.Present();
  if (!present.ok()) return present.error();
  int unknown = 0;
  for (const PhotoId& id : present.value()) {
    const auto photo = journal_.Load(id);
    if (!photo.ok() && photo.error().kind == ErrorKind::kNotFound) {
      ++unknown;
      continue;
    }
    if (!photo.ok()) return photo.error();
    if (photo.value().state == PhotoState::kClaimed) continue;
    if (const auto moved = files_.Settle(photo.value()); !moved.ok()) return moved.error();
  }
  const auto known = journal_.VaultIds();
  if (!known.ok()) return known.error();
  const auto left = files_.ForgetLeftovers(known.value());
  if (!left.ok()) return left.error();
  if (left.value() > 0) {
    parts_.log("leftovers of broken-off copies removed: " + std::to_string(left.value()), false);
  }
  if (unknown > 0) {
    parts_.log("originals without an entry in the journal: " + std::to_string(unknown) +
                   "; was an older register restored?",
               true);
  }
  return Done{};
}

Result<Done> Watcher::LookAtShare() {
  WatchSettings& settings = parts_.settings;
  if (settings.share_id.empty()) {
    if (!std::filesystem::is_directory(share_.root())) {
      Raise("mount_gone", "The watched folder is not there. Mount the share.");
      return Done{};
    }
    const auto own = HomeSettings(parts_.reg).MarkerId(parts_.by);
    if (!own.ok()) return own.error();
    const auto id = share_.Adopt(own.value(), parts_.adopt);
    if (!id.ok()) {
      Raise(id.error().kind == ErrorKind::kConflict ? "share_taken" : "share_failed",
            id.error().message);
      return Done{};
    }
    const auto kept = HomeSettings(parts_.reg).SetShareId(id.value(), parts_.by);
    if (!kept.ok()) return kept.error();
    settings.share_id = id.value();
  }
  const bool there = share_.Look(settings.share_id) == ShareState::kThere;
  if (there != share_there_) parts_.log(there ? "the share is there" : "the share is gone", !there);
  share_there_ = there;
  if (!there) {
    share_recovered_ = false;
    queue_.Pause(true);
    Raise("mount_gone",
          "The watched folder is not there, or another one is in its place. Nothing is taken or "
          "released until it is back; mount the share again.");
    return Done{};
  }
  if (!share_recovered_) {
    if (const auto recovered = RecoverShare(); !recovered.ok()) return recovered.error();
  }
  return Done{};
}

Result<Done> Watcher::RecoverShare() {
  if (queue_.unfinished() == 0) {
    // Nobody is writing a copy now.
    if (const auto clean = share_.RemoveUnfinished(); !clean.ok()) {
      Raise("share_failed", clean.error().message);
      return Done{};
    }
  }
  PhotoQuery query;
  query.states = {PhotoState::kClaimed, PhotoState::kSpooled, PhotoState::kClearing,
                  PhotoState::kPassed};
  query.most = 1'000'000;
  const auto photos = journal_.List(query);
  if (!photos.ok()) return photos.error();
  for (const PhotoEntry& photo : photos.value()) {
    if (copying_ != nullptr && copying_->claimed.photo.id == photo.id) continue;
    const auto recovered = RecoverPhoto(photo);
    // One photo's trouble keeps no other waiting.
    if (!recovered.ok()) PutOffPhoto(photo.id, recovered.error());
  }
  share_recovered_ = true;
  return RecoverBrokenReleases();
}

// What failed then, once its time has come.
void Watcher::RecoverLeft() {
  for (const std::string& id : left_.Due(std::chrono::steady_clock::now())) {
    const auto photo = journal_.Load(PhotoId{id});
    const Result<Done> recovered =
        photo.ok() ? RecoverPhoto(photo.value()) : Result<Done>(photo.error());
    if (recovered.ok()) {
      left_.Remove(id);
    } else {
      PutOffPhoto(PhotoId{id}, recovered.error());
    }
  }
  for (const WhyPutOff& why : left_.Reasons()) Raise(why.alarm.code, why.alarm.text);
}

// Called by the threads that check. The photo stays in its state, in the home.
void Watcher::PutOffFailed(const PhotoId& id, const Error& error, Alarm alarm) {
  const std::lock_guard lock(failing_mutex_);
  const bool news = failing_.Add(id.value, {}, {std::move(alarm), {}},
                                 std::chrono::steady_clock::now(), kLongestFailing);
  if (!news) return;
  ++counts_.failed;
  parts_.log("photo " + id.value + " could not be processed: " + error.message, true);
}

bool Watcher::IsFailing(const PhotoId& id) {
  const std::lock_guard lock(failing_mutex_);
  return failing_.Contains(id.value);
}

// Those whose time has come.
void Watcher::RetryFailed() {
  std::vector<std::string> due;
  {
    const std::lock_guard lock(failing_mutex_);
    due = failing_.Due(std::chrono::steady_clock::now());
    for (const WhyPutOff& why : failing_.Reasons()) Raise(why.alarm.code, why.alarm.text);
  }
  for (const std::string& id : due) {
    const auto photo = journal_.Load(PhotoId{id});
    // At the next look, when the register can be read.
    if (photo.ok()) queue_.Push(photo.value().channel, photo.value().id);
  }
}

// At the end of a run that ends: nobody comes back soon to look once more.
void Watcher::TidyAll() {
  if (!share_there_) return;
  const ScanOptions options{{approved_.begin(), approved_.end()},
                            std::chrono::milliseconds(parts_.settings.settle_ms),
                            parts_.settings.newest_first};
  const auto now = std::chrono::steady_clock::now();
  const auto view = ScanInbox(share_, options, settling_, now);
  if (view.ok()) (void)intake_.TidyClaims(view.value(), now, true).ok();
}

// One that is being made by another process now comes to its end there.
Result<Done> Watcher::RecoverBrokenReleases() {
  const auto unfinished = Releases(parts_.reg).Unfinished();
  if (!unfinished.ok()) return unfinished.error();
  if (unfinished.value().empty()) return Done{};
  const auto recovered = RecoverReleases(
      {&parts_.reg, &parts_.clock, &parts_.disk, parts_.home, share_.cleared()}, parts_.by);
  if (recovered.ok()) {
    parts_.log("releases that were broken off: " + std::to_string(recovered.value().finished) +
                   " finished, " + std::to_string(recovered.value().undone) + " undone, " +
                   std::to_string(recovered.value().missing) + " not where they were made",
               recovered.value().missing > 0);
  } else if (recovered.error().kind != ErrorKind::kConflict) {
    share_recovered_ = false;
    Raise("share_failed", recovered.error().message);
  }
  return Done{};
}

Result<Done> Watcher::RecoverPhoto(const PhotoEntry& photo) {
  PhotoEntry now = photo;
  if (now.state == PhotoState::kClaimed || now.state == PhotoState::kSpooled) {
    if (const auto resumed = intake_.Resume(now); !resumed.ok()) return resumed.error();
  }
  if (now.state == PhotoState::kClearing) {
    const auto copy = share_.Cleared(now.channel) / now.output_name.value_or("?");
    const auto hash = parts_.disk.Hash(copy);
    const bool stands = hash.ok() && now.output_sha256 && hash.value() == *now.output_sha256;
    // Without the copy it is decided again: people may have said no since.
    const auto moved = journal_.MoveFrom(now.id, PhotoState::kClearing,
                                         stands ? PhotoState::kCleared : PhotoState::kSpooled,
                                         stands ? "found in cleared" : "decided again", parts_.by);
    if (!moved.ok()) return moved.error();
  }
  auto loaded = journal_.Load(photo.id);
  if (!loaded.ok()) return loaded.error();
  now = loaded.value();
  if (const auto moved = files_.Settle(now); !moved.ok()) return moved.error();
  if (now.state != PhotoState::kSpooled && now.state != PhotoState::kPassed) return Done{};
  if (now.in_flight >= kMostInFlight) {
    parts_.log("photo " + now.id.value + " was in flight twice; held", true);
    ++counts_.held;
    return flow_.HoldInterrupted(now);
  }
  queue_.Push(now.channel, now.id);
  return Done{};
}

}  // namespace photogate
