// Everything that a file can reach in src/photo: opening, whole decodes and parts.
#include <cstddef>
#include <cstdint>
#include <cstdlib>

#include "photo/open_photo.h"

namespace {

void Check(const photogate::DecodedImage& image) {
  const std::size_t pixels =
      static_cast<std::size_t>(image.width_px) * static_cast<std::size_t>(image.height_px);
  if (image.width_px < 1 || image.height_px < 1 || image.bgr.size() != 3 * pixels) std::abort();
  if (!(image.scale > 0 && image.scale <= 1)) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  photogate::Limits limits;
  limits.file_bytes = 1u << 20;
  limits.pixels = 512 * 512;
  limits.side_px = 2048;
  limits.decode_bytes = 32u << 20;
  limits.pictures = 64;
  limits.entries = 2000;
  limits.icc_bytes = 1u << 18;
  auto source = photogate::OpenPhoto({data, size}, limits);
  if (!source.ok()) return 0;
  const photogate::PhotoInfo& info = source.value()->info();
  if (info.width_px < 1 || info.height_px < 1 || info.pictures < 1) std::abort();
  for (const int longer_side_px : {4096, 64}) {
    const auto image = source.value()->Decode(longer_side_px);
    if (image.ok()) Check(image.value());
  }
  const auto width = static_cast<float>(info.width_px);
  const auto height = static_cast<float>(info.height_px);
  for (const double scale : {1.0, 0.3}) {
    const auto image =
        source.value()->DecodeRegion({width / 3, height / 4, width / 2, height / 3}, scale);
    if (image.ok()) Check(image.value());
  }
  return 0;
}
