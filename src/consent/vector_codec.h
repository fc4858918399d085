// Templates as bytes: IEEE 754 binary32 little-endian, one after the other, then the CRC-32 (ISO
// 3309, as zlib makes it) of those bytes, little-endian. Internal to consent.
#pragma once

#include <vector>

#include "core/bytes.h"
#include "core/result.h"

namespace photogate {

Bytes EncodeVector(const std::vector<float>& values);

// kCorrupt when the length or the checksum does not fit, or the numbers make no template.
Result<std::vector<float>> DecodeVector(ByteView bytes);

}  // namespace photogate
