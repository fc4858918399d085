#include "worker/face_crops.h"

#include <catch2/catch.hpp>

#include "core/limits.h"
#include "photo/open_photo.h"
#include "tests/support/memory_pixels.h"

namespace photogate {
namespace {

// 400 x 200, the left half blue and the right half red.
test::MemoryPixels LeftBlue() {
  DecodedImage image{400, 200, {}, 1, {0, 0}};
  for (int y = 0; y < 200; ++y) {
    for (int x = 0; x < 400; ++x) {
      const bool left = x < 200;
      for (const int value : {left ? 255 : 0, 0, left ? 0 : 255}) {
        image.bgr.push_back(static_cast<std::uint8_t>(value));
      }
    }
  }
  return test::MemoryPixels(std::move(image));
}

Face Turned(int rotation_deg) {
  Face face{};
  face.box = Box{150, 50, 100, 100};
  face.rotation_deg = rotation_deg;
  return face;
}

DecodedImage Decoded(const Bytes& jpeg) {
  auto photo = OpenPhoto(jpeg, Limits{});
  REQUIRE(photo.ok());
  auto image = photo.value()->Decode(1'000);
  REQUIRE(image.ok());
  return std::move(image).value();
}

// Whether the pixel at these fractions of the picture is blue.
bool BlueAt(const DecodedImage& image, double across, double down) {
  const auto x = static_cast<std::size_t>(across * image.width_px);
  const auto y = static_cast<std::size_t>(down * image.height_px);
  const std::size_t at = 3 * (y * static_cast<std::size_t>(image.width_px) + x);
  return image.bgr[at] > image.bgr[at + 2];
}

}  // namespace

TEST_CASE("a face is cropped with what is around it, small and upright", "[worker]") {
  auto source = LeftBlue();
  const auto crops = CropFaces(source, {Turned(0), Turned(90), Turned(180), Turned(270)}, 90);
  REQUIRE(crops.size() == 4);
  for (const Bytes& crop : crops) {
    const DecodedImage image = Decoded(crop);
    CHECK(std::max(image.width_px, image.height_px) <= 90);
    CHECK(image.width_px > 40);
  }
  CHECK(BlueAt(Decoded(crops[0]), 0.2, 0.5));
  CHECK_FALSE(BlueAt(Decoded(crops[0]), 0.8, 0.5));
  // Turned clockwise, the left side comes to the top.
  CHECK(BlueAt(Decoded(crops[1]), 0.5, 0.2));
  CHECK_FALSE(BlueAt(Decoded(crops[1]), 0.5, 0.8));
  CHECK_FALSE(BlueAt(Decoded(crops[2]), 0.2, 0.5));
  CHECK(BlueAt(Decoded(crops[2]), 0.8, 0.5));
  CHECK_FALSE(BlueAt(Decoded(crops[3]), 0.5, 0.2));
  CHECK(BlueAt(Decoded(crops[3]), 0.5, 0.8));
}

TEST_CASE("a face whose pixels cannot be had has no crop, and a crowd has none", "[worker]") {
  auto source = LeftBlue();
  CHECK(CropFaces(source, std::vector<Face>(kMaxFaceCrops + 1, Turned(0)), 90).front().empty());
  source.failure = Error{ErrorKind::kCorrupt, "Broken."};
  const auto crops = CropFaces(source, {Turned(0)}, 90);
  REQUIRE(crops.size() == 1);
  CHECK(crops[0].empty());
}

}  // namespace photogate
