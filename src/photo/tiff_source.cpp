// TIFF and BigTIFF through libtiff, from memory: the first page.
#include <tiffio.h>

#include <algorithm>
#include <cstdarg>
#include <cstdio>
#include <cstring>
#include <memory>
#include <string>

#include "photo/cached_source.h"
#include "photo/decoders.h"
#include "photo/failure.h"

namespace photogate::photo {
namespace {

// libtiff's view of the file, and what it said. One TIFF handle refers to one of these.
struct TiffInput {
  ByteView bytes;
  std::uint64_t at = 0;
  bool complained = false;  // an error, or a warning where warnings count
  bool warnings_count = false;
  char text[160] = {};
};

TiffInput& InputOf(thandle_t handle) { return *static_cast<TiffInput*>(handle); }

tmsize_t OnRead(thandle_t handle, void* to, tmsize_t wanted) {
  TiffInput& input = InputOf(handle);
  if (wanted <= 0 || input.at >= input.bytes.size()) return 0;
  const std::size_t count =
      std::min(static_cast<std::size_t>(wanted), input.bytes.size() - input.at);
  std::memcpy(to, input.bytes.data() + input.at, count);
  input.at += count;
  return static_cast<tmsize_t>(count);
}

tmsize_t OnWrite(thandle_t, void*, tmsize_t) { return 0; }

toff_t OnSeek(thandle_t handle, toff_t offset, int whence) {
  TiffInput& input = InputOf(handle);
  std::uint64_t base = 0;
  if (whence == SEEK_CUR) base = input.at;
  if (whence == SEEK_END) base = input.bytes.size();
  input.at = base + offset;  // wraps for offsets below zero, as libtiff passes them
  return input.at;
}

int OnClose(thandle_t) { return 0; }
toff_t OnSize(thandle_t handle) { return InputOf(handle).bytes.size(); }

int OnMap(thandle_t handle, void** base, toff_t* size) {
  const ByteView bytes = InputOf(handle).bytes;
  // libtiff only reads from a file opened for reading; its interface is older than const.
  *base = const_cast<std::uint8_t*>(bytes.data());
  *size = bytes.size();
  return 1;
}

void OnUnmap(thandle_t, void*, toff_t) {}

// Returning 1 keeps libtiff's own handler, which prints, from being called.
int OnError(TIFF*, void* user, const char*, const char* format, va_list values) {
  auto& input = *static_cast<TiffInput*>(user);
  if (!input.complained) std::vsnprintf(input.text, sizeof(input.text), format, values);
  input.complained = true;
  return 1;
}

// Old-style JPEG (TIFF 6.0 section 22) is advised against, and decodes all the same.
bool IsAdvice(const char* format) {
  return std::strncmp(format, "Deprecated and troublesome old-style JPEG", 41) == 0;
}

int OnWarning(TIFF* tiff, void* user, const char* module, const char* format, va_list values) {
  if (static_cast<TiffInput*>(user)->warnings_count && !IsAdvice(format)) {
    OnError(tiff, user, module, format, values);
  }
  return 1;
}

struct CloseTiff {
  void operator()(TIFF* tiff) const { TIFFClose(tiff); }
};
using Tiff = std::unique_ptr<TIFF, CloseTiff>;

Tiff Open(TiffInput& input, const Limits& limits) {
  const std::unique_ptr<TIFFOpenOptions, decltype(&TIFFOpenOptionsFree)> options(
      TIFFOpenOptionsAlloc(), TIFFOpenOptionsFree);
  if (options == nullptr) return nullptr;
  TIFFOpenOptionsSetMaxSingleMemAlloc(options.get(), static_cast<tmsize_t>(limits.decode_bytes));
  TIFFOpenOptionsSetErrorHandlerExtR(options.get(), OnError, &input);
  TIFFOpenOptionsSetWarningHandlerExtR(options.get(), OnWarning, &input);
  return Tiff(TIFFClientOpenExt("photo", "r", &input, OnRead, OnWrite, OnSeek, OnClose, OnSize,
                                OnMap, OnUnmap, options.get()));
}

struct TiffHeader {
  std::uint32_t width_px = 0;
  std::uint32_t height_px = 0;
  Orientation orientation;
  int pictures = 1;
};

// Pages in the chain and pictures that hang below the first one (raw files keep theirs there).
int CountPictures(TIFF* tiff, const Limits& limits) {
  std::uint16_t below = 0;
  void* offsets = nullptr;
  if (TIFFGetField(tiff, TIFFTAG_SUBIFD, &below, &offsets) != 1) below = 0;
  const std::uint64_t pages = TIFFNumberOfDirectories(tiff);
  return static_cast<int>(std::clamp<std::uint64_t>(pages + below, 1, limits.pictures));
}

Result<TiffHeader> ReadHeader(TIFF* tiff, const TiffInput& input, const Limits& limits) {
  TiffHeader header;
  if (TIFFGetField(tiff, TIFFTAG_IMAGEWIDTH, &header.width_px) != 1 ||
      TIFFGetField(tiff, TIFFTAG_IMAGELENGTH, &header.height_px) != 1) {
    return Damaged("TIFF without a size");
  }
  // libtiff's RGBA raster, the pixels as stored and upright.
  if (auto size = CheckSize(header.width_px, header.height_px, 8, limits); !size.ok()) {
    return size.error();
  }
  // One strip or tile is unpacked at a time.
  const tmsize_t piece = TIFFIsTiled(tiff) != 0 ? TIFFTileSize(tiff) : TIFFStripSize(tiff);
  if (piece <= 0) return Damaged(input.text);
  const std::uint64_t pixels = std::uint64_t{8} * header.width_px * header.height_px;
  if (static_cast<std::uint64_t>(piece) > limits.decode_bytes - pixels) {
    return TooLarge("memory needed to decode");
  }
  std::uint16_t orientation = ORIENTATION_TOPLEFT;
  if (TIFFGetField(tiff, TIFFTAG_ORIENTATION, &orientation) == 1) {
    header.orientation = OrientationOf(orientation);
  }
  return header;
}

class RgbaImage {
 public:
  ~RgbaImage() {
    if (begun_) TIFFRGBAImageEnd(&image_);
  }
  RgbaImage() = default;
  RgbaImage(const RgbaImage&) = delete;
  RgbaImage& operator=(const RgbaImage&) = delete;
  bool Begin(TIFF* tiff) {
    char message[1024] = "";
    begun_ = TIFFRGBAImageBegin(&image_, tiff, 1, message) == 1;
    // The rows as they are stored: orientation is applied elsewhere, once.
    if (begun_) image_.req_orientation = image_.orientation;
    return begun_;
  }
  TIFFRGBAImage& image() { return image_; }

