#include "metadata/jpeg_codes.h"
#include "tests/fuzz/metadata_fuzz.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const photogate::ByteView file{data, size};
  (void)photogate::EveryCodeShows(file, photogate::fuzz::SmallLimits());
  photogate::fuzz::CheckMetadata(file, photogate::FileFormat::kJpeg);
  return 0;
}
