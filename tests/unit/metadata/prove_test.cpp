#include <catch2/catch.hpp>
#include <string>

#include "metadata/prove_clean.h"
#include "metadata/read_metadata.h"
#include "metadata/sanitise.h"
#include "tests/support/metadata/blocks.h"
#include "tests/support/metadata/samples.h"

using namespace photogate;
using namespace photogate::test;

namespace {

const SanitiseOptions kStrip{std::nullopt, true};

bool Proven(const Bytes& file, FileFormat format) {
  return ProveClean(file, format, kStrip, Limits{}).ok();
}

Bytes Cleaned(const Sample& sample) {
  const auto report = ReadMetadata(sample.bytes, sample.format, Limits{});
  REQUIRE(report.ok());
  auto copy = Sanitise(sample.bytes, sample.format, report.value(), kStrip, Limits{});
  REQUIRE(copy.ok());
  return std::move(copy).value().bytes;
}

Bytes Inserted(Bytes file, std::size_t at, const Bytes& what) {
  file.insert(file.begin() + static_cast<std::ptrdiff_t>(at), what.begin(), what.end());
  return file;
}

}  // namespace

TEST_CASE("proves no original that carries anything", "[metadata]") {
  for (const Sample& sample : DirtySamples()) {
    INFO(sample.name);
    CHECK_FALSE(Proven(sample.bytes, sample.format));
  }
}

TEST_CASE("proves no copy with a byte after its end or cut short", "[metadata]") {
  for (const Sample& sample : DirtySamples()) {
    INFO(sample.name);
    const Bytes clean = Cleaned(sample);
    REQUIRE(Proven(clean, sample.format));
    Bytes longer = clean;
    longer.push_back(0);
    CHECK_FALSE(Proven(longer, sample.format));
    Bytes shorter = clean;
    shorter.pop_back();
    CHECK_FALSE(Proven(shorter, sample.format));
    CHECK_FALSE(Proven({}, sample.format));
  }
}

TEST_CASE("proves no JPEG with a segment that is not on the list", "[metadata]") {
  const Bytes clean = Cleaned(FindSample("baseline.jpg"));
  for (const unsigned marker : {0xE1u, 0xE2u, 0xE3u, 0xEDu, 0xEEu, 0xEFu, 0xFEu, 0xF7u, 0xDEu}) {
    INFO(marker);
    CHECK_FALSE(
        Proven(Inserted(clean, 2, JpegSegment(marker, ToBytes("hello"))), FileFormat::kJpeg));
  }
  SECTION("not even between the scan and the end") {
    const Bytes exif = JpegSegment(0xE1, ToBytes("Exif"));
    CHECK_FALSE(Proven(Inserted(clean, clean.size() - 2, exif), FileFormat::kJpeg));
  }
  SECTION("nor text behind the coded data") {
    const Bytes text = ToBytes("Zebedee Quux lives at 4 Pond Lane, Wobbling");
    CHECK_FALSE(Proven(Inserted(clean, clean.size() - 2, text), FileFormat::kJpeg));
  }
  SECTION("nor text in a table's slack") {
    Bytes table(65, 1);
    table[0] = 0;
    CHECK(Proven(Inserted(clean, 2, JpegSegment(0xDB, table)), FileFormat::kJpeg));
    Append(table, "hello");
    CHECK_FALSE(Proven(Inserted(clean, 2, JpegSegment(0xDB, table)), FileFormat::kJpeg));
  }
}

TEST_CASE("proves no JPEG in which one scan replaces another", "[metadata]") {
  for (const char* name : {"baseline.jpg", "progressive.jpg"}) {
    INFO(name);
    const Bytes clean = Cleaned(FindSample(name));
    std::vector<std::size_t> scans;
    for (std::size_t at = 2; at + 1 < clean.size(); ++at) {
      if (clean[at] == 0xFF && (clean[at + 1] == 0xDA || at + 2 == clean.size())) {
        scans.push_back(at);
      }
    }
    REQUIRE(scans.size() >= 2);
    for (std::size_t i = 0; i + 1 < scans.size(); ++i) {
      const Bytes scan(clean.begin() + static_cast<std::ptrdiff_t>(scans[i]),
                       clean.begin() + static_cast<std::ptrdiff_t>(scans[i + 1]));
      CHECK_FALSE(Proven(Inserted(clean, clean.size() - 2, scan), FileFormat::kJpeg));
    }
  }
}

TEST_CASE("proves no PNG with a chunk or pixels too many", "[metadata]") {
  const Bytes clean = Cleaned(FindSample("still.png"));
  constexpr std::size_t kAfterHeader = 8 + 25;
  for (const char* type : {"tEXt", "zTXt", "iTXt", "eXIf", "tIME", "abCd", "sPLT", "PLTE"}) {
    INFO(type);
    CHECK_FALSE(
        Proven(Inserted(clean, kAfterHeader, PngChunk(type, ToBytes("Title"))), FileFormat::kPng));
  }
  CHECK_FALSE(Proven(Inserted(clean, clean.size() - 12, PngChunk("IDAT", ToBytes("more"))),
                     FileFormat::kPng));
  Bytes wrong_sum = clean;
  wrong_sum[kAfterHeader - 1] ^= 1;
  CHECK_FALSE(Proven(wrong_sum, FileFormat::kPng));
}

TEST_CASE("proves no profile with private bytes", "[metadata]") {
  const auto with = [](const Bytes& profile) {
    Bytes payload = ToBytes("ICC_PROFILE");
    Append(payload, Bytes{0, 1, 1});
    Append(payload, profile);
    return MakeJpeg(JpegKind::kBaseline, JpegSegment(0xE2, payload));
  };
  CHECK_FALSE(Proven(with(DirtyIcc()), FileFormat::kJpeg));
  CHECK(Proven(Cleaned({"", FileFormat::kJpeg, 1, false, true, with(DirtyIcc())}),
               FileFormat::kJpeg));
}

TEST_CASE("proves no TIFF with a tag that is not on the list", "[metadata]") {
  Bytes clean = Cleaned(FindSample("plain.tif"));
  // Row count (278) renamed to Software (305) of the same length.
  for (std::size_t at = 0; at + 4 < clean.size(); ++at) {
    if (clean[at] == 0x16 && clean[at + 1] == 1 && clean[at + 2] == 3 && clean[at + 3] == 0) {
      clean[at] = 0x31;
    }
  }
  CHECK_FALSE(Proven(clean, FileFormat::kTiff));
}

TEST_CASE("proves no GIF whose data goes on after its last pixel", "[metadata]") {
  const Bytes clean = Cleaned(FindSample("still.gif"));
  // Before the terminator of the image data and the trailer.
  CHECK_FALSE(Proven(Inserted(clean, clean.size() - 2, ToBytes("\5hello")), FileFormat::kGif));
  CHECK_FALSE(Proven(Inserted(clean, clean.size() - 1, ToBytes("!\xFE\5hello")), FileFormat::kGif));
}
