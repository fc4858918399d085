// Writes the fuzzers' seed corpus: metadata_seeds FOLDER makes one folder per fuzzer in it, named
// as the fuzzer; the one that opens photos gets every format.
#include <filesystem>
#include <fstream>
#include <iostream>
#include <string>

#include "tests/support/metadata/samples.h"

int main(int count, char** arguments) {
  if (count != 2) {
    std::cerr << "usage: metadata_seeds FOLDER\n";
    return 1;
  }
  for (const auto& sample : photogate::test::DirtySamples()) {
    const bool avif = sample.format == photogate::FileFormat::kAvif;  // one fuzzer for both
    const auto format = avif ? photogate::FileFormat::kHeif : sample.format;
    const std::string own = "fuzz_metadata_" + std::string(photogate::FormatName(format));
    for (const std::string& fuzzer : {own, std::string("fuzz_photo_open")}) {
      const auto folder = std::filesystem::path(arguments[1]) / fuzzer;
      std::filesystem::create_directories(folder);
      std::ofstream file(folder / sample.name, std::ios::binary);
      file.write(reinterpret_cast<const char*>(sample.bytes.data()),
                 static_cast<std::streamsize>(sample.bytes.size()));
      if (!file.flush()) {
        std::cerr << "cannot write " << sample.name << '\n';
        return 1;
      }
    }
  }
  return 0;
}
