#include "tests/unit/photo/pictures.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <fstream>
#include <iterator>

namespace photogate::test {

Picture Pattern(int width_px, int height_px) {
  Picture picture = Plain(width_px, height_px, 0, 0, 0);
  for (int y = 0; y < height_px; ++y) {
    for (int x = 0; x < width_px; ++x) {
      const double across = static_cast<double>(x) / width_px;
      const double down = static_cast<double>(y) / height_px;
      std::uint8_t* pixel = picture.At(x, y);
      pixel[0] = static_cast<std::uint8_t>(30 + 200 * across);
      pixel[1] = static_cast<std::uint8_t>(220 - 180 * down);
      pixel[2] = static_cast<std::uint8_t>(128 + 100 * std::sin(4 * across + 2 * down));
    }
  }
  return picture;
}

Picture Plain(int width_px, int height_px, int red, int green, int blue) {
  Picture picture{width_px, height_px, {}};
  for (int i = 0; i < width_px * height_px; ++i) {
    for (const int value : {blue, green, red}) {
      picture.bgr.push_back(static_cast<std::uint8_t>(value));
    }
  }
  return picture;
}

Picture AsPicture(const DecodedImage& image) {
  return {image.width_px, image.height_px, image.bgr};
}

Picture Upright(const Picture& stored, int orientation) {
  const int w = stored.width_px;
  const int h = stored.height_px;
  Picture upright = orientation >= 5 ? Plain(h, w, 0, 0, 0) : Plain(w, h, 0, 0, 0);
  for (int row = 0; row < h; ++row) {
    for (int column = 0; column < w; ++column) {
      int x = column;
      int y = row;
      // "The 0th row is at the visual ..., the 0th column at the visual ..." (EXIF 2.32, 4.6.4 A).
      switch (orientation) {
        case 2: x = w - 1 - column; break;                   // top, right
        case 3: x = w - 1 - column, y = h - 1 - row; break;  // bottom, right
        case 4: y = h - 1 - row; break;                      // bottom, left
        case 5: x = row, y = column; break;                  // left, top
        case 6: x = h - 1 - row, y = column; break;          // right, top
        case 7: x = h - 1 - row, y = w - 1 - column; break;  // right, bottom
        case 8: x = row, y = w - 1 - column; break;          // left, bottom
        default: break;
      }
      std::copy_n(stored.At(column, row), 3, upright.At(x, y));
    }
  }
  return upright;
}

int LargestDifference(const Picture& a, const Picture& b) {
  if (a.width_px != b.width_px || a.height_px != b.height_px || a.bgr.size() != b.bgr.size()) {
    return 255;
  }
  int largest = 0;
  for (std::size_t i = 0; i < a.bgr.size(); ++i) {
    largest = std::max(largest, std::abs(int{a.bgr[i]} - int{b.bgr[i]}));
  }
  return largest;
}

double MeanDifference(const Picture& a, const Picture& b) {
  if (a.width_px != b.width_px || a.height_px != b.height_px) return 255;
  double sum = 0;
  for (std::size_t i = 0; i < a.bgr.size(); ++i) sum += std::abs(int{a.bgr[i]} - int{b.bgr[i]});
  return sum / static_cast<double>(a.bgr.size());
}

Bytes Exif(int orientation, bool big_endian) {
  const auto tag = static_cast<std::uint8_t>(orientation);
  if (big_endian) {
    return {'M', 'M', 0, 42, 0, 0, 0, 8, 0, 1, 1, 0x12, 0, 3, 0, 0, 0, 1, 0, tag, 0, 0, 0, 0, 0, 0};
  }
  return {'I', 'I', 42, 0, 8, 0, 0, 0, 1, 0, 0x12, 1, 3, 0, 1, 0, 0, 0, tag, 0, 0, 0, 0, 0, 0, 0};
}

Bytes MakeBmp(const Picture& picture, bool top_down) {
  const auto stride = static_cast<std::size_t>((3 * picture.width_px + 3) / 4 * 4);
  Bytes bmp(54 + stride * static_cast<std::size_t>(picture.height_px));
  const auto put = [&bmp](std::size_t at, std::uint32_t value) {
    for (std::size_t i = 0; i < 4; ++i) bmp[at + i] = static_cast<std::uint8_t>(value >> 8 * i);
  };
  bmp[0] = 'B';
  bmp[1] = 'M';
  put(2, static_cast<std::uint32_t>(bmp.size()));
  put(10, 54);
  put(14, 40);
  put(18, static_cast<std::uint32_t>(picture.width_px));
  put(22, static_cast<std::uint32_t>(top_down ? -picture.height_px : picture.height_px));
  put(26, 1 | 24u << 16);
  for (int y = 0; y < picture.height_px; ++y) {
    const int row = top_down ? y : picture.height_px - 1 - y;
    std::copy_n(
        picture.At(0, y), 3 * picture.width_px,
        bmp.begin() + static_cast<std::ptrdiff_t>(54 + stride * static_cast<std::size_t>(row)));
  }
  return bmp;
}

Picture InGifColours(const Picture& picture) {
  Picture reduced = picture;
  for (std::uint8_t& value : reduced.bgr) value = static_cast<std::uint8_t>(value / 43 * 51);
  return reduced;
}

Bytes ReadFile(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  return Bytes(std::istreambuf_iterator<char>(in), {});
}

}  // namespace photogate::test
