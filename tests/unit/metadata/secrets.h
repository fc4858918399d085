// What a copy must not hold, looked for as raw bytes.
#pragma once

#include <string_view>

#include "core/bytes.h"

namespace photogate::test {

bool Holds(ByteView file, std::string_view text);

// True when any planted name, place, text or number is there as bytes or UTF-16 in either order, or
// a block that could hold one.
bool HoldsSecret(ByteView file);

}  // namespace photogate::test
