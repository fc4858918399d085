// Bytes as lower-case hexadecimal and back.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/bytes.h"

namespace photogate {

std::string HexOf(ByteView bytes);

// nullopt unless all of it is pairs of digits; capitals are read as well.
std::optional<Bytes> BytesOfHex(std::string_view text);

}  // namespace photogate
