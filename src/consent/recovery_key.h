// The recovery key as it is printed and typed. Internal to consent.
//
// 160 random bits as 32 characters of Crockford's base 32 (0-9 and A-Z without I, L, O, U), then 4
// that check them (20 bits of a BLAKE2b hash), in groups of four: "7K2M-...-9QXR".
#pragma once

#include <string>
#include <string_view>

#include "core/result.h"
#include "crypto/secret.h"

namespace photogate {

Secret NewRecoveryKey();
std::string RecoveryKeyText(const Secret& key);

// Small letters, blanks and missing hyphens are fine; O counts as 0, I and L as 1. kUnavailable
// when it was mistyped.
Result<Secret> ParseRecoveryKey(std::string_view text);

}  // namespace photogate