 private:
  TIFFRGBAImage image_{};
  bool begun_ = false;
};

// libtiff premultiplies colours with their alpha (associated alpha).
void Unpremultiply(std::uint8_t* pixel) {
  const unsigned alpha = pixel[3];
  if (alpha == 255 || alpha == 0) return;
  for (int c = 0; c < 3; ++c) {
    pixel[c] = static_cast<std::uint8_t>(std::min(255u, (pixel[c] * 255u + alpha / 2) / alpha));
  }
}

// Whether the file has channels that libtiff leaves aside while it makes colours of the others.
bool HasUnseenChannels(TIFF* tiff, const TIFFRGBAImage& image) {
  const int colours = image.photometric == PHOTOMETRIC_SEPARATED ? 4
                      : image.photometric == PHOTOMETRIC_MINISBLACK ||
                              image.photometric == PHOTOMETRIC_MINISWHITE ||
                              image.photometric == PHOTOMETRIC_PALETTE
                          ? 1
                          : 3;
  std::uint16_t samples = 1;
  if (TIFFGetFieldDefaulted(tiff, TIFFTAG_SAMPLESPERPIXEL, &samples) != 1) return true;
  if (samples <= colours) return false;
  if (samples > colours + 1 || image.alpha == 0) return true;
  if (image.photometric == PHOTOMETRIC_RGB) return false;
  const bool gray = colours == 1 && image.photometric != PHOTOMETRIC_PALETTE;
  return !gray || image.bitspersample != 8;
}

Result<Raster> DecodeTiff(ByteView bytes, const Limits& limits) {
  TiffInput input{bytes};
  const Tiff tiff = Open(input, limits);
  if (tiff == nullptr) return Damaged(input.text);
  const auto header = ReadHeader(tiff.get(), input, limits);
  if (!header.ok()) return header.error();
  const auto width = header.value().width_px;
  const auto height = header.value().height_px;
  input.complained = false;
  char message[1024] = "";
  if (TIFFRGBAImageOK(tiff.get(), message) != 1) return NotSupported(message);
  RgbaImage rgba;
  if (!rgba.Begin(tiff.get())) return input.complained ? Damaged(input.text) : NotSupported("TIFF");
  // From here on the codecs speak, and what they warn of is missing pixels.
  input.warnings_count = true;
  std::vector<std::uint32_t> pixels(std::size_t{width} * height);
  if (TIFFRGBAImageGet(&rgba.image(), pixels.data(), width, height) != 1 || input.complained) {
    return Damaged(input.text);
  }
  input.warnings_count = false;

  std::uint32_t profile_bytes = 0;
  const void* profile = nullptr;
  if (TIFFGetField(tiff.get(), TIFFTAG_ICCPROFILE, &profile_bytes, &profile) != 1) {
    profile_bytes = 0;
  }
  const auto transform = ColorTransform::Make(
      {static_cast<const std::uint8_t*>(profile), profile_bytes}, PixelLayout::kRgba, limits);
  const ColorTransform* const colours = transform.has_value() ? &*transform : nullptr;
  Raster out = WhiteRaster(static_cast<int>(width), static_cast<int>(height));
  out.recoloured = colours != nullptr;
  out.see_through = HasUnseenChannels(tiff.get(), rgba.image());
  std::vector<std::uint8_t> row(std::size_t{4} * width);
  for (std::uint32_t y = 0; y < height; ++y) {
    for (std::uint32_t x = 0; x < width; ++x) {
      const std::uint32_t packed = pixels[std::size_t{y} * width + x];
      std::uint8_t* pixel = row.data() + std::size_t{4} * x;
      pixel[0] = static_cast<std::uint8_t>(TIFFGetR(packed));
      pixel[1] = static_cast<std::uint8_t>(TIFFGetG(packed));
      pixel[2] = static_cast<std::uint8_t>(TIFFGetB(packed));
      pixel[3] = static_cast<std::uint8_t>(TIFFGetA(packed));
      Unpremultiply(pixel);
    }
    out.see_through |= WritePixels(row.data(), out.width_px, PixelLayout::kRgba, colours,
                                   out.Row(static_cast<int>(y)));
  }
  return out;
}

}  // namespace

OpenedSource OpenTiff(ByteView bytes, const Limits& limits) {
  TiffInput input{bytes};
  const Tiff tiff = Open(input, limits);
  if (tiff == nullptr) return Damaged(input.text);
  const auto header = ReadHeader(tiff.get(), input, limits);
  if (!header.ok()) return header.error();
  const PhotoInfo photo =
      UprightInfo(FileFormat::kTiff, static_cast<int>(header.value().width_px),
                  static_cast<int>(header.value().height_px), header.value().orientation,
                  CountPictures(tiff.get(), limits), false);
  return OpenedSource(std::make_unique<CachedSource>(
      photo, header.value().orientation, [bytes, limits] { return DecodeTiff(bytes, limits); }));
}

}  // namespace photogate::photo
