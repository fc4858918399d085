#include "watch/fair_queue.h"

namespace photogate {

void FairQueue::Push(const ChannelName& channel, const PhotoId& id, bool later) {
  const std::lock_guard lock(mutex_);
  if (!known_.insert(id).second) return;
  (later ? later_ : lanes_)[channel].push_back(id);
  if (!later) ++waiting_;
  changed_.notify_all();
}

std::optional<PhotoId> FairQueue::Take(Lanes& lanes, bool newest) {
  if (lanes.empty()) return std::nullopt;
  // The channel after the one that was served last, in the order of their names.
  auto lane = lanes.upper_bound(last_);
  if (lane == lanes.end()) lane = lanes.begin();
  last_ = lane->first;
  std::deque<PhotoId>& photos = lane->second;
  PhotoId id = newest ? photos.back() : photos.front();
  if (newest) {
    photos.pop_back();
  } else {
    photos.pop_front();
  }
  if (photos.empty()) lanes.erase(lane);
  return id;
}

std::optional<PhotoId> FairQueue::TakeAny() {
  if (auto id = Take(lanes_, newest_first_)) {
    --waiting_;
    return id;
  }
  return Take(later_, false);
}

void FairQueue::WaitForWork(std::chrono::milliseconds time) {
  std::unique_lock lock(mutex_);
  changed_.wait_for(
      lock, time, [this] { return closed_ || (!paused_ && (!lanes_.empty() || !later_.empty())); });
}

std::optional<PhotoId> FairQueue::TryPop() {
  const std::lock_guard lock(mutex_);
  return closed_ || paused_ ? std::nullopt : TakeAny();
}

void FairQueue::Done(const PhotoId& id) {
  const std::lock_guard lock(mutex_);
  known_.erase(id);
  changed_.notify_all();
}

void FairQueue::Close() {
  const std::lock_guard lock(mutex_);
  closed_ = true;
  changed_.notify_all();
}

void FairQueue::Pause(bool paused) {
  const std::lock_guard lock(mutex_);
  paused_ = paused;
  changed_.notify_all();
}

std::size_t FairQueue::waiting() const {
  const std::lock_guard lock(mutex_);
  return waiting_;
}

std::size_t FairQueue::unfinished() const {
  const std::lock_guard lock(mutex_);
  return known_.size();
}

bool FairQueue::WaitUntilEmpty(std::chrono::milliseconds time) {
  std::unique_lock lock(mutex_);
  return changed_.wait_for(lock, time, [this] { return known_.empty(); });
}

}  // namespace photogate
