// Face crops as a worker sends them.
#pragma once

#include <vector>

#include "core/bytes.h"
#include "worker/wire.h"

namespace photogate {

// A face of 1,000 px at JPEG quality 80 is near 200 KB.
inline constexpr std::size_t kCropBytes = 512u << 10;

void PutCrops(WireWriter& out, const std::vector<Bytes>& crops);

// At most `faces` of them: one for each face or none at all, and only JPEG or empty; else `in` has
// failed.
std::vector<Bytes> TakeCrops(WireReader& in, std::size_t faces);

}  // namespace photogate
