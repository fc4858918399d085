// Who looked at what is protected.
#pragma once

#include <string>
#include <vector>

#include "consent/register.h"
#include "core/result.h"

namespace photogate {

struct Look {
  std::string at;  // UTC
  std::string actor;
  std::string what;
  std::string subject;
};

// Thread-safe, like the Register it borrows.
class Looks {
 public:
  explicit Looks(Register& reg) : register_(reg) {}

  // Commits before it returns, so that nobody looks unrecorded. `what`: "check --identify", "bar
  // reason" ...; `subject`: a channel, a person's id; may be empty. Not a change of the register.
  Result<Done> Record(const std::string& what, const std::string& subject, const Actor& by);
  // Newest first, at most `most`.
  Result<std::vector<Look>> List(int most);

 private:
  Register& register_;
};

}  // namespace photogate
