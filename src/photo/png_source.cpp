// PNG through libpng, from memory.
#include <png.h>

#include <algorithm>
#include <csetjmp>
#include <cstring>
#include <string>
#include <string_view>

#include "photo/cached_source.h"
#include "photo/decoders.h"
#include "photo/failure.h"

namespace photogate::photo {
namespace {

// What the chunk walk finds (PNG 3rd edition, section 5.3): chunks that libpng 1.6 does not hand
// out the way it is wanted here.
struct PngChunks {
  Orientation orientation;   // eXIf
  std::uint32_t frames = 1;  // acTL
};

std::uint32_t Big32(ByteView bytes, std::size_t at) {
  return std::uint32_t{bytes[at]} << 24 | std::uint32_t{bytes[at + 1]} << 16 |
         std::uint32_t{bytes[at + 2]} << 8 | bytes[at + 3];
}

Result<PngChunks> WalkChunks(ByteView bytes, const Limits& limits) {
  PngChunks found;
  std::uint32_t count = 0;
  for (std::size_t at = 8; at + 12 <= bytes.size();) {
    if (++count > limits.entries) return TooLarge("number of PNG chunks");
    const std::size_t length = Big32(bytes, at);
    if (length > bytes.size() - at - 12) break;  // libpng will say that it is cut off
    const std::string_view type(reinterpret_cast<const char*>(bytes.data()) + at + 4, 4);
    const ByteView data = bytes.subspan(at + 8, length);
    if (type == "eXIf") found.orientation = ExifOrientation(data);
    if (type == "acTL" && length >= 8) found.frames = std::max(found.frames, Big32(data, 0));
    if (type == "IEND") break;
    at += 12 + length;
  }
  found.frames = std::min(found.frames, limits.pictures);
  return found;
}

// One libpng reader. libpng reports failure by a jump to the last Guard, so whatever is passed to
// Guard must not own anything.
class PngReader {
 public:
  PngReader(ByteView bytes, const Limits& limits) : bytes_(bytes) {
    png_ = png_create_read_struct(PNG_LIBPNG_VER_STRING, this, OnError, OnWarning);
    if (png_ == nullptr) return;
    info_ = png_create_info_struct(png_);
    if (info_ == nullptr) return;
    png_set_user_limits(png_, limits.side_px, limits.side_px);
    png_set_chunk_malloc_max(png_, static_cast<png_alloc_size_t>(limits.icc_bytes));
    // Text can unpack to anything and says nothing about pixels.
    static constexpr char kIgnored[] = "tEXt\0zTXt\0iTXt\0sPLT\0eXIf";
    png_set_keep_unknown_chunks(png_, PNG_HANDLE_CHUNK_NEVER,
                                reinterpret_cast<png_const_bytep>(kIgnored), 5);
    png_set_read_fn(png_, this, OnRead);
  }
  ~PngReader() { png_destroy_read_struct(&png_, &info_, nullptr); }
  PngReader(const PngReader&) = delete;
  PngReader& operator=(const PngReader&) = delete;

  template <typename Function>
  bool Guard(Function function) {
    if (png_ == nullptr || info_ == nullptr) return false;
    if (setjmp(jump_) != 0) return false;
    function();
    return true;
  }

  png_structp png() const { return png_; }
  png_infop info() const { return info_; }
  Error error() const { return Damaged(text_); }

 private:
  [[noreturn]] static void OnError(png_structp png, png_const_charp text) {
    auto& self = *static_cast<PngReader*>(png_get_error_ptr(png));
    std::strncpy(self.text_, text, sizeof(self.text_) - 1);
    std::longjmp(self.jump_, 1);
  }
  // libpng warns of ancillary chunks; whatever costs pixels is an error to it.
  static void OnWarning(png_structp, png_const_charp) {}
  static void OnRead(png_structp png, png_bytep to, std::size_t count) {
    auto& self = *static_cast<PngReader*>(png_get_io_ptr(png));
    if (count > self.bytes_.size() - self.at_) png_error(png, "file ends too early");
    std::memcpy(to, self.bytes_.data() + self.at_, count);
    self.at_ += count;
  }

