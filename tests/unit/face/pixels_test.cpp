#include "face/pixels.h"

#include <catch2/catch.hpp>

using namespace photogate;

namespace {

// Blue grows to the right, green downwards.
Pixels Ramp(int width, int height) {
  Pixels made{width, height, {}};
  for (int y = 0; y < height; ++y) {
    for (int x = 0; x < width; ++x) {
      made.bgr.push_back(static_cast<std::uint8_t>(x));
      made.bgr.push_back(static_cast<std::uint8_t>(y));
      made.bgr.push_back(7);
    }
  }
  return made;
}

int Blue(const Pixels& p, int x, int y) {
  return p.bgr[3 * static_cast<std::size_t>(y * p.width + x)];
}
int Green(const Pixels& p, int x, int y) {
  return p.bgr[3 * static_cast<std::size_t>(y * p.width + x) + 1];
}

}  // namespace

TEST_CASE("cuts a crop without moving it by half a pixel", "[face]") {
  const Pixels ramp = Ramp(200, 200);
  const Pixels same = Warp(ramp.view(), {1, 0, -40, -60}, 64);
  CHECK(Blue(same, 0, 0) == 40);
  CHECK(Green(same, 0, 0) == 60);
  CHECK(Blue(same, 63, 10) == 103);
  // At half size a pixel shows the mean of the two it covers.
  const Pixels half = Warp(ramp.view(), {0.5, 0, -20, -30}, 32);
  CHECK(Blue(half, 10, 10) == Approx(60.5).margin(1));
  CHECK(Green(half, 10, 10) == Approx(80.5).margin(1));
  // So does a crop that shrinks much, which is averaged first.
  const Pixels eighth = Warp(ramp.view(), {0.125, 0, 0, 0}, 25);
  CHECK(Blue(eighth, 10, 10) == Approx(83.5).margin(1));
}

TEST_CASE("repeats the edge where a crop reaches beyond the picture", "[face]") {
  const Pixels crop = Warp(Ramp(50, 50).view(), {1, 0, 20, 0}, 64);
  CHECK(Blue(crop, 0, 5) == 0);
  CHECK(Blue(crop, 63, 5) == 43);
}

TEST_CASE("a crop wholly outside the picture is no crash", "[face]") {
  const Pixels crop = Warp(Ramp(50, 50).view(), {0.1, 0, 5000, 5000}, 32);
  CHECK(crop.bgr.size() == 3 * 32 * 32);
}

TEST_CASE("turns clockwise", "[face]") {
  const Pixels turned = Turn(Ramp(30, 20).view(), 90);
  CHECK(turned.width == 20);
  CHECK(turned.height == 30);
  // The upper right corner was the upper left one.
  CHECK(Blue(turned, 19, 0) == 0);
  CHECK(Green(turned, 19, 0) == 0);
  CHECK(Green(turned, 0, 0) == 19);
}

TEST_CASE("an inverse similarity undoes it", "[face]") {
  const Similarity m{0.8, -0.3, 12, 99};
  const Point p = m.Inverse().Apply(m.Apply({31, 17}));
  CHECK(p.x == Approx(31).margin(1e-3));
  CHECK(p.y == Approx(17).margin(1e-3));
}
