#include "photo/raster.h"

#include <algorithm>
#include <cstring>

namespace photogate::photo {
namespace {

// a * b / 255, rounded, for 0..255 each.
std::uint8_t Scale255(unsigned a, unsigned b) {
  return static_cast<std::uint8_t>((a * b + 127) / 255);
}

std::uint8_t OverWhite(unsigned value, unsigned alpha) {
  return static_cast<std::uint8_t>((value * alpha + 255 * (255 - alpha) + 127) / 255);
}

int AlphaOffset(PixelLayout layout) {
  switch (layout) {
    case PixelLayout::kGrayAlpha: return 1;
    case PixelLayout::kRgba:
    case PixelLayout::kBgra: return 3;
    case PixelLayout::kGray:
    case PixelLayout::kRgb:
    case PixelLayout::kBgr:
    case PixelLayout::kCmyk:
    case PixelLayout::kCmykInverted: return -1;
  }
  return -1;
}

void ConvertPlain(const std::uint8_t* in, int count, PixelLayout layout, std::uint8_t* out) {
  const int step = BytesPerPixel(layout);
  switch (layout) {
    case PixelLayout::kGray:
    case PixelLayout::kGrayAlpha:
      for (int i = 0; i < count; ++i, in += step, out += 3) out[0] = out[1] = out[2] = in[0];
      return;
    case PixelLayout::kRgb:
    case PixelLayout::kRgba:
      for (int i = 0; i < count; ++i, in += step, out += 3) {
        const std::uint8_t red = in[0];
        out[0] = in[2];
        out[1] = in[1];
        out[2] = red;
      }
      return;
    case PixelLayout::kBgr:
      if (in != out) std::memcpy(out, in, 3 * static_cast<std::size_t>(count));
      return;
    case PixelLayout::kBgra:
      for (int i = 0; i < count; ++i, in += step, out += 3) {
        out[0] = in[0];
        out[1] = in[1];
        out[2] = in[2];
      }
      return;
    // The plain formula: light left by an ink times light left by black.
    case PixelLayout::kCmyk:
      for (int i = 0; i < count; ++i, in += step, out += 3) {
        const unsigned key = 255u - in[3];
        out[0] = Scale255(255u - in[2], key);
        out[1] = Scale255(255u - in[1], key);
        out[2] = Scale255(255u - in[0], key);
      }
      return;
    case PixelLayout::kCmykInverted:
      for (int i = 0; i < count; ++i, in += step, out += 3) {
        out[0] = Scale255(in[2], in[3]);
        out[1] = Scale255(in[1], in[3]);
        out[2] = Scale255(in[0], in[3]);
      }
      return;
  }
}

}  // namespace

Raster WhiteRaster(int width_px, int height_px) {
  return {width_px, height_px,
          std::vector<std::uint8_t>(
              3 * static_cast<std::size_t>(width_px) * static_cast<std::size_t>(height_px), 255),
          false};
}

bool WritePixels(const std::uint8_t* pixels, int count, PixelLayout layout,
                 const ColorTransform* transform, std::uint8_t* out) {
  if (transform != nullptr) {
    transform->Apply(pixels, out, static_cast<std::size_t>(count));
  } else {
    ConvertPlain(pixels, count, layout, out);
  }
  const int alpha_at = AlphaOffset(layout);
  if (alpha_at < 0) return false;
  bool see_through = false;
  const int step = BytesPerPixel(layout);
  for (int i = 0; i < count; ++i, pixels += step, out += 3) {
    const unsigned alpha = pixels[alpha_at];
    if (alpha == 255) continue;
    see_through = true;
    for (int c = 0; c < 3; ++c) out[c] = OverWhite(out[c], alpha);
  }
  return see_through;
}

Raster BoxDownscale(const Raster& raster, int factor) {
  if (factor <= 1) return raster;
  const int width = (raster.width_px + factor - 1) / factor;
  const int height = (raster.height_px + factor - 1) / factor;
  Raster out = WhiteRaster(width, height);
  std::vector<std::uint32_t> sums(3 * static_cast<std::size_t>(width));
  for (int y = 0; y < height; ++y) {
    std::fill(sums.begin(), sums.end(), 0u);
    const int first = y * factor;
    const int last = std::min(first + factor, raster.height_px);
    for (int row = first; row < last; ++row) {
      const std::uint8_t* in = raster.Row(row);
      std::uint32_t* sum = sums.data();
      for (int x = 0; x < raster.width_px; sum += 3) {
        for (const int end = std::min(x + factor, raster.width_px); x < end; ++x, in += 3) {
          sum[0] += in[0];
          sum[1] += in[1];
          sum[2] += in[2];
        }
      }
    }
    std::uint8_t* to = out.Row(y);
    for (int x = 0; x < width; ++x) {
      const int columns = std::min(factor, raster.width_px - x * factor);
      const auto area = static_cast<std::uint32_t>(columns * (last - first));
      for (int c = 0; c < 3; ++c, ++to) {
        const std::uint32_t sum = sums[static_cast<std::size_t>(3 * x + c)];
        *to = static_cast<std::uint8_t>((sum + area / 2) / area);
      }
    }
  }
  return out;
}

Raster Crop(const Raster& raster, int left, int top, int width_px, int height_px) {
  Raster out{width_px, height_px, {}};
  const std::size_t row_bytes = 3 * static_cast<std::size_t>(width_px);
  out.bgr.resize(row_bytes * static_cast<std::size_t>(height_px));
  for (int y = 0; y < height_px; ++y) {
    std::memcpy(out.Row(y), raster.bgr.data() + raster.Offset(left, top + y), row_bytes);
  }
  return out;
}

}  // namespace photogate::photo
