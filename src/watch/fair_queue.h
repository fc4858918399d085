// Which photo is next: every channel in turn, so that 5,000 photos of one do not keep one of
// another waiting.
#pragma once

#include <chrono>
#include <condition_variable>
#include <deque>
#include <map>
#include <mutex>
#include <optional>
#include <set>

#include "consent/photo_entry.h"

namespace photogate {

// Thread-safe.
class FairQueue {
 public:
  explicit FairQueue(bool newest_first) : newest_first_(newest_first) {}

  // `later`: work that waits until nothing else does (checking again). A photo that is in the queue
  // or in hand is not taken twice.
  void Push(const ChannelName& channel, const PhotoId& id, bool later = false);

  // The next one, which is in hand from now on. Nullopt: none, or closed: what is in the queue then
  // stays for the next start.
  std::optional<PhotoId> TryPop();
  // Until there may be something, at most so long.
  void WaitForWork(std::chrono::milliseconds time);
  void Done(const PhotoId& id);
  void Close();
  // While paused nothing is given out.
  void Pause(bool paused);

  // Without what is done later; and everything, what is in hand included.
  std::size_t waiting() const;
  std::size_t unfinished() const;
  // True when it became empty, nothing being in hand, within `time`.
  bool WaitUntilEmpty(std::chrono::milliseconds time);

 private:
  using Lanes = std::map<ChannelName, std::deque<PhotoId>>;
  std::optional<PhotoId> Take(Lanes& lanes, bool newest);
  std::optional<PhotoId> TakeAny();

  const bool newest_first_;
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  Lanes lanes_, later_;
  ChannelName last_;
  std::set<PhotoId> known_;  // waiting or in hand
  std::size_t waiting_ = 0;
  bool closed_ = false;
  bool paused_ = false;
};

}  // namespace photogate
