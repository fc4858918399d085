// What was released, as the command line tells it.
#pragma once

#include <cstdint>
#include <string>

#include "cli/app.h"

namespace photogate {

// Of one channel, or of all with an empty name; newest first, void ones included.
ExitCode ListReleases(const AppContext& context, const std::string& channel);
ExitCode ShowRelease(const AppContext& context, std::int64_t number);

}  // namespace photogate
