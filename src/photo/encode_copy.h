// Published copies from pixels. They hold the pixels and nothing of the file the pixels came from.
#pragma once

#include "core/bytes.h"
#include "core/format.h"
#include "core/image.h"
#include "core/result.h"

namespace photogate {

// The image as sRGB without a profile: JPEG (baseline; 4:2:0 chroma below quality 90, 4:4:4 from
// there), lossy WebP, or PNG, which knows no quality. `quality` is 1..100 (clamped). kUnsupported
// for other formats, kLimitExceeded when the format cannot hold so large a picture, kInternal when
// size and pixels do not agree or a library fails. Thread-safe.
Result<Bytes> EncodeCopy(const DecodedImage& image, FileFormat format, int quality);

}  // namespace photogate
