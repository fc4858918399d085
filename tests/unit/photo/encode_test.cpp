#include "photo/encode.h"

#include <catch2/catch.hpp>
#include <cmath>

#include "photo/open_photo.h"
#include "tests/unit/photo/pictures.h"

namespace photogate {
namespace {

DecodedImage ImageOf(const test::Picture& picture) {
  return {picture.width_px, picture.height_px, picture.bgr, 1.0, {0, 0}};
}

TEST_CASE("encodes pixels that decode to nearly the same", "[photo]") {
  const test::Picture picture = test::Pattern(90, 70);
  const auto jpeg = EncodeJpeg(ImageOf(picture), 95);
  REQUIRE(jpeg.ok());
  auto source = OpenPhoto(jpeg.value(), Limits{});
  REQUIRE(source.ok());
  const auto again = source.value()->Decode(1000);
  REQUIRE(again.ok());
  CHECK(test::MeanDifference(test::AsPicture(again.value()), picture) < 2);
}

TEST_CASE("writes no segment but JFIF's and the picture's own", "[photo]") {
  const auto jpeg = EncodeThumbnail(ImageOf(test::Pattern(300, 200)), 100);
  REQUIRE(jpeg.ok());
  const Bytes& bytes = jpeg.value();
  for (std::size_t at = 2; at + 4 <= bytes.size();) {
    REQUIRE(bytes[at] == 0xFF);
    const int marker = bytes[at + 1];
    if (marker == 0xDA) break;
    CHECK((marker == 0xE0 || marker == 0xDB || marker == 0xC0 || marker == 0xC4));
    at += 2 + (std::size_t{bytes[at + 2]} << 8 | bytes[at + 3]);
  }
}

TEST_CASE("refuses to encode a picture that contradicts itself", "[photo]") {
  CHECK_FALSE(EncodeJpeg({10, 10, std::vector<std::uint8_t>(299), 1, {0, 0}}, 80).ok());
  CHECK_FALSE(EncodeJpeg({0, 0, {}, 1, {0, 0}}, 80).ok());
  CHECK_FALSE(EncodeJpeg({-1, -1, std::vector<std::uint8_t>(3), 1, {0, 0}}, 80).ok());
  CHECK(EncodeJpeg(ImageOf(test::Pattern(70, 1)), -5).ok());
  const auto long_one = EncodeJpeg(ImageOf(test::Plain(65'501, 1, 0, 0, 0)), 80);
  REQUIRE_FALSE(long_one.ok());
  CHECK(long_one.error().kind == ErrorKind::kLimitExceeded);
}

TEST_CASE("makes thumbnails of the longer side asked for", "[photo]") {
  for (const auto& [width, height, wide, high] :
       {std::array{640, 480, 160, 120}, std::array{481, 640, 120, 160},
        std::array{100, 50, 100, 50}, std::array{5000, 3, 160, 1}}) {
    const auto jpeg = EncodeThumbnail(ImageOf(test::Pattern(width, height)), 160);
    REQUIRE(jpeg.ok());
    const auto source = OpenPhoto(jpeg.value(), Limits{});
    REQUIRE(source.ok());
    CHECK(source.value()->info().width_px == wide);
    CHECK(source.value()->info().height_px == high);
  }
}

TEST_CASE("downscales to the mean of each area", "[photo]") {
  // Columns 0, 100, 200 onto two: (0 + 50) / 1.5 and (50 + 200) / 1.5.
  DecodedImage image{3, 1, {0, 0, 0, 100, 100, 100, 200, 200, 200}, 0.5, {7, 9}};
  const DecodedImage small = Downscale(image, 2);
  REQUIRE(small.width_px == 2);
  REQUIRE(small.height_px == 1);
  CHECK(small.bgr == std::vector<std::uint8_t>{33, 33, 33, 167, 167, 167});
  CHECK(small.scale == Approx(0.5 * 2 / 3));
  CHECK(small.origin.x == 7);
  CHECK(Downscale(image, 3).bgr == image.bgr);
  CHECK(Downscale(image, -4).width_px == 1);
  const test::Picture plain = test::Plain(97, 55, 12, 200, 99);
  CHECK(test::LargestDifference(test::AsPicture(Downscale(ImageOf(plain), 31)),
                                test::Plain(31, 18, 12, 200, 99)) == 0);
}

}  // namespace
}  // namespace photogate
