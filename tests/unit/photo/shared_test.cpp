#include <catch2/catch.hpp>
#include <chrono>
#include <set>

#include "photo/encode.h"
#include "photo/open_photo.h"
#include "tests/support/paths.h"
#include "tests/unit/photo/pictures.h"

namespace photogate {
namespace {

namespace fs = std::filesystem;

struct Attempt {
  std::optional<Error> failure;
  double seconds;
};

Attempt Try(const fs::path& path) {
  const Bytes bytes = test::ReadFile(path.string());
  const auto start = std::chrono::steady_clock::now();
  Attempt attempt{std::nullopt, 0};
  auto source = OpenPhoto(bytes, Limits{});
  if (!source.ok()) {
    attempt.failure = source.error();
  } else {
    const auto image = source.value()->Decode(1600);
    if (!image.ok()) attempt.failure = image.error();
    if (image.ok()) CHECK(EncodeThumbnail(image.value(), 160).ok());
  }
  attempt.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  return attempt;
}

// Well-formed files in a variant that no decoder here reads: sample formats of measuring devices,
// and one JPEG of a decoder test suite whose scan is cut.
const std::set<std::string> kNotDecoded = {
    "12m-tiff__floatingpoint-64bit.tif", "12m-tiff__geotiff.tif",
    "mei-jpg__ImageTestSuite__1cbb1bb37d62c44f67374cd451643dc4.jpg"};

TEST_CASE("decodes the well-formed files of the metadata set", "[photo]") {
  const auto folder = test::SharedFolder("metadata/dev");
  if (!folder.has_value()) PHOTOGATE_SKIP("needs the shared metadata files");
  int decoded = 0;
  for (const auto& entry : fs::directory_iterator(*folder)) {
    const std::string name = entry.path().filename().string();
    if (name == "manifest.csv") continue;
    const Attempt attempt = Try(entry.path());
    CAPTURE(name, attempt.failure.has_value() ? attempt.failure->context : "");
    CHECK(attempt.failure.has_value() == kNotDecoded.contains(name));
    CHECK(attempt.seconds < 10);
    if (!attempt.failure.has_value()) ++decoded;
  }
  CHECK(decoded > 50);
}

TEST_CASE("decodes each malformed file or says why not", "[photo]") {
  const auto folder = test::SharedFolder("metadata/malformed");
  if (!folder.has_value()) PHOTOGATE_SKIP("needs the shared metadata files");
  int refused = 0;
  for (const auto& entry : fs::directory_iterator(*folder)) {
    const Attempt attempt = Try(entry.path());
    CAPTURE(entry.path().filename().string());
    CHECK(attempt.seconds < 10);
    if (!attempt.failure.has_value()) continue;
    ++refused;
    CHECK_FALSE(attempt.failure->message.empty());
    CHECK(attempt.failure->kind != ErrorKind::kInternal);
    CHECK(attempt.failure->kind != ErrorKind::kUnavailable);
  }
  CHECK(refused > 40);
}

TEST_CASE("never takes a truncated file of the set for a whole one", "[photo]") {
  const auto folder = test::SharedFolder("metadata/malformed");
  if (!folder.has_value()) PHOTOGATE_SKIP("needs the shared metadata files");
  for (const char* name : {"made-trunc-half.jpg", "made-trunc-in-exif.jpg", "made-trunc.gif",
                           "made-trunc.heic", "made-trunc.png", "made-trunc.tif", "made-trunc.webp",
                           "made-huge-dims.png", "made-huge-dims.gif"}) {
    CAPTURE(name);
    CHECK(Try(*folder / name).failure.has_value());
  }
}

TEST_CASE("decodes real photos of many megapixels, and their parts as their whole", "[photo]") {
  const auto folder = test::SharedFolder("photos/highres");
  if (!folder.has_value()) PHOTOGATE_SKIP("needs the shared photos");
  int seen = 0;
  for (const auto& entry : fs::recursive_directory_iterator(*folder)) {
    if (!entry.is_regular_file() || seen == 6) continue;
    ++seen;
    CAPTURE(entry.path().filename().string());
    const Bytes bytes = test::ReadFile(entry.path().string());
    auto source = OpenPhoto(bytes, Limits{});
    REQUIRE(source.ok());
    const PhotoInfo& info = source.value()->info();
    const auto whole = source.value()->Decode(1 << 20);
    REQUIRE(whole.ok());
    CHECK(whole.value().width_px == info.width_px);
    const int x = info.width_px / 3;
    const int y = info.height_px / 2;
    const auto part =
        source.value()->DecodeRegion({static_cast<float>(x), static_cast<float>(y), 300, 200}, 1.0);
    REQUIRE(part.ok());
    REQUIRE(part.value().width_px == 300);
    REQUIRE(part.value().height_px == 200);
    const test::Picture all = test::AsPicture(whole.value());
    int different = 0;
    for (int row = 0; row < 200; ++row) {
      different += std::equal(all.At(x, y + row), all.At(x, y + row) + 900,
                              part.value().bgr.begin() + std::ptrdiff_t{900} * row)
                       ? 0
                       : 1;
    }
    CHECK(different == 0);
  }
  CHECK(seen > 0);
}

}  // namespace
}  // namespace photogate
