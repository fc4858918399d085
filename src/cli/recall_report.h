// Takedown tasks as they are printed.
#pragma once

#include <string>
#include <vector>

#include "cli/verbs.h"
#include "consent/takedowns.h"

namespace photogate {

Json PlacesJson(const std::vector<Takedown>& places, const Date& today);
// A table, or that there is nothing; then how many are to be looked through by eye.
std::string PlacesText(const std::vector<Takedown>& places, const Date& today);

// After a no was entered: takes the person's copies out of cleared/, and says how many; empty when
// there were none.
std::string TakeOutText(const AppContext& context, Register& reg, const Actor& me);

}  // namespace photogate
