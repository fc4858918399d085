// Pictures that the photo tests make themselves, encoded with the libraries' own writers.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/bytes.h"
#include "core/image.h"

namespace photogate::test {

// Interleaved B, G, R, rows from the top.
struct Picture {
  int width_px;
  int height_px;
  std::vector<std::uint8_t> bgr;
  const std::uint8_t* At(int x, int y) const {
    return bgr.data() + 3 * (static_cast<std::size_t>(y) * static_cast<std::size_t>(width_px) +
                             static_cast<std::size_t>(x));
  }
  std::uint8_t* At(int x, int y) {
    return const_cast<std::uint8_t*>(static_cast<const Picture*>(this)->At(x, y));
  }
};

// Smooth, and different in every corner and direction.
Picture Pattern(int width_px, int height_px);
// One colour, given as red, green, blue.
Picture Plain(int width_px, int height_px, int red, int green, int blue);
Picture AsPicture(const DecodedImage& image);

// What a viewer shows of `stored` under EXIF orientation 1..8, from the standard's table.
Picture Upright(const Picture& stored, int orientation);

// The largest difference of any channel; 255 when the sizes differ.
int LargestDifference(const Picture& a, const Picture& b);
double MeanDifference(const Picture& a, const Picture& b);

// A TIFF structure with the orientation in its first directory.
Bytes Exif(int orientation, bool big_endian = false);

enum class JpegColours { kColour, kGray, kAdobeCmyk, kYcck };
struct JpegOptions {
  bool progressive = false;
  int quality = 95;
  int chroma_step = 1;  // 2: 4:2:0
  JpegColours colours = JpegColours::kColour;
  std::optional<int> orientation = {};
  Bytes icc = {};
  int restart_rows = 0;
};
Bytes MakeJpeg(const Picture& picture, const JpegOptions& options = {});

struct PngOptions {
  bool interlaced = false;
  int bits = 8;  // 8 or 16
  std::optional<int> alpha = {};
  std::optional<int> orientation = {};
  Bytes icc = {};
  std::uint32_t frames = 0;  // acTL when not 0
};
Bytes MakePng(const Picture& picture, const PngOptions& options = {});
Bytes MakeGrayPng(int width_px, int height_px, int value, const Bytes& icc = {});

struct WebpOptions {
  bool lossless = true;
  std::optional<int> orientation = {};
  Bytes icc = {};
  int frames = 1;
  std::optional<int> alpha = {};  // of the whole picture
};
Bytes MakeWebp(const Picture& picture, const WebpOptions& options = {});

struct TiffOptions {
  int compression = 5;  // LZW
  std::optional<int> orientation = {};
  int pages = 1;
  bool tiled = false;
  int bits = 8;
  std::optional<int> alpha = {};  // unassociated
  int more_channels = 0;          // of no meaning, behind alpha
};
Bytes MakeTiff(const Picture& picture, const TiffOptions& options = {});

Bytes MakeBmp(const Picture& picture, bool top_down = false);
// Reduces the picture to 216 colours.
Bytes MakeGif(const Picture& picture, int frames = 1, bool interlaced = false);
Picture InGifColours(const Picture& picture);

struct HeifOptions {
  bool avif = false;
  int heif_orientation = 1;      // written as irot and imir
  std::optional<int> exif = {};  // an EXIF orientation beside it
  int images = 1;
  std::optional<int> alpha = {};
};
// Empty when the installed libheif cannot encode the format.
Bytes MakeHeif(const Picture& picture, const HeifOptions& options = {});

// An RGB profile with primaries much wider than sRGB's, sRGB itself, a linear grey one, and a CMYK
// one in which every ink is green.
Bytes WideProfile();
Bytes SrgbProfile();
Bytes LinearGrayProfile();
Bytes GreenInkProfile();

Bytes ReadFile(const std::string& path);

}  // namespace photogate::test
