// The verb `verify`.
#pragma once

#include "cli/app.h"

namespace photogate {

void AddVerify(CLI::App& app, AppContext& context);

}  // namespace photogate
