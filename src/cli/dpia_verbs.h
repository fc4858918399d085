// The parts of `photogate dpia`, each in a file of its own.
#pragma once

#include "cli/app.h"

namespace photogate {

void AddDpiaTexts(CLI::App& dpia, AppContext& context);  // template, notice, consent-form

}  // namespace photogate
