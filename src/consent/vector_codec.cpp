#include "consent/vector_codec.h"

#include <zlib.h>

#include <bit>
#include <cstdint>

#include "core/template.h"

namespace photogate {
namespace {

constexpr std::size_t kWordBytes = 4;
// Far above any recogniser's dimensions (128 to 1024 today).
constexpr std::size_t kMostValues = 65'536;

void PutWord(Bytes& bytes, std::uint32_t word) {
  for (unsigned shift = 0; shift < 32; shift += 8) {
    bytes.push_back(static_cast<std::uint8_t>(word >> shift & 0xff));
  }
}

std::uint32_t WordAt(ByteView bytes, std::size_t at) {
  return static_cast<std::uint32_t>(bytes[at]) | static_cast<std::uint32_t>(bytes[at + 1]) << 8 |
         static_cast<std::uint32_t>(bytes[at + 2]) << 16 |
         static_cast<std::uint32_t>(bytes[at + 3]) << 24;
}

std::uint32_t Checksum(ByteView bytes) {
  return static_cast<std::uint32_t>(crc32_z(0, bytes.data(), bytes.size()));
}

}  // namespace

Bytes EncodeVector(const std::vector<float>& values) {
  Bytes bytes;
  bytes.reserve((values.size() + 1) * kWordBytes);
  for (const float value : values) PutWord(bytes, std::bit_cast<std::uint32_t>(value));
  PutWord(bytes, Checksum(bytes));
  return bytes;
}

Result<std::vector<float>> DecodeVector(ByteView bytes) {
  const Error damaged{ErrorKind::kCorrupt,
                      "A template in the register is damaged. Restore the latest backup, or remove "
                      "the person's templates and enrol them again."};
  if (bytes.size() < 2 * kWordBytes || bytes.size() % kWordBytes != 0 ||
      bytes.size() / kWordBytes - 1 > kMostValues) {
    return damaged;
  }
  const std::size_t values_bytes = bytes.size() - kWordBytes;
  if (Checksum(bytes.first(values_bytes)) != WordAt(bytes, values_bytes)) return damaged;
  std::vector<float> values(values_bytes / kWordBytes);
  for (std::size_t index = 0; index < values.size(); ++index) {
    values[index] = std::bit_cast<float>(WordAt(bytes, index * kWordBytes));
  }
  if (!IsUsableVector(values)) return damaged;
  return values;
}

}  // namespace photogate
