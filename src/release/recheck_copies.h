// Kept copies compared anew with the face of somebody who is recalled (POLICY.md P17).
#pragma once

#include <atomic>
#include <chrono>
#include <filesystem>
#include <functional>
#include <optional>
#include <vector>

#include "consent/register.h"
#include "core/clock.h"
#include "pipeline/process_photo.h"
#include "worker/worker_pool.h"

namespace photogate {

struct RecheckOrder {
  PersonId person;
  std::vector<std::filesystem::path> paths;  // where copies are kept; those that are gone are fine
  bool all = false, again = false;           // see RecheckQuery
  std::optional<std::chrono::steady_clock::time_point> until = {};  // begin no other copy after it
};

// What RecheckCopies borrows. The functions are called only when they are needed and must be
// thread-safe.
struct RecheckParts {
  Register* reg;
  const Clock* clock;
  std::function<Result<WorkerPool*>()> files;             // without models
  std::function<Result<const PipelineContext*>()> faces;  // its consent is unused
  const std::atomic<bool>* cancelled = nullptr;
  int threads = 2;
  std::function<void(std::size_t total)> begin =
      {};                              // before the first copy, by the caller's thread
  std::function<void()> advance = {};  // after each copy, by any thread
};

struct Rechecked {
  int seen = 0, perhaps = 0, not_seen = 0, cannot_tell = 0;
  int no_copy = 0;    // to be compared; neither found below the paths nor as a kept original
  int originals = 0;  // of those that were compared: by the original, since no copy was found
  int left = 0;       // not reached: it was stopped, or its time was over
};

// Compares each copy of Rechecks::Begin that stands below `order.paths`, wherever in folders,
// archives and documents, with the person's references alone, then those that are not found by
// their original, as long as it is kept and nothing of it was covered or cropped; and puts each
// answer on record before the next is worked out, so that a run that is stopped goes on where it
// was. Everybody else's references stay out of it. A copy is `cannot_tell` when comparing is
// switched off for its event, or a face in it cannot be compared. Errors: of Rechecks::Begin and
// the register; kUnavailable when nothing can be compared here (no recogniser, self-test failed).
// Thread-safe.
Result<Rechecked> RecheckCopies(const RecheckOrder& order, const RecheckParts& parts,
                                const Actor& by);

}  // namespace photogate
