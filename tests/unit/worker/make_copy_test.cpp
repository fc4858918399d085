#include "worker/make_copy.h"

#include <catch2/catch.hpp>
#include <cmath>
#include <cstdlib>

#include "metadata/prove_clean.h"
#include "metadata/read_metadata.h"
#include "photo/encode_copy.h"
#include "photo/open_photo.h"
#include "tests/support/metadata/samples.h"

namespace photogate {
namespace {

using test::FindSample;
using test::Sample;

Result<SanitisedPhoto> Copy(ByteView file, const PublishRules& rules,
                            std::vector<std::string> own_credits = {}) {
  auto source = OpenPhoto(file, Limits{});
  REQUIRE(source.ok());
  const auto report = ReadMetadata(file, source.value()->info().format, Limits{});
  REQUIRE(report.ok());
  InspectionOrder order;
  order.publish = rules;
  order.sanitise_options.own_credits = std::move(own_credits);
  return MakeCopy(file, std::move(source).value(), report.value(), order, Limits{});
}

DecodedImage Pixels(ByteView file) {
  auto source = OpenPhoto(file, Limits{});
  REQUIRE(source.ok());
  auto image = source.value()->Decode(100'000);
  REQUIRE(image.ok());
  return std::move(image).value();
}

// Colours that change slowly from side to side, so that a smaller copy is known.
Bytes Gradient(FileFormat format, int width, int height) {
  DecodedImage image{width, height, {}, 1, {0, 0}};
  for (int y = 0; y < height; ++y) {
    for (int x = 0; x < width; ++x) {
      image.bgr.push_back(static_cast<std::uint8_t>(255 * x / width));
      image.bgr.push_back(static_cast<std::uint8_t>(255 * y / height));
      image.bgr.push_back(128);
    }
  }
  auto bytes = EncodeCopy(image, format, 95);
  REQUIRE(bytes.ok());
  return std::move(bytes).value();
}

}  // namespace

TEST_CASE("a channel without wishes gets the coded picture bit for bit", "[worker]") {
  const Sample sample = FindSample("baseline.jpg");
  const auto copy = Copy(sample.bytes, PublishRules{});
  REQUIRE(copy.ok());
  CHECK_FALSE(copy.value().re_encoded);
  CHECK(Pixels(copy.value().bytes).bgr == Pixels(sample.bytes).bgr);
}

TEST_CASE("a channel's longest edge makes larger photos smaller and none larger", "[worker]") {
  for (const FileFormat format : {FileFormat::kJpeg, FileFormat::kPng, FileFormat::kWebp}) {
    const Bytes file = Gradient(format, 600, 400);
    PublishRules rules;
    rules.longest_edge_px = 150;
    const auto copy = Copy(file, rules);
    REQUIRE(copy.ok());
    CHECK(copy.value().re_encoded);
    CHECK(copy.value().format == format);
    const DecodedImage small = Pixels(copy.value().bytes);
    REQUIRE(small.width_px == 150);
    REQUIRE(small.height_px == 100);
    // The same picture: colours at a few places are those of the original.
    for (const int x : {10, 75, 140}) {
      const auto at = 3 * static_cast<std::size_t>(50 * small.width_px + x);
      CHECK(std::abs(small.bgr[at] - 255 * x / 150) < 8);
      CHECK(std::abs(small.bgr[at + 1] - 127) < 8);
      CHECK(std::abs(small.bgr[at + 2] - 128) < 8);
    }
    rules.longest_edge_px = 600;
    const auto same = Copy(file, rules);
    REQUIRE(same.ok());
    CHECK_FALSE(same.value().re_encoded);
  }
}

TEST_CASE("a copy that is encoded anew is upright and says nothing", "[worker]") {
  PublishRules rules;
  rules.longest_edge_px = 20;
  for (const Sample& sample : test::DirtySamples()) {
    if (!sample.decodable || sample.animated) continue;
    auto source = OpenPhoto(sample.bytes, Limits{});
    if (!source.ok() || source.value()->info().pictures > 1) continue;
    if (source.value()->info().width_px <= 20) continue;
    INFO(sample.name);
    const auto copy = Copy(sample.bytes, rules);
    if (!copy.ok()) {
      // Colours that a copy would lose.
      CHECK(copy.error().kind == ErrorKind::kUnsupported);
      continue;
    }
    const Bytes& bytes = copy.value().bytes;
    CHECK(copy.value().re_encoded);
    CHECK(ProveClean(bytes, copy.value().format, SanitiseOptions{}, Limits{}).ok());
    const auto after = ReadMetadata(bytes, copy.value().format, Limits{});
    REQUIRE(after.ok());
    CHECK(after.value().orientation == 1);
    CHECK(after.value().texts.empty());
    const DecodedImage shown = Pixels(bytes);
    CHECK(std::max(shown.width_px, shown.height_px) == 20);
    // As wide against its height as the original is when it is upright.
    CHECK((shown.width_px > shown.height_px) ==
          (source.value()->info().width_px > source.value()->info().height_px));
    // What was taken out is told as for any other copy.
    CHECK_FALSE(copy.value().removed.empty());
  }
}

TEST_CASE("a channel's format is what its copies have", "[worker]") {
  for (const auto& [wish, wanted] :
       {std::pair{CopyFormat::kJpeg, FileFormat::kJpeg}, {CopyFormat::kWebp, FileFormat::kWebp}}) {
    PublishRules rules;
    rules.format = wish;
    for (const FileFormat from : {FileFormat::kJpeg, FileFormat::kPng, FileFormat::kWebp}) {
      const auto copy = Copy(Gradient(from, 60, 40), rules);
      REQUIRE(copy.ok());
      CHECK(copy.value().format == wanted);
      CHECK(SniffFormat(copy.value().bytes) == wanted);
      CHECK(copy.value().re_encoded == (from != wanted));
    }
  }
}

TEST_CASE("a lower quality makes a smaller copy", "[worker]") {
  const Bytes file = Gradient(FileFormat::kPng, 600, 400);
  for (const CopyFormat format : {CopyFormat::kJpeg, CopyFormat::kWebp}) {
    PublishRules rules;
    rules.format = format;
    rules.quality = 95;
    const auto fine = Copy(file, rules);
    rules.quality = 30;
    const auto coarse = Copy(file, rules);
    REQUIRE(fine.ok());
    REQUIRE(coarse.ok());
    CHECK(coarse.value().bytes.size() < fine.value().bytes.size());
  }
}

TEST_CASE("the school's own credit stays in a copy, in the register's words", "[worker]") {
  const Sample sample = FindSample("baseline.jpg");
  const auto said = ReadMetadata(sample.bytes, sample.format, Limits{});
  REQUIRE(said.ok());
  REQUIRE_FALSE(said.value().copyright.empty());
  for (const int longest : {0, 20}) {
    PublishRules rules;
    rules.longest_edge_px = longest;
    const auto copy = Copy(sample.bytes, rules, {"Another School", "QUUX PORTRAITS"});
    REQUIRE(copy.ok());
    CHECK(copy.value().credit == CreditKept::kKept);
    const auto after = ReadMetadata(copy.value().bytes, copy.value().format, Limits{});
    REQUIRE(after.ok());
    CHECK(after.value().copyright == "QUUX PORTRAITS");
    CHECK(after.value().author.empty());
  }
  const auto none = Copy(sample.bytes, PublishRules{}, {"Another School"});
  REQUIRE(none.ok());
  CHECK(none.value().credit == CreditKept::kNone);
}

TEST_CASE("what moves is never reduced to its first picture", "[worker]") {
  const Sample sample = FindSample("animated.gif");
  PublishRules rules;
  rules.format = CopyFormat::kJpeg;
  CHECK_FALSE(Copy(sample.bytes, rules).ok());
}

}  // namespace photogate
