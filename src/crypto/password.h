// Password hashes: Argon2id (RFC 9106) through libsodium's crypto_pwhash.
#pragma once

#include <string>
#include <string_view>

#include "core/result.h"

namespace photogate {

// The hash with its salt and parameters as one line of ASCII (crypto_pwhash_str): 64 MiB and two
// passes, libsodium's "interactive" limits, about a tenth of a second. kUnavailable when there is
// not enough memory. Thread-safe.
Result<std::string> HashPassword(std::string_view password);

// In time that does not depend on where they differ; false for a text that is no hash. Thread-safe.
bool PasswordMatches(const std::string& hash, std::string_view password);

}  // namespace photogate
