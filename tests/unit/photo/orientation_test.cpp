#include "photo/orientation.h"

#include <catch2/catch.hpp>
#include <cmath>

#include "photo/open_photo.h"
#include "tests/unit/photo/pictures.h"

namespace photogate {
namespace {

using test::Picture;

constexpr int kWhole = 1 << 20;

Picture DecodeWhole(const Bytes& bytes, int min_long_side_px = kWhole) {
  auto source = OpenPhoto(bytes, Limits{});
  REQUIRE(source.ok());
  const auto image = source.value()->Decode(min_long_side_px);
  REQUIRE(image.ok());
  CHECK(image.value().origin.x == 0);
  CHECK(image.value().origin.y == 0);
  return test::AsPicture(image.value());
}

TEST_CASE("applies each of the eight orientations once, in every format", "[photo]") {
  const Picture stored = test::Pattern(53, 38);
  const int tag = GENERATE(1, 2, 3, 4, 5, 6, 7, 8);
  const Picture expected = test::Upright(stored, tag);
  CAPTURE(tag);

  CHECK(test::LargestDifference(DecodeWhole(test::MakePng(stored, {.orientation = tag})),
                                expected) == 0);
  CHECK(test::LargestDifference(DecodeWhole(test::MakeWebp(stored, {.orientation = tag})),
                                expected) == 0);
  CHECK(test::LargestDifference(DecodeWhole(test::MakeTiff(stored, {.orientation = tag})),
                                expected) == 0);
  CHECK(test::LargestDifference(
            DecodeWhole(test::MakeTiff(stored, {.orientation = tag, .tiled = true})), expected) ==
        0);
  CHECK(test::LargestDifference(DecodeWhole(test::MakeJpeg(stored, {.orientation = tag})),
                                expected) <= 6);
}

TEST_CASE("applies HEIF's own transformations and leaves EXIF's orientation alone", "[photo]") {
  const Picture stored = test::Pattern(128, 96);
  const int tag = GENERATE(1, 2, 3, 4, 5, 6, 7, 8);
  const bool avif = GENERATE(false, true);
  const Bytes bytes =
      test::MakeHeif(stored, {.avif = avif, .heif_orientation = tag, .exif = tag % 8 + 1});
  if (bytes.empty()) {
    WARN("libheif cannot encode this format here");
    return;
  }
  CAPTURE(tag, avif);
  CHECK(test::MeanDifference(DecodeWhole(bytes), test::Upright(stored, tag)) < 4);
}

TEST_CASE("reads the orientation in both byte orders and ignores what is out of range", "[photo]") {
  for (int tag = 1; tag <= 8; ++tag) {
    CHECK(photo::ExifOrientation(test::Exif(tag)) ==
          photo::OrientationOf(static_cast<unsigned>(tag)));
    CHECK(photo::ExifOrientation(test::Exif(tag, true)) ==
          photo::OrientationOf(static_cast<unsigned>(tag)));
  }
  const photo::Orientation upright{};
  for (const int tag : {0, 9, 255}) CHECK(photo::ExifOrientation(test::Exif(tag)) == upright);
  const Bytes whole = test::Exif(6);
  for (std::size_t length = 0; length < 18; ++length) {
    CHECK(photo::ExifOrientation(ByteView(whole).first(length)) == upright);
  }
  Bytes far = test::Exif(6);
  far[4] = far[5] = far[6] = far[7] = 0xFF;  // a directory beyond the end
  CHECK(photo::ExifOrientation(far) == upright);
}

// The whole photo's pixels under the region, by the region's own origin and scale.
Picture CutOf(const Picture& whole, const DecodedImage& part) {
  // Where the last stored column is cut by the edge and comes first upright, the photo begins
  // inside a pixel; the region's origin then is not a multiple of the pixel's size.
  const int left = static_cast<int>(std::ceil(part.origin.x * part.scale));
  const int top = static_cast<int>(std::ceil(part.origin.y * part.scale));
  REQUIRE(left >= 0);
  REQUIRE(top >= 0);
  REQUIRE(left + part.width_px <= whole.width_px);
  REQUIRE(top + part.height_px <= whole.height_px);
  Picture cut = test::Plain(part.width_px, part.height_px, 0, 0, 0);
  for (int y = 0; y < cut.height_px; ++y) {
    for (int x = 0; x < cut.width_px; ++x) {
      std::copy_n(whole.At(left + x, top + y), 3, cut.At(x, y));
    }
  }
  return cut;
}

void CheckRegions(const Bytes& bytes, int width, int height) {
  auto source = OpenPhoto(bytes, Limits{});
  REQUIRE(source.ok());
  const int long_side = std::max(width, height);
  for (const int denominator : {1, 2, 4, 8}) {
    const auto whole = source.value()->Decode(long_side / denominator);
    REQUIRE(whole.ok());
    REQUIRE(whole.value().scale == 1.0 / denominator);
    const Picture whole_picture = test::AsPicture(whole.value());
    const float w = static_cast<float>(width);
    const float h = static_cast<float>(height);
    for (const Box& box :
         {Box{0, 0, w, h}, Box{17, 11, 40, 23}, Box{w - 30, h - 9, 60, 60}, Box{-50, -50, 61, 70},
          Box{w / 2, h / 3, 0, 0}, Box{33.3F, 20.7F, 16.4F, 31.9F}, Box{0, h / 2, w, 1}}) {
      const auto part = source.value()->DecodeRegion(box, 1.0 / denominator);
      REQUIRE(part.ok());
      CAPTURE(denominator, box.x, box.y, box.w, box.h);
      CHECK(part.value().scale == 1.0 / denominator);
      CHECK(test::LargestDifference(test::AsPicture(part.value()),
                                    CutOf(whole_picture, part.value())) == 0);
      // It covers the part of the box that lies inside the photo.
      const DecodedImage& image = part.value();
      const auto step = static_cast<float>(denominator);
      CHECK(image.origin.x <= std::clamp(box.x, 0.0F, w - 1));
      CHECK(image.origin.y <= std::clamp(box.y, 0.0F, h - 1));
      CHECK(image.origin.x + step * static_cast<float>(image.width_px) >=
            std::min(w, box.x + box.w));
      CHECK(image.origin.y + step * static_cast<float>(image.height_px) >=
            std::min(h, box.y + box.h));
    }
  }
}

TEST_CASE("gives the same pixels for a part as for the whole, in every orientation", "[photo]") {
  const int tag = GENERATE(1, 2, 3, 4, 5, 6, 7, 8);
  // Odd sides, so that the last block is cut in both directions at every scale.
  const Picture stored = test::Pattern(203, 149);
  const int width = tag >= 5 ? 149 : 203;
  const int height = tag >= 5 ? 203 : 149;
  CAPTURE(tag);
  SECTION("JPEG with full chroma") {
    CheckRegions(test::MakeJpeg(stored, {.orientation = tag}), width, height);
  }
  SECTION("JPEG 4:2:0 with restarts") {
    CheckRegions(test::MakeJpeg(stored, {.chroma_step = 2, .orientation = tag, .restart_rows = 1}),
                 width, height);
  }
  SECTION("progressive JPEG") {
    CheckRegions(
        test::MakeJpeg(stored, {.progressive = true, .chroma_step = 2, .orientation = tag}), width,
        height);
  }
  SECTION("grey JPEG") {
    CheckRegions(test::MakeJpeg(stored, {.colours = test::JpegColours::kGray, .orientation = tag}),
                 width, height);
  }
  SECTION("PNG") { CheckRegions(test::MakePng(stored, {.orientation = tag}), width, height); }
}

TEST_CASE("names full-size places of the right colour in every orientation and scale", "[photo]") {
  const int tag = GENERATE(1, 2, 3, 4, 5, 6, 7, 8);
  const Picture stored = test::Pattern(201, 150);
  const Picture upright = test::Upright(stored, tag);
  auto source = OpenPhoto(test::MakeJpeg(stored, {.quality = 98, .orientation = tag}), Limits{});
  const Bytes bytes = test::MakeJpeg(stored, {.quality = 98, .orientation = tag});
  source = OpenPhoto(bytes, Limits{});
  REQUIRE(source.ok());
  for (const double scale : {1.0, 0.5, 0.25, 0.125}) {
    const auto part = source.value()->DecodeRegion({40, 50, 70, 60}, scale);
    REQUIRE(part.ok());
    const DecodedImage& image = part.value();
    double difference = 0;
    for (int y = 0; y < image.height_px; ++y) {
      for (int x = 0; x < image.width_px; ++x) {
        // The middle of the pixel, at full size.
        const int full_x = static_cast<int>(image.origin.x + (x + 0.5) / image.scale);
        const int full_y = static_cast<int>(image.origin.y + (y + 0.5) / image.scale);
        for (int c = 0; c < 3; ++c) {
          difference +=
              std::abs(int{upright.At(full_x, full_y)[c]} -
                       int{image.bgr[static_cast<std::size_t>(3 * (y * image.width_px + x) + c)]});
        }
      }
    }
    CAPTURE(tag, scale);
    // One full-size pixel of shift is about one level here.
    CHECK(difference / static_cast<double>(image.bgr.size()) < 1.0);
  }
}

}  // namespace
}  // namespace photogate
