// How a camera says Adobe RGB without a profile.
#pragma once

#include "core/bytes.h"
#include "core/limits.h"

namespace photogate {

// Whether an Exif block (with or without "Exif\0\0" before its TIFF header) marks its picture as
// Adobe RGB: InteroperabilityIndex "R03" and ColorSpace uncalibrated (DCF 2.0 section 4.2; Exif
// 2.32 section 4.6.5). Thread-safe.
bool SaysAdobeRgb(ByteView exif_block, const Limits& limits);

}  // namespace photogate
