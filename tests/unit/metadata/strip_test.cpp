#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>

#include "metadata/prove_clean.h"
#include "metadata/read_metadata.h"
#include "metadata/sanitise.h"
#include "photo/open_photo.h"
#include "tests/support/metadata/blocks.h"
#include "tests/support/metadata/samples.h"
#include "tests/support/paths.h"
#include "tests/support/run_program.h"
#include "tests/unit/metadata/secrets.h"

using namespace photogate;
using namespace photogate::test;

namespace {

const SanitiseOptions kStrip{std::nullopt, true};

SanitisedPhoto Strip(const Sample& sample, const SanitiseOptions& options = kStrip) {
  const auto report = ReadMetadata(sample.bytes, sample.format, Limits{});
  REQUIRE(report.ok());
  auto copy = Sanitise(sample.bytes, sample.format, report.value(), options, Limits{});
  if (!copy.ok()) FAIL(copy.error().message << " [" << copy.error().context << "]");
  return std::move(copy).value();
}

DecodedImage Decode(ByteView bytes) {
  const auto source = OpenPhoto(bytes, Limits{});
  if (!source.ok()) FAIL(source.error().message << " [" << source.error().context << "]");
  auto image = source.value()->Decode(100'000);
  if (!image.ok()) FAIL(image.error().message << " [" << image.error().context << "]");
  return std::move(image).value();
}

int Count(const SanitisedPhoto& photo, MetadataClass kind) {
  for (const RemovedClass& removed : photo.removed) {
    if (removed.kind == kind) return removed.count;
  }
  return 0;
}

}  // namespace

TEST_CASE("leaves nothing of what was planted in any format", "[metadata]") {
  for (const Sample& sample : DirtySamples()) {
    INFO(sample.name);
    REQUIRE(HoldsSecret(sample.bytes));
    const SanitisedPhoto copy = Strip(sample);
    CHECK_FALSE(HoldsSecret(copy.bytes));
    CHECK(ProveClean(copy.bytes, copy.format, kStrip, Limits{}).ok());
    const auto after = ReadMetadata(copy.bytes, copy.format, Limits{});
    REQUIRE(after.ok());
    CHECK(after.value().complete);
    CHECK(after.value().orientation == sample.orientation);
    for (const MetadataItem& item : after.value().items) {
      INFO(item.where << " = " << item.value);
      const bool name = item.where == "ICC profile name" && item.value == "ICC profile";
      CHECK(
          (item.kind == MetadataClass::kAppearance || item.kind == MetadataClass::kOther || name));
    }
    CHECK_FALSE(after.value().latitude_deg);
    CHECK(after.value().author.empty());
  }
}

TEST_CASE("shows the same pixels afterwards", "[metadata]") {
  for (const Sample& sample : DirtySamples()) {
    if (!sample.decodable) continue;
    INFO(sample.name);
    const SanitisedPhoto copy = Strip(sample);
    CHECK_FALSE(copy.re_encoded);
    const DecodedImage before = Decode(sample.bytes), after = Decode(copy.bytes);
    CHECK(before.width_px == after.width_px);
    CHECK(before.height_px == after.height_px);
    CHECK(before.bgr == after.bgr);
  }
}

TEST_CASE("a second cleaning changes nothing", "[metadata]") {
  for (const Sample& sample : DirtySamples()) {
    INFO(sample.name);
    Sample again = sample;
    again.bytes = Strip(sample).bytes;
    CHECK(Strip(again).bytes == again.bytes);
  }
}

TEST_CASE("another program finds nothing either", "[metadata]") {
  if (!std::filesystem::exists("/usr/bin/exiftool")) PHOTOGATE_SKIP("exiftool is not installed");
  const TempFolder folder;
  const auto write = [&](const std::string& name, const Bytes& bytes) {
    std::ofstream file(folder.path() / name, std::ios::binary);
    file.write(reinterpret_cast<const char*>(bytes.data()),
               static_cast<std::streamsize>(bytes.size()));
  };
  for (const Sample& sample : DirtySamples()) {
    write("dirty-" + sample.name, sample.bytes);
    write("clean-" + sample.name, Strip(sample).bytes);
  }
  // One process for all: starting it is what takes long.
  const std::string all =
      RunProgram("/usr/bin/exiftool", {"-ee", "-a", "-u", "-G1", "-s", folder.path().string()}).out;
  const auto says = [&](const std::string& file) {
    const std::size_t begin = all.find("/" + file + "\n");
    REQUIRE(begin != std::string::npos);
    const std::size_t end = all.find("\n======== ", begin);
    return all.substr(begin, end - begin);
  };
  for (const Sample& sample : DirtySamples()) {
    const std::string before = says("dirty-" + sample.name), after = says("clean-" + sample.name);
    INFO(sample.name << '\n' << after);
    CHECK((before.find(kPerson) != std::string::npos || before.find(kPlace) != std::string::npos));
    for (const char* group : {"[GPS]", "[XMP", "[IPTC]", "[Photoshop]", "[ExifIFD]", "[IFD1]",
                              "[MPF", "[Trailer]", "Zebedee", "Wobbling", "Thumbnail"}) {
      INFO(group);
      // A TIFF file's second page is IFD1.
      if (sample.format == FileFormat::kTiff && std::string(group) == "[IFD1]") continue;
      CHECK(after.find(group) == std::string::npos);
    }
    if (sample.orientation != 1) CHECK(after.find("Orientation") != std::string::npos);
  }
}

TEST_CASE("counts what was removed by class and not by value", "[metadata]") {
  const SanitisedPhoto copy = Strip(FindSample("baseline.jpg"));
  CHECK(Count(copy, MetadataClass::kLocation) >= 5);
  CHECK(Count(copy, MetadataClass::kPeople) >= 3);
  CHECK(Count(copy, MetadataClass::kHiddenPicture) >= 4);
  CHECK(Count(copy, MetadataClass::kAppearance) == 0);
}

TEST_CASE("keeps the school's own credit and only that", "[metadata]") {
  SanitiseOptions options = kStrip;
  options.credit = KeptCredit{"(c) Hill Primary School", "Hill Primary"};
  for (const char* name : {"baseline.jpg", "upright.jpg", "still.png", "lossy.webp", "plain.tif"}) {
    INFO(name);
    const Sample sample = FindSample(name);
    const SanitisedPhoto copy = Strip(sample, options);
    CHECK_FALSE(HoldsSecret(copy.bytes));
    const auto after = ReadMetadata(copy.bytes, copy.format, Limits{});
    REQUIRE(after.ok());
    CHECK(after.value().copyright == "(c) Hill Primary School");
    CHECK(after.value().author == "Hill Primary");
    CHECK(after.value().orientation == sample.orientation);
    // Asked for nothing, the same bytes are not clean.
    CHECK_FALSE(ProveClean(copy.bytes, copy.format, kStrip, Limits{}).ok());
  }
}

TEST_CASE("holds formats that cannot carry a credit when one is asked for", "[metadata]") {
  SanitiseOptions options = kStrip;
  options.credit = KeptCredit{"(c) Hill Primary School", ""};
  for (const char* name : {"still.gif", "grid.heic"}) {
    const Sample sample = FindSample(name);
    const auto report = ReadMetadata(sample.bytes, sample.format, Limits{});
    REQUIRE(report.ok());
    CHECK_FALSE(Sanitise(sample.bytes, sample.format, report.value(), options, Limits{}).ok());
  }
}

TEST_CASE("holds an animation unless it is asked to keep it", "[metadata]") {
  for (const Sample& sample : DirtySamples()) {
    if (!sample.animated) continue;
    INFO(sample.name);
    const auto report = ReadMetadata(sample.bytes, sample.format, Limits{});
    REQUIRE(report.ok());
    const auto copy =
        Sanitise(sample.bytes, sample.format, report.value(), SanitiseOptions{}, Limits{});
    REQUIRE_FALSE(copy.ok());
    CHECK(copy.error().kind == ErrorKind::kUnsupported);
    CHECK_FALSE(ProveClean(Strip(sample).bytes, sample.format, SanitiseOptions{}, Limits{}).ok());
  }
}

TEST_CASE("holds a HEIF file that is an image sequence", "[metadata]") {
  Sample sample = FindSample("grid.heic");
  REQUIRE(Sanitise(sample.bytes, sample.format,
                   ReadMetadata(sample.bytes, sample.format, Limits{}).value(), kStrip, Limits{})
              .ok());
  const Bytes moov = ToBytes(std::string("\0\0\0\x8moov", 8));
  sample.bytes.insert(sample.bytes.end(), moov.begin(), moov.end());
  const auto report = ReadMetadata(sample.bytes, sample.format, Limits{});
  REQUIRE(report.ok());
  const auto copy = Sanitise(sample.bytes, sample.format, report.value(), kStrip, Limits{});
  REQUIRE_FALSE(copy.ok());
  CHECK(copy.error().kind == ErrorKind::kUnsupported);
}

TEST_CASE("never writes a copy of a format it does not know", "[metadata]") {
  for (const FileFormat format : {FileFormat::kUnknown, FileFormat::kBmp, FileFormat::kVideo,
                                  FileFormat::kDocument, FileFormat::kEmpty}) {
    const Bytes bytes = ToBytes("some bytes of whatever kind");
    const auto copy = Sanitise(bytes, format, MetadataReport{}, kStrip, Limits{});
    REQUIRE_FALSE(copy.ok());
    CHECK(copy.error().kind == ErrorKind::kUnsupported);
    CHECK_FALSE(ProveClean(bytes, format, kStrip, Limits{}).ok());
  }
}
