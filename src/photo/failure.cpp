#include "photo/failure.h"

#include <utility>

namespace photogate::photo {

Error Damaged(std::string detail) {
  return {ErrorKind::kCorrupt,
          "The picture is damaged or incomplete; copy or export it again from where it was made.",
          std::move(detail)};
}

Error TooLarge(std::string detail) {
  return {ErrorKind::kLimitExceeded,
          "The picture is larger than photogate handles; save a smaller copy and use that.",
          std::move(detail)};
}

Error NotSupported(std::string detail) {
  return {ErrorKind::kUnsupported,
          "This kind of picture cannot be read; save it as JPEG or PNG and use that.",
          std::move(detail)};
}

Result<Done> CheckSize(std::uint64_t width_px, std::uint64_t height_px,
                       std::uint64_t peak_bytes_per_pixel, const Limits& limits) {
  if (width_px == 0 || height_px == 0) return Damaged("a side of the picture is zero");
  // The sides first: they keep the products below within 64 bits.
  if (width_px > limits.side_px || height_px > limits.side_px) return TooLarge("side length");
  const std::uint64_t pixels = width_px * height_px;
  if (pixels > limits.pixels) return TooLarge("number of pixels");
  if (peak_bytes_per_pixel != 0 && pixels > limits.decode_bytes / peak_bytes_per_pixel) {
    return TooLarge("memory needed to decode");
  }
  return Done{};
}

}  // namespace photogate::photo
