// The parts of `photogate recall` that have a file of their own. Internal to cli.
#pragma once

#include <CLI/CLI.hpp>

#include "cli/app.h"

namespace photogate {

void AddRecallRecheck(CLI::App& recall, AppContext& context);

}  // namespace photogate
