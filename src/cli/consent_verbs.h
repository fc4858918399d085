// The parts of `photogate consent`, each in a file of its own.
#pragma once

#include "cli/app.h"

namespace photogate {

void AddConsentBiometric(CLI::App& consent, AppContext& context);  // biometric, basis
void AddConsentShow(CLI::App& consent, AppContext& context);       // show
void AddConsentUses(CLI::App& consent, AppContext& context);       // uses

}  // namespace photogate
