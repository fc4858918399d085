#include <png.h>

#include <string>

#include "tests/unit/photo/pictures.h"

namespace photogate::test {
namespace {

struct Writer {
  png_structp png = png_create_write_struct(PNG_LIBPNG_VER_STRING, nullptr, nullptr, nullptr);
  png_infop info = png_create_info_struct(png);
  Bytes bytes;
  Writer() {
    png_set_write_fn(
        png, &bytes,
        [](png_structp p, png_bytep data, std::size_t count) {
          auto& out = *static_cast<Bytes*>(png_get_io_ptr(p));
          out.insert(out.end(), data, data + count);
        },
        nullptr);
  }
  ~Writer() { png_destroy_write_struct(&png, &info); }
  Writer(const Writer&) = delete;
  Writer& operator=(const Writer&) = delete;

  void SetProfile(const Bytes& icc) {
    if (icc.empty()) return;
    png_set_iCCP(png, info, "test", PNG_COMPRESSION_TYPE_BASE, icc.data(),
                 static_cast<png_uint_32>(icc.size()));
  }
};

}  // namespace

Bytes MakePng(const Picture& picture, const PngOptions& options) {
  Writer writer;
  png_set_IHDR(writer.png, writer.info, static_cast<png_uint_32>(picture.width_px),
               static_cast<png_uint_32>(picture.height_px), options.bits,
               options.alpha.has_value() ? PNG_COLOR_TYPE_RGBA : PNG_COLOR_TYPE_RGB,
               options.interlaced ? PNG_INTERLACE_ADAM7 : PNG_INTERLACE_NONE,
               PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
  writer.SetProfile(options.icc);
  png_write_info(writer.png, writer.info);
  if (options.frames != 0) {
    const png_byte control[8] = {0, 0, 0, static_cast<png_byte>(options.frames), 0, 0, 0, 0};
    png_write_chunk(writer.png, reinterpret_cast<png_const_bytep>("acTL"), control, 8);
  }
  if (options.orientation.has_value()) {
    const Bytes exif = Exif(*options.orientation);
    png_write_chunk(writer.png, reinterpret_cast<png_const_bytep>("eXIf"), exif.data(),
                    exif.size());
  }
  std::vector<Bytes> rows;
  std::vector<png_bytep> pointers;
  for (int y = 0; y < picture.height_px; ++y) {
    Bytes row;
    for (int x = 0; x < picture.width_px; ++x) {
      const std::uint8_t* bgr = picture.At(x, y);
      for (const int c : {2, 1, 0}) row.insert(row.end(), options.bits == 16 ? 2 : 1, bgr[c]);
      if (options.alpha.has_value()) {
        row.insert(row.end(), options.bits == 16 ? 2 : 1,
                   static_cast<std::uint8_t>(*options.alpha));
      }
    }
    rows.push_back(std::move(row));
  }
  for (Bytes& row : rows) pointers.push_back(row.data());
  png_write_image(writer.png, pointers.data());
  png_write_end(writer.png, nullptr);
  return writer.bytes;
}

Bytes MakeGrayPng(int width_px, int height_px, int value, const Bytes& icc) {
  Writer writer;
  png_set_IHDR(writer.png, writer.info, static_cast<png_uint_32>(width_px),
               static_cast<png_uint_32>(height_px), 8, PNG_COLOR_TYPE_GRAY, PNG_INTERLACE_NONE,
               PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
  writer.SetProfile(icc);
  png_write_info(writer.png, writer.info);
  const Bytes row(static_cast<std::size_t>(width_px), static_cast<std::uint8_t>(value));
  for (int y = 0; y < height_px; ++y) png_write_row(writer.png, row.data());
  png_write_end(writer.png, nullptr);
  return writer.bytes;
}

}  // namespace photogate::test
