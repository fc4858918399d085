// Files with personal data that the program writes where somebody asked for them.
#pragma once

#include <string>

#include "core/result.h"

namespace photogate {

// Writes a file that was not there, readable by this account alone, and durably. kRefused when
// there is a file of this name; kUnavailable when it cannot be written whole: then none is left.
Result<Done> WriteNewPrivateFile(const std::string& file, const std::string& text);

}  // namespace photogate
