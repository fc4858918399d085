#include <algorithm>
#include <catch2/catch.hpp>
#include <string_view>

#include "metadata/prove_clean.h"
#include "metadata/read_metadata.h"
#include "metadata/sanitise.h"
#include "tests/support/metadata/samples.h"

using namespace photogate;
using namespace photogate::test;

namespace {

const SanitiseOptions kStrip{std::nullopt, true};

std::size_t PlaceOf(const Bytes& file, std::string_view letters) {
  const auto at = std::search(file.begin(), file.end(), letters.begin(), letters.end());
  REQUIRE(at != file.end());
  return static_cast<std::size_t>(at - file.begin());
}

void AddTo(Bytes& file, std::size_t at, std::uint32_t more) {
  std::uint32_t value = 0;
  for (std::size_t i = 0; i < 4; ++i) value = value << 8 | file[at + i];
  value += more;
  for (std::size_t i = 0; i < 4; ++i)
    file[at + i] = static_cast<std::uint8_t>(value >> (24 - 8 * i));
}

// The sample's picture of 48 x 32 with a clean aperture in place of its colour profile.
Bytes Cropped(const std::string& sample, std::uint8_t width, std::uint8_t height,
              std::uint8_t aside) {
  Bytes file = FindSample(sample).bytes;
  const Bytes clap{0, 0, 0, 40, 'c', 'l', 'a', 'p',   0, 0, 0, width, 0, 0, 0, 1, 0, 0, 0, height,
                   0, 0, 0, 1,  0,   0,   0,   aside, 0, 0, 0, 1,     0, 0, 0, 0, 0, 0, 0, 1};
  const std::size_t places = PlaceOf(file, "iloc") + 12;
  for (std::size_t item = 0; item < 7; ++item) AddTo(file, places + 14 * item + 6, 40);
  const std::size_t uses = PlaceOf(file, "ipma");
  // Behind version, the number of items, the first one's number and that of its uses.
  REQUIRE(file[uses + 4 + 4 + 4 + 2 + 1 + 2] == 4);
  file[uses + 4 + 4 + 4 + 2 + 1 + 2] = 0x87;
  file.insert(file.begin() + static_cast<std::ptrdiff_t>(uses) - 4, clap.begin(), clap.end());
  for (const char* box : {"meta", "iprp", "ipco"}) AddTo(file, PlaceOf(file, box) - 4, 40);
  return file;
}

Result<SanitisedPhoto> Strip(const Bytes& file, FileFormat format) {
  const auto report = ReadMetadata(file, format, Limits{});
  REQUIRE(report.ok());
  return Sanitise(file, format, report.value(), kStrip, Limits{});
}

}  // namespace

TEST_CASE("makes no copy of a HEIF picture that keeps pixels it does not show", "[metadata]") {
  for (const std::string name : {"grid.heic", "grid.avif"}) {
    INFO(name);
    const FileFormat format = FindSample(name).format;
    const auto held = [&](std::uint8_t width, std::uint8_t height, std::uint8_t aside) {
      const auto copy = Strip(Cropped(name, width, height, aside), format);
      return !copy.ok() && copy.error().kind == ErrorKind::kUnsupported &&
             copy.error().context == "clap";
    };
    CHECK(held(24, 32, 0));
    CHECK(held(48, 31, 0));
    CHECK(held(48, 32, 1));
    CHECK(held(0, 0, 0));
    // An aperture as large as the picture crops nothing, and is of no use in the copy.
    const auto whole = Strip(Cropped(name, 48, 32, 0), format);
    REQUIRE(whole.ok());
    const Bytes& bytes = whole.value().bytes;
    CHECK(PlaceOf(bytes, "ispe") > 0);
    const std::string_view clap = "clap";
    CHECK(std::search(bytes.begin(), bytes.end(), clap.begin(), clap.end()) == bytes.end());
  }
}

TEST_CASE("makes no copy of a HEIF grid with more tiles than it shows", "[metadata]") {
  const Bytes whole = FindSample("grid.heic").bytes;
  const auto strip = [&](std::uint8_t columns, std::uint8_t width, std::uint8_t height) {
    Bytes file = whole;
    const std::string_view grid("\0\0\0\1\0\x60\0\x20", 8);
    const std::size_t at = PlaceOf(file, grid);
    file[at + 3] = static_cast<std::uint8_t>(columns - 1);
    file[at + 5] = width;
    file[at + 7] = height;
    return Strip(file, FileFormat::kHeif).ok();
  };
  CHECK(strip(2, 96, 32));
  CHECK(strip(2, 90, 30));        // filling, as cameras have it in the last tiles
  CHECK_FALSE(strip(2, 48, 32));  // the second tile is not seen
  CHECK_FALSE(strip(1, 48, 32));  // nor placed
  CHECK_FALSE(strip(2, 97, 32));
}

TEST_CASE("keeps the transparency of a HEIF picture and of no tile", "[metadata]") {
  Bytes file = FindSample("grid.heic").bytes;
  const auto has_alpha = [&] {
    const auto copy = Strip(file, FileFormat::kHeif);
    REQUIRE(copy.ok());
    const std::string_view type = "auxC";
    const Bytes& bytes = copy.value().bytes;
    return std::search(bytes.begin(), bytes.end(), type.begin(), type.end()) != bytes.end();
  };
  CHECK(has_alpha());
  // The picture that the alpha plane belongs to: now the first tile.
  file[PlaceOf(file, "auxl") + 4 + 2 + 2 + 1] = 11;
  CHECK_FALSE(has_alpha());
}

TEST_CASE("proves no HEIF copy that says what to crop", "[metadata]") {
  const auto copy = Strip(FindSample("grid.heic").bytes, FileFormat::kHeif);
  REQUIRE(copy.ok());
  const auto with = [&](std::string_view type) {
    Bytes bytes = copy.value().bytes;
    // Behind the grid, the tiles and the alpha plane lie in mdat and move.
    const std::size_t places = PlaceOf(bytes, "iloc") + 12;
    for (std::size_t item = 1; item < 4; ++item) AddTo(bytes, places + 16 * item + 8, 40);
    Bytes box{0, 0, 0, 40};
    box.insert(box.end(), type.begin(), type.end());
    box.resize(40, 0);
    const auto at = static_cast<std::ptrdiff_t>(PlaceOf(bytes, "ipma")) - 4;
    bytes.insert(bytes.begin() + at, box.begin(), box.end());
    for (const char* outer : {"meta", "iprp", "ipco"}) AddTo(bytes, PlaceOf(bytes, outer) - 4, 40);
    return ProveClean(bytes, FileFormat::kHeif, kStrip, Limits{});
  };
  const auto proven = with("clap");
  REQUIRE_FALSE(proven.ok());
  CHECK(proven.error().context == with("abcd").error().context);
}
