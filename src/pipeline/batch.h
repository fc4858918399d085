// Many photos through one pool.
#pragma once

#include <atomic>
#include <cstddef>
#include <functional>
#include <vector>

#include "pipeline/photo_job.h"
#include "pipeline/process_photo.h"

namespace photogate {

struct BatchOptions {
  // Photos in hand at once. One more than there are workers keeps them all busy: what is not a
  // worker's (matching, writing) then overlaps with what is.
  int threads = 1;
  // Set, from a signal handler too, to take up no further photo.
  const std::atomic<bool>* cancelled = nullptr;
};

// Called for each photo as it is done, in the order of completion, one at a time; `index` is its
// place in `jobs`.
using PhotoDone = std::function<void(std::size_t index, PhotoResult result)>;

// Processes `jobs` from the first on. Results are handed over and not kept, so memory does not grow
// with the number of photos. Returns how many were processed: fewer than there are only when
// cancelled. An exception of `done` ends the batch and is thrown again.
std::size_t RunBatch(const std::vector<PhotoJob>& jobs, const PipelineContext& context,
                     const BatchOptions& options, const PhotoDone& done);

}  // namespace photogate
