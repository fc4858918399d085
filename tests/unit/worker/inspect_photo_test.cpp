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
