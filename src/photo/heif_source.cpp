// HEIC, HEIF and AVIF through libheif: the primary image.
#include <libheif/heif.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <memory>
#include <string>
#include <string_view>

#include "photo/cached_source.h"
#include "photo/decoders.h"
#include "photo/failure.h"

namespace photogate::photo {
namespace {

template <auto Release>
struct ReleaseWith {
  template <typename T>
  void operator()(T* object) const {
    Release(object);
  }
};
using Context = std::unique_ptr<heif_context, ReleaseWith<heif_context_free>>;
using Handle = std::unique_ptr<heif_image_handle, ReleaseWith<heif_image_handle_release>>;
using Image = std::unique_ptr<heif_image, ReleaseWith<heif_image_release>>;
using Options = std::unique_ptr<heif_decoding_options, ReleaseWith<heif_decoding_options_free>>;

Error ToError(const heif_error& error) {
  const std::string text = error.message != nullptr ? error.message : "";
  if (error.code == heif_error_Memory_allocation_error) return TooLarge(text);
  if (error.code == heif_error_Unsupported_filetype ||
      error.code == heif_error_Unsupported_feature ||
      error.code == heif_error_Decoder_plugin_error) {
    // A decoder that fails is a broken stream; one that is not there is an unknown codec.
    if (error.code == heif_error_Decoder_plugin_error &&
        error.subcode != heif_suberror_Unsupported_codec) {
      return Damaged(text);
    }
    return NotSupported(text);
  }
  return Damaged(text);
}

bool Failed(const heif_error& error) { return error.code != heif_error_Ok; }

std::uint64_t BigEndian(ByteView bytes, std::size_t at, std::size_t width) {
  std::uint64_t value = 0;
  for (std::size_t i = 0; i < width; ++i) value = value << 8 | bytes[at + i];
  return value;
}

// Whether a movie box stands beside the still image (ISO/IEC 14496-12 section 4.2 for the walk): an
// image sequence.
Result<bool> HasMovie(ByteView bytes, const Limits& limits) {
  std::uint32_t boxes = 0;
  for (std::size_t at = 0; at + 8 <= bytes.size();) {
    if (++boxes > limits.entries) return TooLarge("number of boxes");
    std::uint64_t size = BigEndian(bytes, at, 4);
    const std::string_view type(reinterpret_cast<const char*>(bytes.data()) + at + 4, 4);
    if (type == "moov") return true;
    if (size == 0) break;  // to the end of the file
    if (size == 1) {
      if (bytes.size() - at < 16) break;
      size = BigEndian(bytes, at + 8, 8);
    }
    if (size < 8 || size > bytes.size() - at) break;
    at += size;
  }
  return false;
}

struct Opened {
  Context context;
  Handle handle;
};

Result<Opened> OpenPrimary(ByteView bytes, const Limits& limits) {
  Opened opened{Context(heif_context_alloc()), nullptr};
  if (opened.context == nullptr) return TooLarge("out of memory");
  heif_context_set_maximum_image_size_limit(opened.context.get(), static_cast<int>(limits.side_px));
  // No threads of its own: a worker counts what it uses.
  heif_context_set_max_decoding_threads(opened.context.get(), 0);
  const heif_error read = heif_context_read_from_memory_without_copy(
      opened.context.get(), bytes.data(), bytes.size(), nullptr);
  if (Failed(read)) return ToError(read);
  heif_image_handle* handle = nullptr;
  const heif_error found = heif_context_get_primary_image_handle(opened.context.get(), &handle);
  if (Failed(found)) return ToError(found);
  opened.handle.reset(handle);
  return opened;
}

Bytes ReadProfile(const heif_image_handle* handle, const Limits& limits) {
  const heif_color_profile_type type = heif_image_handle_get_color_profile_type(handle);
  if (type != heif_color_profile_type_rICC && type != heif_color_profile_type_prof) return {};
  const std::size_t size = heif_image_handle_get_raw_color_profile_size(handle);
  if (size == 0 || size > limits.icc_bytes) return {};
  Bytes profile(size);
  if (Failed(heif_image_handle_get_raw_color_profile(handle, profile.data()))) return {};
  return profile;
}

void Unpremultiply(std::uint8_t* pixel) {
  const unsigned alpha = pixel[3];
  if (alpha == 0 || alpha == 255) return;
  for (int c = 0; c < 3; ++c) {
    pixel[c] = static_cast<std::uint8_t>(std::min(255u, (pixel[c] * 255u + alpha / 2) / alpha));
  }
}

Result<Raster> DecodeHeif(ByteView bytes, const Limits& limits) {
  const auto opened = OpenPrimary(bytes, limits);
  if (!opened.ok()) return opened.error();
  const heif_image_handle* const handle = opened.value().handle.get();
  const bool has_alpha = heif_image_handle_has_alpha_channel(handle) != 0;
  const Options options(heif_decoding_options_alloc());
  if (options == nullptr) return TooLarge("out of memory");
  options->convert_hdr_to_8bit = 1;
  options->strict_decoding = 1;
  heif_image* raw = nullptr;
  const heif_error decoded = heif_decode_image(
      handle, &raw, heif_colorspace_RGB,
      has_alpha ? heif_chroma_interleaved_RGBA : heif_chroma_interleaved_RGB, options.get());
  const Image image(raw);
  if (Failed(decoded)) return ToError(decoded);
  const int width = heif_image_get_width(image.get(), heif_channel_interleaved);
  const int height = heif_image_get_height(image.get(), heif_channel_interleaved);
  int stride = 0;
  const std::uint8_t* pixels =
      heif_image_get_plane_readonly(image.get(), heif_channel_interleaved, &stride);
  const PixelLayout layout = has_alpha ? PixelLayout::kRgba : PixelLayout::kRgb;
  if (pixels == nullptr || width < 1 || height < 1 || stride / BytesPerPixel(layout) < width) {
    return Damaged("HEIF pixels");
  }
  if (auto size = CheckSize(static_cast<std::uint64_t>(width), static_cast<std::uint64_t>(height),
                            8, limits);
      !size.ok()) {
    return size.error();
  }
  const Bytes profile = ReadProfile(handle, limits);
  const auto transform = ColorTransform::Make(profile, layout, limits);
  const ColorTransform* const colours = transform.has_value() ? &*transform : nullptr;
  const bool premultiplied = has_alpha && heif_image_is_premultiplied_alpha(image.get()) != 0;
  Raster out = WhiteRaster(width, height);
  out.recoloured = colours != nullptr;
  std::vector<std::uint8_t> row;
  for (int y = 0; y < height; ++y) {
    const std::uint8_t* from = pixels + static_cast<std::ptrdiff_t>(stride) * y;
    if (premultiplied) {
      row.assign(from, from + std::ptrdiff_t{4} * width);
      for (int x = 0; x < width; ++x) Unpremultiply(row.data() + std::ptrdiff_t{4} * x);
      from = row.data();
    }
    out.see_through |= WritePixels(from, width, layout, colours, out.Row(y));
  }
  return out;
}

}  // namespace

OpenedSource OpenHeif(ByteView bytes, FileFormat format, const Limits& limits) {
  const auto movie = HasMovie(bytes, limits);
  if (!movie.ok()) return movie.error();
  const auto opened = OpenPrimary(bytes, limits);
  if (!opened.ok()) return opened.error();
  const heif_image_handle* const handle = opened.value().handle.get();
  const int width = heif_image_handle_get_width(handle);
  const int height = heif_image_handle_get_height(handle);
  if (width < 1 || height < 1) return Damaged("HEIF size");
  // Planes of the codec (up to 16 bits), libheif's RGBA, and the result.
  if (auto size = CheckSize(static_cast<std::uint64_t>(width), static_cast<std::uint64_t>(height),
                            8, limits);
      !size.ok()) {
    return size.error();
  }
  const int pictures =
      std::clamp(heif_context_get_number_of_top_level_images(opened.value().context.get()), 1,
                 static_cast<int>(limits.pictures));
  // libheif has applied the file's transformations already: this size is the upright one.
  const PhotoInfo photo = UprightInfo(format, width, height, {}, pictures, movie.value());
  return OpenedSource(std::make_unique<CachedSource>(
      photo, Orientation{}, [bytes, limits] { return DecodeHeif(bytes, limits); }));
}

}  // namespace photogate::photo
