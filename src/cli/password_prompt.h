// Asking for a password without showing it.
#pragma once

#include <optional>
#include <string>

#include "core/result.h"

namespace photogate {

// With `descriptor`: its first line, at most 1,024 bytes. Else typed twice on the terminal without
// echo; kRefused when there is none, or when the two differ.
Result<std::string> ReadPassword(std::optional<int> descriptor);

}  // namespace photogate
