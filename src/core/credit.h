// Whose a photo is, as its copyright notice or author says it (policy P7).
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace photogate {

// A notice reduced to whose it is, for comparing: "(c) 2026 Hilltop School, all rights reserved"
// and "HILLTOP SCHOOL" are "hilltopschool". Empty when it names nobody.
std::string CreditHolder(std::string_view notice);

// The first of `credits` with the same holder as `notice`; null when there is none or the notice
// names nobody.
const std::string* FindCredit(const std::vector<std::string>& credits, std::string_view notice);

}  // namespace photogate
