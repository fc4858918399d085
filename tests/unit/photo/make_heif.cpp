#include <libheif/heif.h>

#include <algorithm>

#include "tests/unit/photo/pictures.h"

#ifdef PHOTOGATE_SANITIZED
// x265, which only the tests use, keeps some tables for good.
extern "C" const char* __lsan_default_suppressions();
extern "C" const char* __lsan_default_suppressions() { return "leak:libx265"; }
#endif

namespace photogate::test {

Bytes MakeHeif(const Picture& picture, const HeifOptions& options) {
  heif_context* context = heif_context_alloc();
  heif_encoder* encoder = nullptr;
  if (heif_context_get_encoder_for_format(
          context, options.avif ? heif_compression_AV1 : heif_compression_HEVC, &encoder)
          .code != heif_error_Ok) {
    heif_context_free(context);
    return {};
  }
  heif_encoder_set_lossy_quality(encoder, 95);
  heif_image* image = nullptr;
  heif_image_create(
      picture.width_px, picture.height_px, heif_colorspace_RGB,
      options.alpha.has_value() ? heif_chroma_interleaved_RGBA : heif_chroma_interleaved_RGB,
      &image);
  heif_image_add_plane(image, heif_channel_interleaved, picture.width_px, picture.height_px, 8);
  const int step = options.alpha.has_value() ? 4 : 3;
  int stride = 0;
  std::uint8_t* plane = heif_image_get_plane(image, heif_channel_interleaved, &stride);
  for (int y = 0; y < picture.height_px; ++y) {
    for (int x = 0; x < picture.width_px; ++x) {
      const std::uint8_t* bgr = picture.At(x, y);
      std::uint8_t* const to = plane + std::ptrdiff_t{stride} * y + step * x;
      std::reverse_copy(bgr, bgr + 3, to);
      if (options.alpha.has_value()) to[3] = static_cast<std::uint8_t>(*options.alpha);
    }
  }
  heif_encoding_options* encoding = heif_encoding_options_alloc();
  encoding->image_orientation = static_cast<heif_orientation>(options.heif_orientation);
  for (int i = 0; i < options.images; ++i) {
    heif_image_handle* handle = nullptr;
    heif_context_encode_image(context, image, encoder, encoding, &handle);
    if (i == 0) {
      heif_context_set_primary_image(context, handle);
      if (options.exif.has_value()) {
        const Bytes exif = Exif(*options.exif);
        heif_context_add_exif_metadata(context, handle, exif.data(), static_cast<int>(exif.size()));
      }
    }
    heif_image_handle_release(handle);
  }
  Bytes bytes;
  heif_writer writer{};
  writer.writer_api_version = 1;
  writer.write = [](heif_context*, const void* data, std::size_t size, void* user) {
    const auto* from = static_cast<const std::uint8_t*>(data);
    static_cast<Bytes*>(user)->assign(from, from + size);
    return heif_error{heif_error_Ok, heif_suberror_Unspecified, ""};
  };
  heif_context_write(context, &writer, &bytes);
  heif_encoding_options_free(encoding);
  heif_image_release(image);
  heif_encoder_release(encoder);
  heif_context_free(context);
  return bytes;
}

}  // namespace photogate::test
