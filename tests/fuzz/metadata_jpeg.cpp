#include "tests/fuzz/metadata_fuzz.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  photogate::fuzz::CheckMetadata({data, size}, photogate::FileFormat::kJpeg);
  return 0;
}
