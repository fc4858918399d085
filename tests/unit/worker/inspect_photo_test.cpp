#include "worker/inspect_photo.h"

#include <fcntl.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <string>

#include "crypto/sha256.h"
#include "photo/encode.h"
#include "photo/open_photo.h"
#include "tests/support/paths.h"
#include "tests/support/run_program.h"
#include "worker/channel.h"

namespace photogate {
namespace {

// A worker's place without models: dlib's detector alone.
class Bench {
 public:
  Result<Inspection> Inspect(const Bytes& file, const InspectionOrder& order,
                             const Limits& limits = {}) {
    const auto path = folder_.path() / "photo";
    test::WriteText(path, std::string(file.begin(), file.end()));
    const OwnedFd fd(::open(path.c_str(), O_RDONLY));
    return InspectPhoto(fd.get(), order, *engine_.value(), limits);
  }

 private:
  test::TempFolder folder_;
  Result<std::unique_ptr<FaceEngine>> engine_ = FaceEngine::Load({}, {}, {});
};

Bytes GreyJpeg() {
  const DecodedImage image{320, 200, std::vector<std::uint8_t>(3u * 320 * 200, 128), 1, {0, 0}};
  auto jpeg = EncodeJpeg(image, 90);
  REQUIRE(jpeg.ok());
  return std::move(jpeg).value();
}

// Grey pixels, 16 x 16, all with the same alpha.
const Bytes kInvisiblePng{0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0x00, 0x00, 0x00, 0x0D,
                          0x49, 0x48, 0x44, 0x52, 0x00, 0x00, 0x00, 0x10, 0x00, 0x00, 0x00, 0x10,
                          0x08, 0x06, 0x00, 0x00, 0x00, 0x1F, 0xF3, 0xFF, 0x61, 0x00, 0x00, 0x00,
                          0x19, 0x49, 0x44, 0x41, 0x54, 0x78, 0xDA, 0x63, 0x68, 0x68, 0x68, 0x60,
                          0xA0, 0x04, 0x33, 0x8C, 0x1A, 0x30, 0x6A, 0xC0, 0xA8, 0x01, 0xC3, 0xC5,
                          0x00, 0x00, 0xF1, 0xC4, 0x80, 0x10, 0xEC, 0x55, 0xD2, 0x7E, 0x00, 0x00,
                          0x00, 0x00, 0x49, 0x45, 0x4E, 0x44, 0xAE, 0x42, 0x60, 0x82};
const Bytes kOpaquePng{0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0x00, 0x00, 0x00, 0x0D,
                       0x49, 0x48, 0x44, 0x52, 0x00, 0x00, 0x00, 0x10, 0x00, 0x00, 0x00, 0x10,
                       0x08, 0x06, 0x00, 0x00, 0x00, 0x1F, 0xF3, 0xFF, 0x61, 0x00, 0x00, 0x00,
                       0x19, 0x49, 0x44, 0x41, 0x54, 0x78, 0xDA, 0x63, 0x68, 0x68, 0x68, 0xF8,
                       0x4F, 0x09, 0x66, 0x18, 0x35, 0x60, 0xD4, 0x80, 0x51, 0x03, 0x86, 0x8B,
                       0x01, 0x00, 0x89, 0x8F, 0x7F, 0x1F, 0x87, 0xD7, 0xE6, 0xC9, 0x00, 0x00,
                       0x00, 0x00, 0x49, 0x45, 0x4E, 0x44, 0xAE, 0x42, 0x60, 0x82};

Bytes Text(const std::string& text) { return Bytes(text.begin(), text.end()); }

}  // namespace

TEST_CASE("every part of a good photo is inspected", "[worker]") {
  Bench bench;
  InspectionOrder order;
  order.thumbnail_px = 64;
  const Bytes file = GreyJpeg();
  const auto inspection = bench.Inspect(file, order);
  REQUIRE(inspection.ok());
  const Inspection& got = inspection.value();
  CHECK(got.sha256 == Sha256(file));
  CHECK(got.file_bytes == file.size());
  CHECK(got.format == FileFormat::kJpeg);
  REQUIRE(got.info.ok());
  CHECK(got.info.value().width_px == 320);
  REQUIRE(got.faces.ok());
  CHECK(got.faces.value().faces.empty());
  CHECK_FALSE(got.faces.value().detector_complete);
  CHECK(got.metadata.ok());
  REQUIRE(got.sanitised.ok());
  CHECK(SniffFormat(got.sanitised.value().bytes) == FileFormat::kJpeg);
  const auto thumbnail = OpenPhoto(got.thumbnail_jpeg, Limits{});
  REQUIRE(thumbnail.ok());
  CHECK(thumbnail.value()->info().width_px == 64);
  CHECK(got.times.total_ms >= got.times.decode_ms);
}

TEST_CASE("what decoding finds out about the picture is part of the inspection", "[worker]") {
  Bench bench;
  const auto invisible = bench.Inspect(kInvisiblePng, {});
  REQUIRE(invisible.ok());
  REQUIRE(invisible.value().info.ok());
  CHECK(invisible.value().info.value().see_through);
  const auto opaque = bench.Inspect(kOpaquePng, {});
  REQUIRE(opaque.ok());
  REQUIRE(opaque.value().info.ok());
  CHECK_FALSE(opaque.value().info.value().see_through);
}

TEST_CASE("what was not ordered is not done and not taken for done", "[worker]") {
  Bench bench;
  InspectionOrder order;
  order.detect = false;
  order.sanitise = false;
  const auto inspection = bench.Inspect(GreyJpeg(), order);
  REQUIRE(inspection.ok());
  CHECK(inspection.value().info.ok());
  CHECK_FALSE(inspection.value().faces.ok());
  CHECK_FALSE(inspection.value().sanitised.ok());
  CHECK(inspection.value().thumbnail_jpeg.empty());
}

TEST_CASE("a thumbnail is made when nothing is detected too", "[worker]") {
  Bench bench;
  InspectionOrder order;
  order.detect = false;
  order.thumbnail_px = 50;
  const auto inspection = bench.Inspect(GreyJpeg(), order);
  REQUIRE(inspection.ok());
  CHECK_FALSE(inspection.value().thumbnail_jpeg.empty());
}

TEST_CASE("a file that cannot be decoded fails in its parts and gets no copy", "[worker]") {
  Bench bench;
  Bytes cut = GreyJpeg();
  cut.resize(30);
  for (const Bytes& file : {Text("only text"), Text(""), Text("\xFF\xD8\xFF"), cut}) {
    const auto inspection = bench.Inspect(file, {});
    REQUIRE(inspection.ok());
    CHECK(inspection.value().sha256 == Sha256(file));
    CHECK_FALSE(inspection.value().info.ok());
    CHECK_FALSE(inspection.value().faces.ok());
    CHECK_FALSE(inspection.value().sanitised.ok());
  }
}

TEST_CASE("a file above the limits is not decoded", "[worker]") {
  Bench bench;
  Limits limits;
  SECTION("bytes") {
    limits.file_bytes = 100;
    const auto inspection = bench.Inspect(GreyJpeg(), {}, limits);
    REQUIRE_FALSE(inspection.ok());
    CHECK(inspection.error().kind == ErrorKind::kLimitExceeded);
  }
  SECTION("pixels") {
    limits.pixels = 1'000;
    const auto inspection = bench.Inspect(GreyJpeg(), {}, limits);
    REQUIRE(inspection.ok());
    CHECK(inspection.value().info.error().kind == ErrorKind::kLimitExceeded);
    CHECK_FALSE(inspection.value().sanitised.ok());
  }
}

}  // namespace photogate
