// The photos that wait, as one user sees them.
#pragma once

#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "core/result.h"
#include "review/desk.h"
#include "review/photo_json.h"
#include "review/router.h"

namespace photogate {

struct QueueItem {
  PhotoId id;
  std::int64_t version = 0;
  std::string state, channel, event, received, assigned;
  Headlines headline;
  bool blocks = false;
  std::vector<std::string> reasons;  // finding codes, the most severe first, each once
  std::size_t faces = 0;
  std::vector<std::string> not_sure, cleared_by;  // users
  bool decided = false;
  std::string undo_by;  // whose decision can be taken back; empty: none can
};

using QueueItems = std::shared_ptr<const std::vector<QueueItem>>;

// Everything that waits or was decided lately, read again only when something changed. Thread-safe.
class Queue {
 public:
  explicit Queue(Desk& desk) : desk_(desk) {}

  struct Listing {
    std::string revision;
    QueueItems items;  // blocked ones and those for a second person first, then the oldest
  };
  Result<Listing> Now();

 private:
  Result<QueueItems> Read();

  Desk& desk_;
  std::mutex mutex_;
  std::string revision_;
  QueueItems items_;
};

// What this user can do something about.
bool IsFor(const QueueItem& item, const Call& call);
bool HasPassed(const QueueItem& item, const Call& call);

// The photo after `id` for this user; the first when `id` is not among them.
std::optional<std::string> NextFor(const std::vector<QueueItem>& items, const Call& call,
                                   const PhotoId& id);

}  // namespace photogate
