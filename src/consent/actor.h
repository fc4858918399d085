// Who makes a change.
#pragma once

#include <string>

namespace photogate {

// The operating system's account name at the command line, or a user of the page. Never empty: a
// change without a name is refused.
struct Actor {
  std::string account;
};

}  // namespace photogate
