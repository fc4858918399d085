// Originals are kept for a time, and then they are gone.
#pragma once

#include <filesystem>

#include "consent/register.h"
#include "core/result.h"

namespace photogate {

struct RetentionRun {
  int destroyed = 0;  // originals, each with a receipt
  int failed = 0;     // tried again at the next run
};

// Destroys the originals of photos that were cleared, withdrawn or blocked more than `keep_days`
// ago; a blocked photo is deleted with it. What waits for a person is never touched. Idempotent.
Result<RetentionRun> DestroyOldOriginals(Register& reg, const std::filesystem::path& home,
                                         int keep_days, const Actor& by);

}  // namespace photogate
