// A made-up school for looking around: `photogate serve --demo`.
#pragma once

#include <string>
#include <vector>

#include "cli/app.h"
#include "cli/serve_page.h"
#include "core/result.h"

namespace photogate {

struct DemoUser {
  std::string name;  // says the role
  std::string password;
};

// Makes the home of --home with people, events, references and users, unless it has a register. A
// register that is no demo's is refused: made-up users have no place in a school's. The users'
// passwords are drawn anew each time.
Result<std::vector<DemoUser>> PrepareDemo(AppContext& context);

// Takes in the drawn photos and, with $PHOTOGATE_SHARED, some real ones, unless there are photos
// already.
Result<Done> FillDemo(ServePage& page);

}  // namespace photogate
