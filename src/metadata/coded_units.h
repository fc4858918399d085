// The coded pictures inside HEIF and AVIF, reduced to what a decoder needs.
#pragma once

#include <string_view>

#include "core/bytes.h"
#include "core/result.h"

namespace photogate {

// HEVC (ISO/IEC 14496-15 section 8.3.3): the configuration with parameter sets only.
Result<Bytes> CleanHvcConfiguration(ByteView configuration);

// A picture's NAL units, each behind its length of `length_size` bytes: slices, parameter sets and
// delimiters stay, supplemental information (which may hold any text) goes.
Result<Bytes> CleanHvcPicture(ByteView data, unsigned length_size);

// AV1 (AV1-ISOBMFF section 2.3): four bytes, then units.
Result<Bytes> CleanAv1Configuration(ByteView configuration);

// A picture's open bitstream units: sequence header, frames and tiles stay, metadata and padding
// go.
Result<Bytes> CleanAv1Picture(ByteView data);

}  // namespace photogate
