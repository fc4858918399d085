// Pixels, and the interface through which the face stage asks for them.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "core/format.h"
#include "core/geometry.h"
#include "core/result.h"

namespace photogate {

// What the container says about the picture, before any pixel is decoded, and what decoding adds.
struct PhotoInfo {
  FileFormat format;
  int width_px;   // upright: after orientation has been applied
  int height_px;  // upright
  int pictures;   // frames, pages or top-level images; 1 for an ordinary photo
  bool animated;
  // Some pixel is not fully opaque, so that colours may lie in the file that nobody sees, or a
  // channel is there that is not looked at. False until the first Decode or DecodeRegion succeeded.
  bool see_through = false;
  // The pixels' colours were converted to sRGB from a space that looks different. False until then
  // as well.
  bool recoloured = false;
};

// Interleaved 8-bit B, G, R in sRGB, rows from the top, no padding, orientation applied, alpha laid
// over white. A pixel (x, y) here covers full-size coordinates origin + (x, y) / scale.
struct DecodedImage {
  int width_px;
  int height_px;
  std::vector<std::uint8_t> bgr;  // 3 * width_px * height_px
  double scale;  // pixels here per pixel of the upright full-size photo, 0 < scale <= 1
  Point origin;  // full-size coordinates of the top left corner; (0, 0) for a whole photo
};

// One opened photo. Not thread-safe: one thread uses it. The bytes it was opened on must outlive
// it.
class PixelSource {
 public:
  virtual ~PixelSource() = default;
  // All but `see_through` and `recoloured` is there from the start.
  virtual const PhotoInfo& info() const = 0;

  // The whole photo at the smallest scale the format decodes cheaply whose longer side is at least
  // `min_long_side_px` (or at full size when the photo is smaller). JPEG decodes at 1/2, 1/4, 1/8.
  virtual Result<DecodedImage> Decode(int min_long_side_px) = 0;

  // The same, as good as the format can be decoded rather than as fast: for copies.
  virtual Result<DecodedImage> DecodeForCopy(int min_long_side_px) {
    return Decode(min_long_side_px);
  }

  // The part of the photo inside `region` (clipped to the photo; never empty) at the cheapest scale
  // that is at least `min_scale`.
  virtual Result<DecodedImage> DecodeRegion(const Box& region, double min_scale) = 0;
};

}  // namespace photogate
