// Plain pixels on their way from a decoder to a DecodedImage.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "photo/color.h"

namespace photogate::photo {

// Interleaved 8-bit B, G, R in sRGB, rows from the top, no padding.
struct Raster {
  int width_px;
  int height_px;
  std::vector<std::uint8_t> bgr;
  bool see_through = false;  // as in PhotoInfo, like the next; only of what a decoder returns
  bool recoloured = false;

  std::uint8_t* Row(int y) { return bgr.data() + Offset(0, y); }
  const std::uint8_t* Row(int y) const { return bgr.data() + Offset(0, y); }
  std::size_t Offset(int x, int y) const {
    return 3 * (static_cast<std::size_t>(y) * static_cast<std::size_t>(width_px) +
                static_cast<std::size_t>(x));
  }
};

// All white. Sizes must have passed CheckSize.
Raster WhiteRaster(int width_px, int height_px);

// Writes `count` pixels of a decoder's layout as B, G, R to `out`: colours through `transform` when
// there is one, then alpha laid over white. True when any of them is not fully opaque.
bool WritePixels(const std::uint8_t* pixels, int count, PixelLayout layout,
                 const ColorTransform* transform, std::uint8_t* out);

// Every `factor` x `factor` pixels as their mean; the last column and row may cover fewer.
Raster BoxDownscale(const Raster& raster, int factor);

// The part [left, left + width) x [top, top + height), which must lie inside.
Raster Crop(const Raster& raster, int left, int top, int width_px, int height_px);

}  // namespace photogate::photo
