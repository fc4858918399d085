#include <algorithm>
#include <catch2/catch.hpp>
#include <random>

#include "metadata/prove_clean.h"
#include "metadata/read_metadata.h"
#include "metadata/sanitise.h"
#include "tests/support/metadata/samples.h"
#include "tests/unit/metadata/secrets.h"

using namespace photogate;
using namespace photogate::test;

namespace {

const SanitiseOptions kStrip{std::nullopt, true};

// Whatever the bytes are: no crash, and a copy that is written is proven and holds no packet. (A
// damaged marker or offset can turn a short text into pixel data, so names are not looked for.)
void Survive(ByteView bytes, FileFormat format) {
  const auto report = ReadMetadata(bytes, format, Limits{});
  REQUIRE(report.ok());
  const auto copy = Sanitise(bytes, format, report.value(), kStrip, Limits{});
  if (!copy.ok()) return;
  CHECK(ProveClean(copy.value().bytes, format, kStrip, Limits{}).ok());
  CHECK_FALSE(Holds(copy.value().bytes, "<x:xmpmeta"));
}

}  // namespace

TEST_CASE("survives files cut short anywhere", "[metadata]") {
  for (const Sample& sample : DirtySamples()) {
    INFO(sample.name);
    const std::size_t step = std::max<std::size_t>(1, sample.bytes.size() / 300);
    for (std::size_t size = 0; size < sample.bytes.size(); size += step) {
      Survive(ByteView(sample.bytes).first(size), sample.format);
    }
  }
}

TEST_CASE("survives damaged bytes", "[metadata]") {
  std::mt19937 random(20261121);
  for (const Sample& sample : DirtySamples()) {
    INFO(sample.name);
    for (int round = 0; round < 200; ++round) {
      Bytes bytes = sample.bytes;
      for (int i = 0; i < 1 + round % 4; ++i) {
        bytes[random() % bytes.size()] = static_cast<std::uint8_t>(random());
      }
      Survive(bytes, sample.format);
    }
  }
}

TEST_CASE("survives lengths that claim too much", "[metadata]") {
  for (const Sample& sample : DirtySamples()) {
    INFO(sample.name);
    const std::size_t step = std::max<std::size_t>(1, sample.bytes.size() / 200);
    for (std::size_t at = 0; at + 4 <= sample.bytes.size(); at += step) {
      for (const std::uint8_t value : {std::uint8_t{0}, std::uint8_t{0x7F}, std::uint8_t{0xFF}}) {
        Bytes bytes = sample.bytes;
        std::fill_n(bytes.begin() + static_cast<std::ptrdiff_t>(at), 4, value);
        Survive(bytes, sample.format);
      }
    }
  }
}

TEST_CASE("survives one format taken for another", "[metadata]") {
  for (const Sample& sample : DirtySamples()) {
    for (const FileFormat format :
         {FileFormat::kJpeg, FileFormat::kPng, FileFormat::kWebp, FileFormat::kGif,
          FileFormat::kTiff, FileFormat::kHeif, FileFormat::kAvif}) {
      Survive(sample.bytes, format);
    }
  }
}
