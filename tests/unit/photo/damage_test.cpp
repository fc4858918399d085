#include <catch2/catch.hpp>
#include <cstdlib>
#include <fstream>
#include <functional>
#include <map>

#include "photo/open_photo.h"
#include "tests/support/paths.h"
#include "tests/unit/photo/pictures.h"

namespace photogate {
namespace {

using test::Picture;

constexpr int kWhole = 1 << 20;

// nullopt when every pixel was decoded.
std::optional<ErrorKind> Failure(ByteView bytes, const Limits& limits = {}) {
  auto source = OpenPhoto(bytes, limits);
  if (!source.ok()) return source.error().kind;
  const auto image = source.value()->Decode(kWhole);
  if (!image.ok()) return image.error().kind;
  return std::nullopt;
}

std::map<std::string, Bytes> OneOfEach() {
  const Picture picture = test::Pattern(120, 90);
  std::map<std::string, Bytes> files;
  files["jpeg turned"] = test::MakeJpeg(picture, {.chroma_step = 2, .orientation = 6});
  files["cmyk jpeg"] = test::MakeJpeg(picture, {.colours = test::JpegColours::kYcck});
  files["png with profile"] = test::MakePng(picture, {.alpha = 90, .icc = test::WideProfile()});
  files["baseline jpeg"] = test::MakeJpeg(picture);
  files["progressive jpeg"] = test::MakeJpeg(picture, {.progressive = true});
  files["png"] = test::MakePng(picture);
  files["interlaced png"] = test::MakePng(picture, {.interlaced = true});
  files["lossless webp"] = test::MakeWebp(picture);
  files["lossy webp"] = test::MakeWebp(picture, {.lossless = false});
  files["plain tiff"] = test::MakeTiff(picture, {.compression = 1});
  files["lzw tiff"] = test::MakeTiff(picture);
  files["deflate tiff"] = test::MakeTiff(picture, {.compression = 8});
  files["bmp"] = test::MakeBmp(picture);
  files["gif"] = test::MakeGif(picture);
  for (const bool avif : {false, true}) {
    Bytes heif = test::MakeHeif(test::Pattern(128, 96), {.avif = avif});
    if (!heif.empty()) files[avif ? "avif" : "heic"] = std::move(heif);
  }
  return files;
}

// PHOTOGATE_CORPUS=folder test_photo [corpus] makes the seeds for fuzz_photo_open.
TEST_CASE("writes one file of each kind as seeds for fuzzing", "[.][corpus]") {
  const char* folder = std::getenv("PHOTOGATE_CORPUS");
  if (folder == nullptr) PHOTOGATE_SKIP("PHOTOGATE_CORPUS names no folder");
  for (const auto& [name, bytes] : OneOfEach()) {
    std::ofstream out(std::filesystem::path(folder) / name, std::ios::binary);
    for (const std::uint8_t byte : bytes) out.put(static_cast<char>(byte));
    CHECK(out.good());
  }
}

TEST_CASE("calls a file cut off anywhere before its last pixels damaged", "[photo]") {
  for (const auto& [name, bytes] : OneOfEach()) {
    CAPTURE(name);
    REQUIRE_FALSE(Failure(bytes).has_value());
    for (int percent = 3; percent <= 96; percent += 3) {
      CAPTURE(percent);
      const auto failure =
          Failure(ByteView(bytes).first(bytes.size() * static_cast<std::size_t>(percent) / 100));
      CHECK(failure.has_value());
    }
  }
}

TEST_CASE("decodes a JPEG that only lacks its end marker", "[photo]") {
  for (const bool progressive : {false, true}) {
    const Bytes jpeg = test::MakeJpeg(test::Pattern(64, 48), {.progressive = progressive});
    CHECK_FALSE(Failure(ByteView(jpeg).first(jpeg.size() - 2)).has_value());
  }
}

TEST_CASE("calls a progressive JPEG damaged when a whole scan is missing", "[photo]") {
  const Bytes jpeg = test::MakeJpeg(test::Pattern(64, 48), {.progressive = true});
  int scans = 0;
  for (std::size_t at = 2; at + 1 < jpeg.size(); ++at) {
    if (jpeg[at] != 0xFF || jpeg[at + 1] != 0xDA) continue;
    if (scans++ == 0) continue;
    CHECK(Failure(ByteView(jpeg).first(at)) == ErrorKind::kCorrupt);
  }
  CHECK(scans > 3);
}

TEST_CASE("decodes a JPEG with bytes between its segments and after its end", "[photo]") {
  Bytes jpeg = test::MakeJpeg(test::Pattern(64, 48));
  jpeg.insert(jpeg.end(), 1000, 0x5A);
  CHECK_FALSE(Failure(jpeg).has_value());
  jpeg.insert(jpeg.begin() + 20, {1, 2, 3});  // behind JFIF's segment
  CHECK_FALSE(Failure(jpeg).has_value());
}

TEST_CASE("calls a JPEG damaged when it has rows that its header leaves out", "[photo]") {
  const Picture picture = test::Pattern(160, 160);
  for (const Bytes& whole :
       {test::MakeJpeg(picture), test::MakeJpeg(picture, {.progressive = true}),
        test::MakeJpeg(picture, {.chroma_step = 2, .restart_rows = 1})}) {
    Bytes shorter = whole;
    std::size_t frame = 2;
    while (shorter[frame + 1] != 0xC0 && shorter[frame + 1] != 0xC2) {
      frame += 2u + static_cast<std::size_t>(shorter[frame + 2] << 8 | shorter[frame + 3]);
    }
    shorter[frame + 6] = 80;
    for (const int long_side : {20, 80, kWhole}) {
      CAPTURE(long_side);
      auto source = OpenPhoto(shorter, Limits{});
      REQUIRE(source.ok());
      const auto image = source.value()->Decode(long_side);
      REQUIRE_FALSE(image.ok());
      CHECK(image.error().kind == ErrorKind::kCorrupt);
    }
    CHECK_FALSE(Failure(whole).has_value());
  }
}

TEST_CASE("takes only a little padding between the pixels and the end of a JPEG", "[photo]") {
  const auto padded = [](std::size_t count) {
    Bytes jpeg = test::MakeJpeg(test::Pattern(64, 48));
    jpeg.insert(jpeg.end() - 2, count, 0);
    return Failure(jpeg);
  };
  CHECK_FALSE(padded(16).has_value());
  // libjpeg may have taken 8 of them into its bit buffer.
  CHECK(padded(16 + 8 + 1) == ErrorKind::kCorrupt);
  CHECK(padded(100'000) == ErrorKind::kCorrupt);
}

TEST_CASE("calls a JPEG damaged when bytes inside its scan were lost", "[photo]") {
  const Bytes whole = test::MakeJpeg(test::Pattern(160, 120), {.restart_rows = 1});
  Bytes gap = whole;
  const auto middle = static_cast<std::ptrdiff_t>(gap.size() * 3 / 4);
  gap.erase(gap.begin() + middle, gap.begin() + middle + 200);
  CHECK(Failure(gap) == ErrorKind::kCorrupt);
}

TEST_CASE("calls a PNG damaged when one bit of its pixels changed", "[photo]") {
  Bytes png = test::MakePng(test::Pattern(64, 48));
  png[png.size() - 30] ^= 4;
  CHECK(Failure(png) == ErrorKind::kCorrupt);
}

TEST_CASE("refuses whatever is not a picture with the reason", "[photo]") {
  const auto text = [](const char* bytes) {
    const std::string held(bytes);
    return Failure(Bytes(held.begin(), held.end()));
  };
  CHECK(text("hello, this is a letter to all parents of year 4") == ErrorKind::kUnsupported);
  CHECK(text("%PDF-1.7 and so on and on and on") == ErrorKind::kUnsupported);
  CHECK(text("\x1A\x45\xDF\xA3 a film") == ErrorKind::kUnsupported);
  CHECK(Failure({}) == ErrorKind::kCorrupt);
  const Bytes picture = test::MakePng(test::Pattern(8, 8));
  for (std::size_t length = 1; length < 30; ++length) {
    CHECK(Failure(ByteView(picture).first(length)).has_value());
  }
}

TEST_CASE("keeps every limit before it decodes", "[photo]") {
  for (const auto& [name, bytes] : OneOfEach()) {
    CAPTURE(name);
    const auto with = [&bytes = bytes](const std::function<void(Limits&)>& change) {
      Limits limits;
      change(limits);
      return OpenPhoto(bytes, limits);
    };
    const auto exceeded = [](const auto& opened) {
      return !opened.ok() && opened.error().kind == ErrorKind::kLimitExceeded;
    };
    CHECK(exceeded(with([&](Limits& limits) { limits.file_bytes = bytes.size() - 1; })));
    CHECK(exceeded(with([](Limits& limits) { limits.pixels = 120 * 90 - 1; })));
    CHECK(exceeded(with([](Limits& limits) { limits.decode_bytes = 120 * 90 * 2; })));
    // libpng and libheif refuse a side themselves, and only say that it is invalid.
    CHECK_FALSE(with([](Limits& limits) { limits.side_px = 100; }).ok());
    CHECK(with([&](Limits& limits) {
            limits.file_bytes = bytes.size();
            limits.pixels = 128 * 96;
            limits.side_px = 128;
          }).ok());
  }
}

TEST_CASE("stops at the bound on pictures and entries", "[photo]") {
  Limits limits;
  limits.pictures = 2;
  const auto count = [&](const Bytes& bytes) {
    const auto source = OpenPhoto(bytes, limits);
    REQUIRE(source.ok());
    return source.value()->info().pictures;
  };
  const Picture picture = test::Pattern(16, 16);
  CHECK(count(test::MakeGif(picture, 5)) == 2);
  CHECK(count(test::MakeTiff(picture, {.pages = 5})) == 2);
  CHECK(count(test::MakeWebp(picture, {.frames = 5})) == 2);
  CHECK(count(test::MakePng(picture, {.frames = 200})) == 2);

  limits.entries = 3;
  const auto refused = [&](const Bytes& bytes) {
    const auto source = OpenPhoto(bytes, limits);
    return !source.ok() && source.error().kind == ErrorKind::kLimitExceeded;
  };
  CHECK(refused(test::MakeJpeg(picture)));
  CHECK(refused(test::MakePng(picture, {.orientation = 3, .frames = 2})));
}

TEST_CASE("refuses a JPEG of very many scans", "[photo]") {
  const Bytes jpeg = test::MakeJpeg(test::Pattern(64, 64), {.progressive = true});
  // The last scan, repeated: each one is well-formed, and costs a pass over the picture.
  std::size_t last = 0;
  for (std::size_t at = 2; at + 1 < jpeg.size(); ++at) {
    if (jpeg[at] == 0xFF && jpeg[at + 1] == 0xDA) last = at;
  }
  Bytes bomb(jpeg.begin(), jpeg.end() - 2);
  const Bytes scan(jpeg.begin() + static_cast<std::ptrdiff_t>(last), jpeg.end() - 2);
  for (int i = 0; i < 2000; ++i) bomb.insert(bomb.end(), scan.begin(), scan.end());
  bomb.insert(bomb.end(), {0xFF, 0xD9});
  CHECK(Failure(bomb).has_value());
}

}  // namespace
}  // namespace photogate
