#include <cstdlib>

#include "photo/libjpeg.h"
#include "tests/unit/photo/pictures.h"

namespace photogate::test {
namespace {

std::vector<std::uint8_t> Row(const Picture& picture, int y, JpegColours colours) {
  std::vector<std::uint8_t> row;
  for (int x = 0; x < picture.width_px; ++x) {
    const std::uint8_t* bgr = picture.At(x, y);
    switch (colours) {
      case JpegColours::kColour: row.insert(row.end(), bgr, bgr + 3); break;
      case JpegColours::kGray: row.push_back(bgr[1]); break;
      case JpegColours::kAdobeCmyk:
      case JpegColours::kYcck:
        // Inverted, with no black: C' = R and so on, so that a plain reader shows the picture.
        row.insert(row.end(), {bgr[2], bgr[1], bgr[0], 255});
        break;
    }
  }
  return row;
}

}  // namespace

Bytes MakeJpeg(const Picture& picture, const JpegOptions& options) {
  jpeg_compress_struct info{};
  jpeg_error_mgr errors{};
  info.err = jpeg_std_error(&errors);
  jpeg_create_compress(&info);
  unsigned char* memory = nullptr;
  unsigned long size = 0;
  jpeg_mem_dest(&info, &memory, &size);
  info.image_width = static_cast<JDIMENSION>(picture.width_px);
  info.image_height = static_cast<JDIMENSION>(picture.height_px);
  switch (options.colours) {
    case JpegColours::kColour:
      info.input_components = 3;
      info.in_color_space = JCS_EXT_BGR;
      break;
    case JpegColours::kGray:
      info.input_components = 1;
      info.in_color_space = JCS_GRAYSCALE;
      break;
    case JpegColours::kAdobeCmyk:
    case JpegColours::kYcck:
      info.input_components = 4;
      info.in_color_space = JCS_CMYK;
      break;
  }
  jpeg_set_defaults(&info);
  if (options.colours == JpegColours::kYcck) jpeg_set_colorspace(&info, JCS_YCCK);
  jpeg_set_quality(&info, options.quality, TRUE);
  if (options.colours == JpegColours::kColour) {
    info.comp_info[0].h_samp_factor = options.chroma_step;
    info.comp_info[0].v_samp_factor = options.chroma_step;
  }
  info.restart_in_rows = options.restart_rows;
  if (options.progressive) jpeg_simple_progression(&info);
  jpeg_start_compress(&info, TRUE);
  if (options.orientation.has_value()) {
    Bytes segment = {'E', 'x', 'i', 'f', 0, 0};
    const Bytes exif = Exif(*options.orientation, *options.orientation % 2 == 0);
    segment.insert(segment.end(), exif.begin(), exif.end());
    jpeg_write_marker(&info, JPEG_APP0 + 1, segment.data(), static_cast<unsigned>(segment.size()));
  }
  if (!options.icc.empty()) {
    jpeg_write_icc_profile(&info, options.icc.data(), static_cast<unsigned>(options.icc.size()));
  }
  for (int y = 0; y < picture.height_px; ++y) {
    auto row = Row(picture, y, options.colours);
    JSAMPROW pointer = row.data();
    jpeg_write_scanlines(&info, &pointer, 1);
  }
  jpeg_finish_compress(&info);
  jpeg_destroy_compress(&info);
  Bytes jpeg(memory, memory + size);
  std::free(memory);
  return jpeg;
}

}  // namespace photogate::test
