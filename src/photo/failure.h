// The photo stage's errors, in the words an office worker reads. `detail` is for the terminal.
#pragma once

#include <string>

#include "core/limits.h"
#include "core/result.h"

namespace photogate::photo {

Error Damaged(std::string detail);
Error TooLarge(std::string detail);
Error NotSupported(std::string detail);

// Whether a picture of this size may be decoded: sides at least 1 (else kCorrupt) and within
// limits.side_px, limits.pixels, and `peak_bytes_per_pixel` within limits.decode_bytes. To be asked
// before the first allocation that depends on the size.
Result<Done> CheckSize(std::uint64_t width_px, std::uint64_t height_px,
                       std::uint64_t peak_bytes_per_pixel, const Limits& limits);

}  // namespace photogate::photo
