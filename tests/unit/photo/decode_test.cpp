#include <catch2/catch.hpp>
#include <cmath>
#include <limits>

#include "photo/open_photo.h"
#include "tests/unit/photo/pictures.h"

namespace photogate {
namespace {

using test::JpegColours;
using test::Picture;

constexpr int kWhole = 1 << 20;

Picture DecodeWhole(const Bytes& bytes) {
  auto source = OpenPhoto(bytes, Limits{});
  REQUIRE(source.ok());
  const auto image = source.value()->Decode(kWhole);
  if (!image.ok()) FAIL(image.error().context);
  return test::AsPicture(image.value());
}

PhotoInfo InfoOf(const Bytes& bytes) {
  const auto source = OpenPhoto(bytes, Limits{});
  REQUIRE(source.ok());
  return source.value()->info();
}

TEST_CASE("decodes lossless formats to the very pixels that went in", "[photo]") {
  const Picture picture = test::Pattern(61, 47);
  CHECK(test::LargestDifference(DecodeWhole(test::MakePng(picture)), picture) == 0);
  CHECK(test::LargestDifference(DecodeWhole(test::MakePng(picture, {.interlaced = true})),
                                picture) == 0);
  CHECK(test::LargestDifference(DecodeWhole(test::MakePng(picture, {.bits = 16})), picture) == 0);
  CHECK(test::LargestDifference(DecodeWhole(test::MakeWebp(picture)), picture) == 0);
  for (const int compression : {1, 5, 8, 32773}) {
    CHECK(test::LargestDifference(
              DecodeWhole(test::MakeTiff(picture, {.compression = compression})), picture) == 0);
  }
  CHECK(test::LargestDifference(DecodeWhole(test::MakeTiff(picture, {.bits = 16})), picture) == 0);
  CHECK(test::LargestDifference(DecodeWhole(test::MakeBmp(picture)), picture) == 0);
  CHECK(test::LargestDifference(DecodeWhole(test::MakeBmp(picture, true)), picture) == 0);
  const Picture reduced = test::InGifColours(picture);
  CHECK(test::LargestDifference(DecodeWhole(test::MakeGif(picture)), reduced) == 0);
  CHECK(test::LargestDifference(DecodeWhole(test::MakeGif(picture, 1, true)), reduced) == 0);
}

TEST_CASE("decodes lossy formats close to what went in", "[photo]") {
  const Picture picture = test::Pattern(96, 80);
  CHECK(test::LargestDifference(DecodeWhole(test::MakeJpeg(picture)), picture) <= 6);
  CHECK(test::LargestDifference(DecodeWhole(test::MakeJpeg(picture, {.progressive = true})),
                                picture) <= 6);
  CHECK(test::MeanDifference(DecodeWhole(test::MakeJpeg(picture, {.chroma_step = 2})), picture) <
        2);
  CHECK(test::MeanDifference(DecodeWhole(test::MakeWebp(picture, {.lossless = false})), picture) <
        4);
  CHECK(test::LargestDifference(
            DecodeWhole(test::MakeJpeg(picture, {.colours = JpegColours::kAdobeCmyk})), picture) <=
        8);
  CHECK(test::LargestDifference(
            DecodeWhole(test::MakeJpeg(picture, {.colours = JpegColours::kYcck})), picture) <= 8);
}

TEST_CASE("lays alpha over white", "[photo]") {
  const Picture picture = test::Plain(8, 8, 200, 100, 0);
  CHECK(test::LargestDifference(DecodeWhole(test::MakePng(picture, {.alpha = 0})),
                                test::Plain(8, 8, 255, 255, 255)) == 0);
  CHECK(test::LargestDifference(DecodeWhole(test::MakePng(picture, {.alpha = 128})),
                                test::Plain(8, 8, 227, 177, 127)) <= 1);
  CHECK(test::LargestDifference(DecodeWhole(test::MakePng(picture, {.alpha = 255})), picture) == 0);
}

TEST_CASE("converts an ICC profile that changes the picture and no other", "[photo]") {
  const Picture picture = test::Plain(16, 16, 80, 160, 90);
  const auto differs = [&](const Bytes& bytes) {
    return test::LargestDifference(DecodeWhole(bytes), picture);
  };
  CHECK(differs(test::MakePng(picture, {.icc = test::WideProfile()})) > 15);
  CHECK(differs(test::MakeJpeg(picture, {.icc = test::WideProfile()})) > 15);
  CHECK(differs(test::MakeWebp(picture, {.icc = test::WideProfile()})) > 15);
  CHECK(differs(test::MakePng(picture, {.icc = test::SrgbProfile()})) == 0);
  CHECK(differs(test::MakeJpeg(picture, {.icc = test::SrgbProfile()})) <= 2);

  // Linear light 128 is sRGB 188 (IEC 61966-2-1).
  CHECK(
      test::LargestDifference(DecodeWhole(test::MakeGrayPng(4, 4, 128, test::LinearGrayProfile())),
                              test::Plain(4, 4, 188, 188, 188)) <= 2);
  // The profile paints cyan as green.
  const Picture cyan = test::Plain(16, 16, 0, 255, 255);
  const Picture inked = DecodeWhole(
      test::MakeJpeg(cyan, {.colours = JpegColours::kAdobeCmyk, .icc = test::GreenInkProfile()}));
  CHECK(inked.At(8, 8)[1] > inked.At(8, 8)[0] + 60);
}

TEST_CASE("takes the pixels as sRGB when the ICC profile is broken or of another kind", "[photo]") {
  const Picture picture = test::Plain(16, 16, 80, 160, 90);
  Bytes broken = test::WideProfile();
  for (std::size_t i = 128; i < broken.size(); ++i) broken[i] = 0xA5;
  for (const Bytes& icc : {broken, Bytes(200, 7), test::LinearGrayProfile()}) {
    CHECK(test::LargestDifference(DecodeWhole(test::MakeWebp(picture, {.icc = icc})), picture) ==
          0);
    CHECK(test::LargestDifference(DecodeWhole(test::MakeJpeg(picture, {.icc = icc})), picture) <=
          2);
  }
}

TEST_CASE("counts frames, pages and images, and knows what moves", "[photo]") {
  const Picture picture = test::Pattern(32, 24);
  const auto is = [](const PhotoInfo& info, int pictures, bool animated) {
    return info.pictures == pictures && info.animated == animated;
  };
  CHECK(is(InfoOf(test::MakeJpeg(picture)), 1, false));
  CHECK(is(InfoOf(test::MakePng(picture)), 1, false));
  CHECK(is(InfoOf(test::MakePng(picture, {.frames = 7})), 7, true));
  CHECK(is(InfoOf(test::MakeWebp(picture)), 1, false));
  CHECK(is(InfoOf(test::MakeWebp(picture, {.frames = 3})), 3, true));
  CHECK(is(InfoOf(test::MakeGif(picture)), 1, false));
  CHECK(is(InfoOf(test::MakeGif(picture, 4)), 4, true));
  CHECK(is(InfoOf(test::MakeTiff(picture)), 1, false));
  CHECK(is(InfoOf(test::MakeTiff(picture, {.pages = 3})), 3, false));
  CHECK(is(InfoOf(test::MakeBmp(picture)), 1, false));
  const Bytes two = test::MakeHeif(test::Pattern(64, 64), {.images = 2});
  if (!two.empty()) CHECK(is(InfoOf(two), 2, false));
  // The first frame of an animation is decoded.
  CHECK(test::LargestDifference(DecodeWhole(test::MakeWebp(picture, {.frames = 3})), picture) == 0);
}

TEST_CASE("says the upright size", "[photo]") {
  const PhotoInfo info = InfoOf(test::MakeJpeg(test::Pattern(40, 24), {.orientation = 6}));
  CHECK(info.format == FileFormat::kJpeg);
  CHECK(info.width_px == 24);
  CHECK(info.height_px == 40);
}

TEST_CASE("decodes at the smallest scale whose longer side is enough", "[photo]") {
  const Bytes jpeg = test::MakeJpeg(test::Pattern(800, 400));
  const Bytes png = test::MakePng(test::Pattern(800, 400));
  const auto scale = [](const Bytes& bytes, int min_long_side_px) {
    auto source = OpenPhoto(bytes, Limits{});
    REQUIRE(source.ok());
    const auto image = source.value()->Decode(min_long_side_px);
    REQUIRE(image.ok());
    CHECK(image.value().width_px == std::lround(800 * image.value().scale));
    CHECK(image.value().height_px == std::lround(400 * image.value().scale));
    return image.value().scale;
  };
  CHECK(scale(jpeg, 5000) == 1.0);
  CHECK(scale(jpeg, 401) == 1.0);
  CHECK(scale(jpeg, 400) == 0.5);
  CHECK(scale(jpeg, 200) == 0.25);
  CHECK(scale(jpeg, 100) == 0.125);
  CHECK(scale(jpeg, 0) == 0.125);
  CHECK(scale(png, 5000) == 1.0);
  CHECK(scale(png, 400) == 0.5);
  CHECK(scale(png, 100) == 0.125);
}

TEST_CASE("a reduced photo is the mean of what it covers", "[photo]") {
  const Picture picture = test::Pattern(256, 128);
  for (const Bytes& bytes : {test::MakeJpeg(picture), test::MakePng(picture)}) {
    auto source = OpenPhoto(bytes, Limits{});
    REQUIRE(source.ok());
    const auto small = source.value()->Decode(64);
    REQUIRE(small.ok());
    REQUIRE(small.value().width_px == 64);
    for (const int at : {5, 30, 60}) {
      double sum = 0;
      for (int y = 0; y < 4; ++y) {
        for (int x = 0; x < 4; ++x) sum += picture.At(4 * at + x, 40 + y)[0];
      }
      const int found = small.value().bgr[static_cast<std::size_t>(3 * (10 * 64 + at))];
      CHECK(std::abs(found - sum / 16) < 3);
    }
  }
}

TEST_CASE("refuses a region that is not a number", "[photo]") {
  constexpr float kNan = std::numeric_limits<float>::quiet_NaN();
  constexpr float kInfinite = std::numeric_limits<float>::infinity();
  for (const Bytes& bytes :
       {test::MakeJpeg(test::Pattern(64, 64)), test::MakePng(test::Pattern(64, 64))}) {
    auto source = OpenPhoto(bytes, Limits{});
    REQUIRE(source.ok());
    CHECK_FALSE(source.value()->DecodeRegion({kNan, 0, 5, 5}, 1).ok());
    CHECK_FALSE(source.value()->DecodeRegion({0, 0, kInfinite, 5}, 1).ok());
    CHECK_FALSE(source.value()->DecodeRegion({0, 0, 5, 5}, 0).ok());
    // Enormous and outside are clipped, never empty.
    const auto far = source.value()->DecodeRegion({3e9F, -3e9F, 3e38F, 3e38F}, 1);
    REQUIRE(far.ok());
    CHECK(far.value().width_px >= 1);
    CHECK(far.value().height_px >= 1);
  }
}

}  // namespace
}  // namespace photogate
