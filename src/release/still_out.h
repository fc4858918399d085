// Where somebody who must not be shown any more still stands: in releases, and in copies that only
// those who made them know of.
#pragma once

#include <vector>

#include "consent/register.h"
#include "consent/releases.h"
#include "core/result.h"

namespace photogate {

struct StillOut {
  // Of the releases that stand, newest first: photos in which the person was recognised and whose
  // takedown is open.
  std::vector<PublishedPhoto> released;
  // Copies to be taken down that `photogate check` made: nobody but whoever named the folder knows
  // where they are.
  int by_check = 0;
};

// Errors are the register's. Thread-safe.
Result<StillOut> FindStillOut(Register& reg, const PersonId& person);

}  // namespace photogate
