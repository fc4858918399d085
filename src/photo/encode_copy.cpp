#include "photo/encode_copy.h"

#include <png.h>
#include <webp/encode.h>

#include <algorithm>
#include <cstdint>

#include "photo/encode.h"

namespace photogate {
namespace {

// From here on people ask for the best picture, and halved chroma would show.
constexpr int kFullChromaQuality = 90;

Error Failed(const char* what) {
  return {ErrorKind::kInternal, "The published copy could not be encoded; try again.", what};
}

Error TooLarge() {
  return {ErrorKind::kLimitExceeded,
          "The picture is too large for this channel's format. Set a longest edge for the channel, "
          "or another format."};
}

struct WebpMemory {
  WebPMemoryWriter writer;
  WebpMemory() { WebPMemoryWriterInit(&writer); }
  ~WebpMemory() { WebPMemoryWriterClear(&writer); }
  WebpMemory(const WebpMemory&) = delete;
  WebpMemory& operator=(const WebpMemory&) = delete;
};

struct WebpPicture {
  WebPPicture picture{};
  bool usable = WebPPictureInit(&picture) != 0;
  WebpPicture() = default;
  ~WebpPicture() { WebPPictureFree(&picture); }
  WebpPicture(const WebpPicture&) = delete;
  WebpPicture& operator=(const WebpPicture&) = delete;
};

Result<Bytes> EncodeWebp(const DecodedImage& image, int quality) {
  if (std::max(image.width_px, image.height_px) > WEBP_MAX_DIMENSION) return TooLarge();
  WebPConfig config;
  if (WebPConfigPreset(&config, WEBP_PRESET_PHOTO, static_cast<float>(quality)) == 0) {
    return Failed("libwebp settings");
  }
  WebpPicture made;
  WebpMemory memory;
  if (!made.usable) return Failed("libwebp version");
  made.picture.width = image.width_px;
  made.picture.height = image.height_px;
  if (WebPPictureImportBGR(&made.picture, image.bgr.data(), 3 * image.width_px) == 0) {
    return Failed("libwebp import");
  }
  made.picture.writer = WebPMemoryWrite;
  made.picture.custom_ptr = &memory.writer;
  if (WebPEncode(&config, &made.picture) == 0) return Failed("libwebp encode");
  return Bytes(memory.writer.mem, memory.writer.mem + memory.writer.size);
}

Result<Bytes> EncodePng(const DecodedImage& image) {
  png_image png{};
  png.version = PNG_IMAGE_VERSION;
  png.width = static_cast<png_uint_32>(image.width_px);
  png.height = static_cast<png_uint_32>(image.height_px);
  png.format = PNG_FORMAT_BGR;
  png_alloc_size_t size = PNG_IMAGE_PNG_SIZE_MAX(png);
  Bytes out(size);
  const bool written =
      png_image_write_to_memory(&png, out.data(), &size, 0, image.bgr.data(), 0, nullptr) != 0;
  png_image_free(&png);
  if (!written) return Failed(png.message);
  out.resize(size);
  return out;
}

}  // namespace

Result<Bytes> EncodeCopy(const DecodedImage& image, FileFormat format, int quality) {
  const auto pixels = static_cast<std::uint64_t>(std::max(image.width_px, 0)) *
                      static_cast<std::uint64_t>(std::max(image.height_px, 0));
  if (pixels == 0 || image.bgr.size() != 3 * pixels) return Failed("size and pixels do not agree");
  const int clamped = std::clamp(quality, 1, 100);
  switch (format) {
    case FileFormat::kJpeg:
      return EncodeJpeg(image, {clamped, clamped >= kFullChromaQuality, true});
    case FileFormat::kWebp: return EncodeWebp(image, clamped);
    case FileFormat::kPng: return EncodePng(image);
    case FileFormat::kTiff:
    case FileFormat::kBmp:
    case FileFormat::kGif:
    case FileFormat::kHeif:
    case FileFormat::kAvif:
    case FileFormat::kVideo:
    case FileFormat::kDocument:
    case FileFormat::kUnknown:
    case FileFormat::kEmpty: break;
  }
  return Error{ErrorKind::kUnsupported, "photogate does not encode pictures of this kind."};
}

}  // namespace photogate
