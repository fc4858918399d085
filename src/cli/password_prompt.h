// Asking for a password without showing it.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "core/result.h"

namespace photogate {

// With `descriptor`: its first line, at most 1,024 bytes. Else typed twice on the terminal without
// echo; kRefused when there is none, or when the two differ. `why_not` says why a password will not
// do, and is asked before it is to be typed once more: then kRefused with its sentence.
Result<std::string> ReadPassword(std::optional<int> descriptor,
                                 const std::function<std::string(std::string_view)>& why_not);

}  // namespace photogate
