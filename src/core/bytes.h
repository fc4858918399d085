// Views and owners of raw bytes.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace photogate {

using Bytes = std::vector<std::uint8_t>;
using ByteView = std::span<const std::uint8_t>;

}  // namespace photogate
