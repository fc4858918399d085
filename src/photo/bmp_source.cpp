// BMP through stb_image, which reads missing bytes as zeros and has no limits: the header and the
// length of the pixel data are checked here first.
#define STB_IMAGE_IMPLEMENTATION
#define STB_IMAGE_STATIC
#define STBI_ONLY_BMP
#define STBI_NO_STDIO
#define STBI_NO_HDR
#define STBI_NO_LINEAR
#include <stb/stb_image.h>

#include <cstdlib>
#include <memory>

#include "photo/cached_source.h"
#include "photo/decoders.h"
#include "photo/failure.h"

namespace photogate::photo {
namespace {

constexpr std::uint32_t kUncompressed = 0;
constexpr std::uint32_t kBitFields = 3;

struct BmpHeader {
  std::uint32_t width_px;
  std::uint32_t height_px;
  bool has_alpha;
};

std::uint32_t Little(ByteView bytes, std::size_t at, std::size_t width) {
  std::uint32_t value = 0;
  for (std::size_t i = width; i > 0; --i) value = value << 8 | bytes[at + i - 1];
  return value;
}

// BITMAPFILEHEADER and BITMAPINFOHEADER (or OS/2's BITMAPCOREHEADER) as Microsoft documents them.
Result<BmpHeader> ReadHeader(ByteView bytes) {
  if (bytes.size() < 26) return Damaged("BMP header");
  const std::uint32_t offset = Little(bytes, 10, 4);
  const std::uint32_t header_bytes = Little(bytes, 14, 4);
  BmpHeader header{};
  std::uint32_t bits = 0;
  std::uint32_t compression = kUncompressed;
  if (header_bytes == 12) {
    header.width_px = Little(bytes, 18, 2);
    header.height_px = Little(bytes, 20, 2);
    bits = Little(bytes, 24, 2);
  } else {
    if (header_bytes < 40 || bytes.size() < 14 + std::size_t{header_bytes}) {
      return NotSupported("BMP header");
    }
    header.width_px = Little(bytes, 18, 4);
    header.height_px = Little(bytes, 22, 4);
    // Negative: rows from the top.
    if (header.height_px > 0x7FFFFFFFu) header.height_px = 0u - header.height_px;
    bits = Little(bytes, 28, 2);
    compression = Little(bytes, 30, 4);
  }
  if (compression != kUncompressed && compression != kBitFields) {
    return NotSupported("compressed BMP");
  }
  if (bits != 1 && bits != 4 && bits != 8 && bits != 16 && bits != 24 && bits != 32) {
    return NotSupported("BMP bits per pixel");
  }
  // Only bit fields define an alpha channel; otherwise the fourth byte means nothing.
  header.has_alpha = compression == kBitFields && bits == 32;
  const std::uint64_t row_bytes = (std::uint64_t{header.width_px} * bits + 31) / 32 * 4;
  if (offset > bytes.size() ||
      (row_bytes != 0 && header.height_px > (bytes.size() - offset) / row_bytes)) {
    // The last row's padding is sometimes left out, and nothing is lost by that.
    const std::uint64_t used = (std::uint64_t{header.width_px} * bits + 7) / 8;
    if (offset > bytes.size() || header.height_px == 0 ||
        (bytes.size() - offset) + (row_bytes - used) < row_bytes * header.height_px) {
      return Damaged("BMP is cut off");
    }
  }
  return header;
}

Result<Raster> DecodeBmp(ByteView bytes, bool has_alpha) {
  int width = 0;
  int height = 0;
  int channels = 0;
  const int wanted = has_alpha ? 4 : 3;
  const std::unique_ptr<stbi_uc, decltype(&std::free)> pixels(
      stbi_load_from_memory(bytes.data(), static_cast<int>(bytes.size()), &width, &height,
                            &channels, wanted),
      std::free);
  if (pixels == nullptr) return Damaged(stbi_failure_reason());
  const PixelLayout layout = has_alpha ? PixelLayout::kRgba : PixelLayout::kRgb;
  Raster out = WhiteRaster(width, height);
  const std::size_t stride = static_cast<std::size_t>(wanted) * static_cast<std::size_t>(width);
  for (int y = 0; y < height; ++y) {
    out.see_through |= WritePixels(pixels.get() + stride * static_cast<std::size_t>(y), width,
                                   layout, nullptr, out.Row(y));
  }
  return out;
}

}  // namespace

OpenedSource OpenBmp(ByteView bytes, const Limits& limits) {
  const auto read = ReadHeader(bytes);
  if (!read.ok()) return read.error();
  const BmpHeader& header = read.value();
  // stb_image's four bytes a pixel, a copy of them, and the result.
  if (auto size = CheckSize(header.width_px, header.height_px, 11, limits); !size.ok()) {
    return size.error();
  }
  if (bytes.size() > 0x7FFFFFFFu) return TooLarge("file size");
  const PhotoInfo photo = UprightInfo(FileFormat::kBmp, static_cast<int>(header.width_px),
                                      static_cast<int>(header.height_px), {}, 1, false);
  return OpenedSource(std::make_unique<CachedSource>(
      photo, Orientation{},
      [bytes, has_alpha = header.has_alpha] { return DecodeBmp(bytes, has_alpha); }));
}

}  // namespace photogate::photo
