// Where somebody who was recalled still stands, as it is printed.
#pragma once

#include <string>

#include "cli/verbs.h"
#include "consent/register.h"

namespace photogate {

struct StillOutReport {
  Json releases = Json::array();
  int by_check = 0;
  std::string text;  // begins with a new line; empty when there is nothing
};

// After a no was entered: released folders and ZIPs that still have a copy, and whether copies were
// made with `photogate check`. What cannot be read is said in the text.
StillOutReport ReportStillOut(Register& reg, const PersonId& person);

}  // namespace photogate
