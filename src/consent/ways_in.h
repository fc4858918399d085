// What a home's register opens with, as it is set up.
#pragma once

#include <filesystem>

#include "core/result.h"

namespace photogate {

// What opens a home's register besides its recovery key. Every register is encrypted.
struct WaysIn {
  bool key = false;  // a key file, or what gives its content
  bool passphrase = false;
};
// kCorrupt: the home has no keyring, or a damaged one.
Result<WaysIn> FindWaysIn(const std::filesystem::path& home);

}  // namespace photogate
