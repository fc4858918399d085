// Descriptions of colour that are no ICC profile.
#pragma once

#include "core/bytes.h"
#include "core/format.h"
#include "core/limits.h"

namespace photogate {

// Whether the file describes its colours, outside an ICC profile, as other than sRGB: PNG's gAMA,
// cHRM and cICP (PNG third edition section 11.3.2), HEIF's nclx (ISO/IEC 14496-12 section 12.1.5),
// TIFF's WhitePoint, PrimaryChromaticities and TransferFunction (TIFF 6.0 section 20), and Exif's
// Adobe RGB (DCF 2.0 section 4.2, see adobe_rgb.h). Decoders here leave these aside, and of the
// last a copy without its Exif says nothing any more. An ICC profile beside them goes first, as it
// does in viewers. Never fails: what cannot be read describes nothing. Thread-safe.
bool HasOtherColours(ByteView file, FileFormat format, const Limits& limits);

}  // namespace photogate
