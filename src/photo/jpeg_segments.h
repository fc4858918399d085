// What of a JPEG file's header segments the decoder needs beyond what libjpeg keeps.
#pragma once

#include "core/bytes.h"
#include "core/limits.h"
#include "core/result.h"
#include "photo/orientation.h"

namespace photogate::photo {

struct JpegSegments {
  Orientation orientation;  // of the first Exif segment
  Bytes icc;  // put together from its pieces; empty when there is none or it is broken
};

// Walks from SOI to the first SOS (ITU-T T.81 annex B.1). kLimitExceeded above limits.entries
// segments; what is damaged otherwise is left for the decoder to judge.
Result<JpegSegments> ReadJpegSegments(ByteView bytes, const Limits& limits);

}  // namespace photogate::photo
