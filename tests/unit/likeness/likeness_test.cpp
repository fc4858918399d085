#include "likeness/likeness.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>

#include "photo/encode.h"

using namespace photogate;

namespace {

// Light at the corners of a 9 x 9 net, another one for each seed, and smooth between them.
double Corner(int x, int y, double seed) {
  const double wild = std::sin(12.9898 * x + 78.233 * y + 37.719 * seed) * 43758.5453;
  return 30 + 195 * (wild - std::floor(wild));
}

DecodedImage Landscape(int width, int height, double seed) {
  DecodedImage image{width, height, {}, 1, {0, 0}};
  image.bgr.reserve(static_cast<std::size_t>(3 * width * height));
  for (int y = 0; y < height; ++y) {
    for (int x = 0; x < width; ++x) {
      const double u = 8.0 * x / width, v = 8.0 * y / height;
      const int i = static_cast<int>(u), j = static_cast<int>(v);
      const double above = std::lerp(Corner(i, j, seed), Corner(i + 1, j, seed), u - i);
      const double below = std::lerp(Corner(i, j + 1, seed), Corner(i + 1, j + 1, seed), u - i);
      const double light = std::lerp(above, below, v - j);
      for (int channel = 0; channel < 3; ++channel) {
        image.bgr.push_back(static_cast<std::uint8_t>(light));
      }
    }
  }
  return image;
}

DecodedImage Cropped(const DecodedImage& image, int left, int top, int right, int bottom) {
  const int width = image.width_px - left - right, height = image.height_px - top - bottom;
  DecodedImage part{width, height, {}, 1, {0, 0}};
  for (int y = top; y < top + height; ++y) {
    const auto* from = &image.bgr[3 * static_cast<std::size_t>(y * image.width_px + left)];
    part.bgr.insert(part.bgr.end(), from, from + 3 * width);
  }
  return part;
}

}  // namespace

TEST_CASE("a resized picture is found again", "[likeness]") {
  const auto mark = MarkOf(Landscape(1200, 800, 1.3));
  const auto small = MarkOf(Downscale(Landscape(1200, 800, 1.3), 403));
  REQUIRE(mark);
  REQUIRE(small);
  CHECK(HashDistance(*mark, *small) <= 2);
  CHECK(PixelDistance(*mark, *small) < 0.001);
  CHECK(NearIdentical(*mark, *small));
}

TEST_CASE("a picture with five percent cut off is found again, whichever is the whole",
          "[likeness]") {
  const DecodedImage whole = Landscape(1000, 800, 2.1);
  const auto mark = MarkOf(whole);
  const auto cut = GENERATE(table<int, int, int, int>(
      {{50, 0, 0, 0}, {0, 40, 0, 0}, {0, 0, 50, 40}, {25, 20, 25, 20}, {10, 5, 40, 35}}));
  const auto part = MarkOf(
      Cropped(whole, std::get<0>(cut), std::get<1>(cut), std::get<2>(cut), std::get<3>(cut)));
  REQUIRE(mark);
  REQUIRE(part);
  CHECK(NearIdentical(*mark, *part));
  CHECK(NearIdentical(*part, *mark));
}

TEST_CASE("other pictures, mirrored ones and other shapes are not taken for it", "[likeness]") {
  const auto mark = MarkOf(Landscape(800, 600, 1.3));
  REQUIRE(mark);
  for (const double seed : {0.4, 2.0, 3.7, 5.5, 8.1}) {
    const auto other = MarkOf(Landscape(800, 600, seed));
    REQUIRE(other);
    INFO(seed);
    CHECK_FALSE(NearIdentical(*mark, *other));
  }
  DecodedImage mirrored = Landscape(800, 600, 1.3);
  for (int y = 0; y < 600; ++y) {
    for (int x = 0; x < 400; ++x) {
      for (int c = 0; c < 3; ++c) {
        std::swap(mirrored.bgr[static_cast<std::size_t>(3 * (y * 800 + x) + c)],
                  mirrored.bgr[static_cast<std::size_t>(3 * (y * 800 + 799 - x) + c)]);
      }
    }
  }
  CHECK_FALSE(NearIdentical(*mark, *MarkOf(mirrored)));
  CHECK_FALSE(NearIdentical(*mark, *MarkOf(Landscape(600, 800, 1.3))));
}

TEST_CASE("a picture that was turned or mirrored is among the ways up of its mark", "[likeness]") {
  const DecodedImage whole = Landscape(1200, 800, 1.3);
  const auto pixel = [&](int x, int y) {
    return &whole.bgr[3 * static_cast<std::size_t>(y * whole.width_px + x)];
  };
  DecodedImage turned{800, 1200, {}, 1, {0, 0}}, mirrored{1200, 800, {}, 1, {0, 0}};
  for (int y = 0; y < 1200; ++y) {
    for (int x = 0; x < 800; ++x)
      turned.bgr.insert(turned.bgr.end(), pixel(y, 799 - x), pixel(y, 799 - x) + 3);
  }
  for (int y = 0; y < 800; ++y) {
    for (int x = 0; x < 1200; ++x)
      mirrored.bgr.insert(mirrored.bgr.end(), pixel(1199 - x, y), pixel(1199 - x, y) + 3);
  }
  const auto mark = MarkOf(whole);
  REQUIRE(mark);
  CHECK(AllWaysUp(*mark)[0] == *mark);
  for (const DecodedImage& changed : {turned, mirrored}) {
    const auto other = MarkOf(changed);
    REQUIRE(other);
    const auto ways = AllWaysUp(*other);
    CHECK(std::count_if(ways.begin(), ways.end(), [&](const PictureMark& way) {
            return HashDistance(way, *mark) <= 2 && NearIdentical(way, *mark);
          }) == 1);
  }
}

TEST_CASE("a picture without contrast and a tiny one have no mark", "[likeness]") {
  CHECK_FALSE(MarkOf(DecodedImage{64, 64, std::vector<std::uint8_t>(3 * 64 * 64, 90), 1, {0, 0}}));
  CHECK_FALSE(MarkOf(Landscape(31, 200, 1)));
  CHECK_FALSE(MarkOf(DecodedImage{64, 64, {}, 1, {0, 0}}));
}

TEST_CASE("a search gives every near-identical mark, the nearest first", "[likeness]") {
  const DecodedImage whole = Landscape(1000, 800, 2.1);
  const std::vector<PictureMark> marks{*MarkOf(Landscape(800, 600, 0.4)),
                                       *MarkOf(Cropped(whole, 30, 0, 0, 30)), *MarkOf(whole)};
  const auto hits = FindLikenesses(marks, *MarkOf(Downscale(whole, 500)));
  REQUIRE(hits.size() == 2);
  CHECK(hits[0].index == 2);
  CHECK(hits[1].index == 1);
  CHECK(hits[0].distance < hits[1].distance);
}
