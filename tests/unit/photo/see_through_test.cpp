#include <catch2/catch.hpp>

#include "photo/open_photo.h"
#include "tests/unit/photo/pictures.h"

namespace photogate {
namespace {

bool SeeThrough(const Bytes& bytes) {
  const auto source = OpenPhoto(bytes, Limits{});
  REQUIRE(source.ok());
  const auto image = source.value()->Decode(1);
  if (!image.ok()) FAIL(image.error().context);
  return source.value()->info().see_through;
}

// Index `transparent` of the first frame's colours.
Bytes TransparentGif(const test::Picture& picture, std::uint8_t transparent) {
  Bytes gif = test::MakeGif(picture);
  const auto colours = std::ptrdiff_t{3} << ((gif[10] & 7) + 1);
  gif[4] = '9';
  const Bytes control{0x21, 0xF9, 4, 1, 0, 0, transparent, 0};
  gif.insert(gif.begin() + 13 + colours, control.begin(), control.end());
  return gif;
}

TEST_CASE("says that a picture is see-through, however faintly or thoroughly", "[photo]") {
  const test::Picture picture = test::Pattern(64, 48);
  for (const int alpha : {0, 3, 128, 254}) {
    CAPTURE(alpha);
    CHECK(SeeThrough(test::MakePng(picture, {.alpha = alpha})));
    CHECK(SeeThrough(test::MakePng(picture, {.interlaced = true, .bits = 16, .alpha = alpha})));
    CHECK(SeeThrough(test::MakePng(picture, {.alpha = alpha, .orientation = 6})));
    CHECK(SeeThrough(test::MakeWebp(picture, {.alpha = alpha})));
    CHECK(SeeThrough(test::MakeWebp(picture, {.lossless = false, .alpha = alpha})));
    CHECK(SeeThrough(test::MakeTiff(picture, {.alpha = alpha})));
  }
  for (const bool avif : {false, true}) {
    const Bytes heif = test::MakeHeif(picture, {.avif = avif, .alpha = 20});
    if (!heif.empty()) CHECK(SeeThrough(heif));
  }
}

TEST_CASE("takes a picture with an opaque alpha channel for opaque", "[photo]") {
  const test::Picture picture = test::Pattern(64, 48);
  for (const int bits : {8, 16}) {
    CHECK_FALSE(SeeThrough(test::MakePng(picture, {.bits = bits, .alpha = 255})));
    CHECK_FALSE(SeeThrough(test::MakeTiff(picture, {.bits = bits, .alpha = 255})));
    CHECK_FALSE(SeeThrough(test::MakeTiff(picture, {.bits = bits})));
  }
  CHECK_FALSE(SeeThrough(test::MakeWebp(picture, {.alpha = 255})));
  CHECK_FALSE(SeeThrough(test::MakeWebp(picture)));
  CHECK_FALSE(SeeThrough(test::MakeWebp(picture, {.lossless = false})));
  CHECK_FALSE(SeeThrough(test::MakeJpeg(picture)));
  CHECK_FALSE(SeeThrough(test::MakeBmp(picture)));
  CHECK_FALSE(SeeThrough(test::MakeGif(picture)));
  for (const bool avif : {false, true}) {
    const Bytes plain = test::MakeHeif(picture, {.avif = avif});
    if (!plain.empty()) CHECK_FALSE(SeeThrough(plain));
    const Bytes opaque = test::MakeHeif(picture, {.avif = avif, .alpha = 255});
    if (!opaque.empty()) CHECK_FALSE(SeeThrough(opaque));
  }
}

TEST_CASE("takes a GIF for see-through when a pixel has the transparent colour", "[photo]") {
  // 216 colours are in use; the others have no pixel.
  const test::Picture white = test::Plain(16, 16, 255, 255, 255);
  CHECK(SeeThrough(TransparentGif(white, 215)));
  CHECK_FALSE(SeeThrough(TransparentGif(white, 255)));
}

TEST_CASE("takes a TIFF for see-through when it has channels beside colours and alpha", "[photo]") {
  const test::Picture picture = test::Pattern(64, 48);
  CHECK(SeeThrough(test::MakeTiff(picture, {.alpha = 255, .more_channels = 1})));
}

}  // namespace
}  // namespace photogate
