#include "worker/pixelate.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cstddef>
#include <cstdint>
#include <random>
#include <set>
#include <tuple>
#include <vector>

namespace photogate {
namespace {

// Every pixel another colour, so that whatever is left of the picture shows.
DecodedImage Noise(int width, int height, unsigned seed = 1) {
  std::minstd_rand random(seed);
  DecodedImage image{width, height, {}, 1, {0, 0}};
  for (int part = 0; part < 3 * width * height; ++part) {
    image.bgr.push_back(static_cast<std::uint8_t>(random() % 256));
  }
  return image;
}

using Colour = std::tuple<int, int, int>;

Colour At(const DecodedImage& image, int x, int y) {
  const auto at = 3 * (static_cast<std::size_t>(y) * static_cast<std::size_t>(image.width_px) +
                       static_cast<std::size_t>(x));
  return {image.bgr[at], image.bgr[at + 1], image.bgr[at + 2]};
}

std::set<Colour> Colours(const DecodedImage& image, const PixelRect& within) {
  std::set<Colour> colours;
  for (int y = within.top; y < within.bottom; ++y) {
    for (int x = within.left; x < within.right; ++x) colours.insert(At(image, x, y));
  }
  return colours;
}

bool Inside(const std::vector<PixelRect>& regions, int x, int y) {
  for (const PixelRect& rect : regions) {
    if (x >= rect.left && x < rect.right && y >= rect.top && y < rect.bottom) return true;
  }
  return false;
}

TEST_CASE("a region is redrawn from at most 36 colours whatever its size", "[pixelate]") {
  for (const int side : {1, 5, 8, 15, 16, 40, 97, 300, 701}) {
    for (const int other : {1, 30, 513}) {
      const PixelRect region{3, 2, 3 + side, 2 + other};
      DecodedImage image = Noise(720, 520);
      Pixelate({region}, image);
      const auto colours = Colours(image, region);
      INFO(side << " x " << other);
      CHECK(colours.size() <= 36);
      // A cell is never so small that it is the pixel it was.
      const auto most = static_cast<std::size_t>(std::max(1, side / kLeastCell_px)) *
                        static_cast<std::size_t>(std::max(1, other / kLeastCell_px));
      CHECK(colours.size() <= most);
    }
  }
}

TEST_CASE("each cell is one colour, and the rest of the picture is as it was", "[pixelate]") {
  const PixelRect region{10, 20, 130, 104};  // cells of 20 x 14
  const DecodedImage before = Noise(160, 140);
  DecodedImage image = before;
  Pixelate({region}, image);
  for (int y = 0; y < 140; ++y) {
    for (int x = 0; x < 160; ++x) {
      if (!Inside({region}, x, y)) {
        REQUIRE(At(image, x, y) == At(before, x, y));
      } else {
        const int left = 10 + (x - 10) / 20 * 20, top = 20 + (y - 20) / 14 * 14;
        REQUIRE(At(image, x, y) == At(image, left, top));
      }
    }
  }
}

TEST_CASE("pictures with the same means become the same picture", "[pixelate]") {
  // The pixels of each cell in another order: nothing tells which of the two it was.
  const PixelRect region{0, 0, 120, 120};
  DecodedImage one = Noise(120, 120), two = one;
  for (int y = 0; y < 120; ++y) {
    for (int x = 0; x < 120; ++x) {
      const int from_x = x / 20 * 20 + 19 - x % 20, from_y = y / 20 * 20 + 19 - y % 20;
      for (std::size_t part = 0; part < 3; ++part) {
        two.bgr[3 * static_cast<std::size_t>(y * 120 + x) + part] =
            one.bgr[3 * static_cast<std::size_t>(from_y * 120 + from_x) + part];
      }
    }
  }
  REQUIRE(one.bgr != two.bgr);
  Pixelate({region}, one);
  Pixelate({region}, two);
  CHECK(one.bgr == two.bgr);
}

TEST_CASE("regions that overlap or touch have the cells of one", "[pixelate]") {
  // 20 boxes over one head: by overlap, by a shared edge, and one in the other.
  std::vector<PixelRect> regions;
  for (int at = 0; at < 18; ++at) {
    const int left = 20 + at % 6 * 40, top = 20 + at / 6 * 40;
    regions.push_back({left, top, left + 40 + at % 2 * 5, top + 40});
  }
  regions.push_back({30, 30, 60, 60});
  const DecodedImage before = Noise(320, 200);
  DecodedImage image = before;
  Pixelate(regions, image);
  std::set<Colour> colours;
  for (int y = 0; y < 200; ++y) {
    for (int x = 0; x < 320; ++x) {
      if (Inside(regions, x, y)) {
        colours.insert(At(image, x, y));
      } else {
        REQUIRE(At(image, x, y) == At(before, x, y));
      }
    }
  }
  CHECK(colours.size() <= 36);
}

TEST_CASE("what lies between two regions stays and enters no mean", "[pixelate]") {
  // An L: the corner of the rectangle round it belongs to nobody.
  const std::vector<PixelRect> regions{{0, 0, 60, 20}, {0, 0, 20, 60}};
  DecodedImage image = Noise(80, 80), other = image;
  for (int y = 20; y < 60; ++y) {
    for (int x = 20; x < 60; ++x) other.bgr[3 * static_cast<std::size_t>(y * 80 + x)] ^= 0xFF;
  }
  Pixelate(regions, image);
  Pixelate(regions, other);
  for (int y = 0; y < 60; ++y) {
    for (int x = 0; x < 60; ++x) {
      if (Inside(regions, x, y)) REQUIRE(At(image, x, y) == At(other, x, y));
    }
  }
}

TEST_CASE("regions apart have cells of their own, and an empty one does nothing", "[pixelate]") {
  DecodedImage image = Noise(300, 100);
  const DecodedImage before = image;
  Pixelate({{5, 5, 5, 50}}, image);
  CHECK(image.bgr == before.bgr);
  Pixelate({{0, 0, 96, 96}, {150, 0, 246, 96}}, image);
  CHECK(Colours(image, {0, 0, 96, 96}).size() > 30);
  CHECK(Colours(image, {150, 0, 246, 96}).size() > 30);
}

}  // namespace
}  // namespace photogate
