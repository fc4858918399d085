// What a password must be. Pure.
#pragma once

#include <string>
#include <string_view>

namespace photogate {

// NIST SP 800-63B section 5.1.1.2: length counts, not a mixture of characters; what everybody tries
// first is refused.
inline constexpr int kLeastPasswordCharacters = 12;
inline constexpr int kMostPasswordBytes = 1024;  // so that hashing takes no longer than it should

// A sentence with the next step; empty when `password` will do for the user of this name. Refused:
// shorter than 12 characters, the user's own name with little beside it, one of the commonest, four
// or fewer different characters, text that is not UTF-8.
std::string WhyNotPassword(std::string_view password, std::string_view user_name);

// The hash of a password that was thrown away, with the parameters of HashPassword: for the time it
// takes to refuse somebody who has none.
inline constexpr std::string_view kNobodysHash =
    "$argon2id$v=19$m=65536,t=2,p=1$f4R5T0D5oXNlwmA1n22nVw"
    "$gvXBo0GQ1Yuhf0/ZC377ssMojJmpv0SElK+WgtkndSw";

}  // namespace photogate
