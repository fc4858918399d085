// Embedded ICC profiles (ISO 15076-1) to sRGB, through lcms2.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>

#include "core/bytes.h"
#include "core/limits.h"

namespace photogate::photo {

// How a decoder hands its pixels over, 8 bits a channel. Inverted: 255 means no ink, as Adobe's
// JPEG files have it. Alpha is not premultiplied.
enum class PixelLayout { kGray, kGrayAlpha, kRgb, kRgba, kBgr, kBgra, kCmyk, kCmykInverted };

int BytesPerPixel(PixelLayout layout);

// A conversion of one layout to B, G, R in sRGB. One thread uses it.
class ColorTransform {
 public:
  // nullopt when the profile makes no visible difference, does not fit the layout, or is broken:
  // the pixels are then taken as sRGB (CMYK by the plain formula).
  static std::optional<ColorTransform> Make(ByteView icc, PixelLayout layout, const Limits& limits);

  // `out` may be `pixels` when the layout is kBgr.
  void Apply(const std::uint8_t* pixels, std::uint8_t* out_bgr, std::size_t count) const;

 private:
  class Handle;
  explicit ColorTransform(std::shared_ptr<Handle> handle) : handle_(std::move(handle)) {}
  std::shared_ptr<Handle> handle_;
};

}  // namespace photogate::photo
