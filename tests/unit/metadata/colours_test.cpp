#include <algorithm>
#include <catch2/catch.hpp>
#include <string_view>

#include "metadata/other_colours.h"
#include "metadata/prove_clean.h"
#include "metadata/read_metadata.h"
#include "metadata/sanitise.h"
#include "tests/support/metadata/blocks.h"
#include "tests/support/metadata/samples.h"

using namespace photogate;
using namespace photogate::test;
using std::string_view_literals::operator""sv;

namespace {

// An Exif directory with ColorSpace `space` and an interoperability directory that says `index`.
Bytes CameraJpeg(std::uint8_t space, char index) {
  Bytes exif = ToBytes(
      "Exif\0\0MM\0*\0\0\0\10"
      "\0\1\207\151\0\4\0\0\0\1\0\0\0\32\0\0\0\0"
      "\0\2\240\1\0\3\0\0\0\1"sv);
  exif.insert(exif.end(), {space, space, 0, 0});
  const Bytes rest = ToBytes(
      "\240\5\0\4\0\0\0\1\0\0\0\70\0\0\0\0"
      "\0\1\0\1\0\2\0\0\0\4R0"sv);
  exif.insert(exif.end(), rest.begin(), rest.end());
  exif.push_back(static_cast<std::uint8_t>(index));
  exif.insert(exif.end(), {0, 0, 0, 0, 0});
  return MakeJpeg(JpegKind::kBaseline, JpegSegment(0xE1, exif));
}

bool Writes(ByteView file) {
  const auto report = ReadMetadata(file, FileFormat::kJpeg, Limits{});
  REQUIRE(report.ok());
  return Sanitise(file, FileFormat::kJpeg, report.value(), SanitiseOptions{}, Limits{}).ok();
}

Bytes PngWith(const std::string& type, const Bytes& data) {
  Bytes file = FindSample("still.png").bytes;
  const Bytes chunk = PngChunk(type, data);
  file.insert(file.begin() + 33, chunk.begin(), chunk.end());  // behind IHDR
  return file;
}

}  // namespace

TEST_CASE("holds a JPEG whose Adobe RGB only the camera's Exif tells of", "[metadata]") {
  CHECK_FALSE(Writes(CameraJpeg(0xFF, '3')));
  CHECK(Writes(CameraJpeg(0xFF, '8')));
  CHECK(Writes(CameraJpeg(0x00, '3')));
  CHECK(HasOtherColours(CameraJpeg(0xFF, '3'), FileFormat::kJpeg, Limits{}));
}

TEST_CASE("knows colours that a decoder leaves aside", "[metadata]") {
  // The sample has a profile, which goes first, so these are of a picture without one.
  const auto other = [](const std::string& type, const Bytes& data) {
    Bytes file = ToBytes("\x89PNG\r\n\x1A\n"sv);
    for (const Bytes& chunk : {PngChunk("IHDR", Bytes(13, 1)), PngChunk(type, data),
                               PngChunk("IDAT", {}), PngChunk("IEND", {})}) {
      file.insert(file.end(), chunk.begin(), chunk.end());
    }
    return HasOtherColours(file, FileFormat::kPng, Limits{});
  };
  CHECK_FALSE(other("gAMA", {0, 0, 0xB1, 0x8F}));  // 45,455
  CHECK(other("gAMA", {0, 1, 0x86, 0xA0}));        // 100,000: linear
  CHECK_FALSE(other("cICP", {1, 13, 0, 1}));
  CHECK(other("cICP", {9, 16, 0, 1}));  // BT.2100 PQ
  CHECK_FALSE(other("gAMA", {}));
  CHECK(HasOtherColours(PngWith("cICP", {9, 16, 0, 1}), FileFormat::kPng, Limits{}));
}

TEST_CASE("holds a HEIF file in which a tile is an auxiliary picture too", "[metadata][fuzz]") {
  // Found by fuzzing: the copy kept a reference to something that is not transparency.
  Bytes file = FindSample("grid.heic").bytes;
  constexpr std::string_view kAuxiliary = "auxl\0\15\0\1\0\12"sv;
  const auto at = std::search(file.begin(), file.end(), kAuxiliary.begin(), kAuxiliary.end());
  REQUIRE(at != file.end());
  constexpr std::string_view kTiles = "dimg"sv;
  const auto tiles = std::search(file.begin(), file.end(), kTiles.begin(), kTiles.end());
  REQUIRE(tiles != file.end());
  // From: the grid's first tile, which is no transparency; to: the grid, the primary picture.
  at[4] = tiles[8];
  at[5] = tiles[9];
  at[8] = tiles[4];
  at[9] = tiles[5];
  const auto report = ReadMetadata(file, FileFormat::kHeif, Limits{});
  REQUIRE(report.ok());
  const auto copy = Sanitise(file, FileFormat::kHeif, report.value(), SanitiseOptions{}, Limits{});
  REQUIRE_FALSE(copy.ok());
  CHECK(copy.error().kind == ErrorKind::kUnsupported);
}
