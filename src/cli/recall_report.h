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

// What a no, or a recall, of the person leaves to be done; empty when it is nothing. Lines that
// each begin with a line break.
std::string OpenedText(const RecallOpened& opened, const std::string& person);

// Takes the copies of people who were recalled out of cleared/, and says how many, as OpenedText;
// empty when there were none.
std::string TakeOutText(const AppContext& context, Register& reg, const Actor& me);

}  // namespace photogate