  ByteView bytes_;
  std::size_t at_ = 0;
  std::jmp_buf jump_;
  char text_[128] = {};
  png_structp png_ = nullptr;
  png_infop info_ = nullptr;
};

PixelLayout LayoutOf(png_byte color_type) {
  switch (color_type) {
    case PNG_COLOR_TYPE_GRAY: return PixelLayout::kGray;
    case PNG_COLOR_TYPE_GRAY_ALPHA: return PixelLayout::kGrayAlpha;
    case PNG_COLOR_TYPE_RGB: return PixelLayout::kRgb;
    default: return PixelLayout::kRgba;
  }
}

Result<Raster> DecodePng(ByteView bytes, const Limits& limits) {
  PngReader reader(bytes, limits);
  png_structp png = reader.png();
  png_infop info = reader.info();
  int passes = 1;
  png_charp name = nullptr;
  png_bytep profile = nullptr;
  png_uint_32 profile_bytes = 0;
  const bool ready = reader.Guard([&] {
    png_read_info(png, info);
    int method = 0;
    png_get_iCCP(png, info, &name, &method, &profile, &profile_bytes);
    png_set_expand(png);    // palettes, fewer than 8 bits, and tRNS as alpha
    png_set_scale_16(png);  // 16 bits to 8, rounded
    passes = png_set_interlace_handling(png);
    png_read_update_info(png, info);
  });
  if (!ready) return reader.error();
  // gAMA alone is left aside, as most viewers do: a wrong one would hide what is in the picture.
  const PixelLayout layout = LayoutOf(png_get_color_type(png, info));
  const auto step = static_cast<std::size_t>(BytesPerPixel(layout));
  const int width = static_cast<int>(png_get_image_width(png, info));
  const int height = static_cast<int>(png_get_image_height(png, info));
  const std::size_t row_bytes = step * static_cast<std::size_t>(width);
  if (png_get_rowbytes(png, info) != row_bytes) return NotSupported("PNG row layout");
  const auto transform = ColorTransform::Make({profile, profile_bytes}, layout, limits);
  const ColorTransform* const colours = transform.has_value() ? &*transform : nullptr;
  Raster out = WhiteRaster(width, height);
  out.recoloured = colours != nullptr;
  // An interlaced picture is complete only after its last pass, so it needs all its rows.
  const bool interlaced = passes > 1;
  std::vector<std::uint8_t> rows(interlaced ? row_bytes * static_cast<std::size_t>(height)
                                            : row_bytes);
  const bool decoded = reader.Guard([&] {
    for (int pass = 0; pass < passes; ++pass) {
      for (int y = 0; y < height; ++y) {
        std::uint8_t* row =
            rows.data() + (interlaced ? row_bytes * static_cast<std::size_t>(y) : 0);
        png_read_row(png, row, nullptr);
        if (pass != passes - 1) continue;
        out.see_through |= WritePixels(row, width, layout, colours, out.Row(y));
      }
    }
    png_read_end(png, nullptr);
  });
  if (!decoded) return reader.error();
  return out;
}

}  // namespace

OpenedSource OpenPng(ByteView bytes, const Limits& limits) {
  // IHDR must be the first chunk and 13 bytes long (section 11.2.1).
  if (bytes.size() < 33 || Big32(bytes, 8) != 13) return Damaged("PNG without header");
  const std::uint32_t width = Big32(bytes, 16);
  const std::uint32_t height = Big32(bytes, 20);
  // Rows as RGBA when interlaced, pixels as stored and upright.
  if (auto size = CheckSize(width, height, 7, limits); !size.ok()) return size.error();
  PngReader reader(bytes, limits);
  if (!reader.Guard([&] { png_read_info(reader.png(), reader.info()); })) return reader.error();
  const auto chunks = WalkChunks(bytes, limits);
  if (!chunks.ok()) return chunks.error();
  const Orientation orientation = chunks.value().orientation;
  const int pictures = std::max(1, static_cast<int>(chunks.value().frames));
  const PhotoInfo photo =
      UprightInfo(FileFormat::kPng, static_cast<int>(width), static_cast<int>(height), orientation,
                  pictures, pictures > 1);
  return OpenedSource(std::make_unique<CachedSource>(
      photo, orientation, [bytes, limits] { return DecodePng(bytes, limits); }));
}

}  // namespace photogate::photo
