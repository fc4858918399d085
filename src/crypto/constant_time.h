// Comparing secrets in time that does not depend on where they differ.
#pragma once

#include <string_view>

namespace photogate {

// The length may show. Thread-safe.
bool SameSecret(std::string_view a, std::string_view b);

}  // namespace photogate
