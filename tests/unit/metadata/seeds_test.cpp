// What the fuzzers ask of every format, of their own seeds and of seeds that were damaged.
#include <catch2/catch.hpp>
#include <random>

#include "metadata/jpeg_codes.h"
#include "tests/fuzz/metadata_fuzz.h"
#include "tests/support/metadata/samples.h"

using namespace photogate;

namespace {

// Bytes changed, doubled, taken out and cut off, as a fuzzer's first steps are.
Bytes Damaged(Bytes file, std::mt19937& random) {
  for (unsigned steps = 1 + random() % 4; steps > 0 && !file.empty(); --steps) {
    const auto at = static_cast<std::ptrdiff_t>(random() % file.size());
    switch (random() % 4) {
      case 0: file[static_cast<std::size_t>(at)] = static_cast<std::uint8_t>(random()); break;
      case 1: file[static_cast<std::size_t>(at)] = random() % 2 == 0 ? 0xFF : 0; break;
      case 2: file.insert(file.begin() + at, file[static_cast<std::size_t>(at)]); break;
      default: file.erase(file.begin() + at); break;
    }
  }
  if (random() % 8 == 0) file.resize(random() % (file.size() + 1));
  return file;
}

}  // namespace

TEST_CASE("seeds of the fuzzers and damaged ones are read, cleaned and proven or held",
          "[metadata][fuzz]") {
  std::mt19937 random(20261126);
  for (const auto& sample : test::DirtySamples()) {
    CAPTURE(sample.name);
    // Ends the program where a promise is broken.
    fuzz::CheckMetadata(sample.bytes, sample.format);
    for (int round = 0; round < 150; ++round) {
      const Bytes file = Damaged(sample.bytes, random);
      fuzz::CheckMetadata(file, sample.format);
      (void)EveryCodeShows(file, fuzz::SmallLimits());
    }
  }
  SUCCEED();
}
