// The numbers of an OpenVINO IR network's weights file.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "core/bytes.h"

namespace photogate {

// `count` little-endian numbers at `offset`, binary16 when `half` and binary32 otherwise, widened
// exactly. `offset` and `size` (bytes) are decimal text as the IR has them. nullopt when either is
// not a number, when `size` is not that of `count` numbers, when the place reaches outside `bin`,
// or when a number is infinite or no number. Pure.
std::optional<std::vector<float>> ReadIrWeights(ByteView bin, const std::string& offset,
                                                const std::string& size, std::size_t count,
                                                bool half);

}  // namespace photogate
