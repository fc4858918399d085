// What a verb changes of what stood before, as it is told with and without --dry-run.
#pragma once

#include <string>

#include "cli/verbs.h"

namespace photogate {

struct Changes {
  Json list = Json::array();  // {"what", "from", "to"}, in the order of `after`
  std::string text;           // "mode: list -> account", a line each
};

// The fields of `after` that differ from `before`, both objects; a field that `before` lacks came
// from nothing.
Changes ChangesOf(const Json& before, const Json& after);

}  // namespace photogate
