// JPEG files made from decoded pixels. They hold the pixels and a
// JFIF header, and nothing of the file the pixels came from.
#pragma once

#include "core/bytes.h"
#include "core/image.h"
#include "core/result.h"

namespace photogate {

struct JpegSettings {
  int quality;               // 1..100 (clamped)
  bool full_chroma = false;  // 4:4:4 instead of 4:2:0
  bool smallest = false;     // Huffman tables made for the picture: smaller, takes another pass
};

// Baseline JPEG. kInternal when the image's size
// and pixels do not agree, kLimitExceeded above JPEG's 65,500 pixels a side. Thread-safe.
Result<Bytes> EncodeJpeg(const DecodedImage& image, const JpegSettings& settings);
Result<Bytes> EncodeJpeg(const DecodedImage& image, int quality);

// The image at most `longer_side_px` long, as JPEG of quality 80. Errors as EncodeJpeg.
// Thread-safe.
Result<Bytes> EncodeThumbnail(const DecodedImage& image, int longer_side_px);

// The image with its longer side reduced to `longer_side_px` (at least 1), each new pixel the mean
// of the area it covers; a copy when it is not longer. `scale` follows, `origin` stays.
// Thread-safe.
DecodedImage Downscale(const DecodedImage& image, int longer_side_px);

}  // namespace photogate
