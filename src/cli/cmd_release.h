// The verb `release`.
#pragma once

#include "cli/app.h"

namespace photogate {

void AddRelease(CLI::App& app, AppContext& context);

}  // namespace photogate
