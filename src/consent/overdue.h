// What should have been done by now, counted for `photogate doctor`.
#pragma once

#include <string>
#include <vector>

#include "consent/register.h"
#include "core/result.h"

namespace photogate {

// One kind of thing that is late.
struct Overdue {
  std::string what;  // "takedowns", "erasures" ...
  int count;
  std::string text;  // a sentence with the number, and the verb that lists them; names nobody
};

// On `day`, which is the clock's today. Erasures that the retention periods ask for or that no
// period is set for, the yearly reviews of the assessment and of users' duties, permissions that
// ended and were not asked for again, takedowns past their day, incidents past their 72 hours,
// channels without two owners, references for which something is missing, releases that were broken
// off. Empty: nothing is late.
Result<std::vector<Overdue>> FindOverdue(Register& reg, const Date& day);

}  // namespace photogate
