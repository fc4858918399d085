#include "worker/wire.h"

#include <bit>
#include <cmath>

namespace photogate {

void WireWriter::Put(std::uint64_t value) {
  for (int shift = 0; shift < 64; shift += 8) {
    bytes_.push_back(static_cast<std::uint8_t>(value >> shift));
  }
}

void WireWriter::PutReal(double value) { Put(std::bit_cast<std::uint64_t>(value)); }

void WireWriter::PutText(std::string_view text) {
  Put(text.size());
  bytes_.insert(bytes_.end(), text.begin(), text.end());
}

void WireWriter::PutFloats(const std::vector<float>& values) {
  Put(values.size());
  for (const float value : values) {
    const auto bits = std::bit_cast<std::uint32_t>(value);
    for (int shift = 0; shift < 32; shift += 8) {
      bytes_.push_back(static_cast<std::uint8_t>(bits >> shift));
    }
  }
}

ByteView WireReader::TakeBytes(std::uint64_t count) {
  if (failed_ || count > rest_.size()) {
    failed_ = true;
    return {};
  }
  const ByteView taken = rest_.first(static_cast<std::size_t>(count));
  rest_ = rest_.subspan(taken.size());
  return taken;
}

std::uint64_t WireReader::Take(std::uint64_t max) {
  const ByteView bytes = TakeBytes(8);
  std::uint64_t value = 0;
  for (std::size_t at = 0; at < bytes.size(); ++at) {
    value |= std::uint64_t{bytes[at]} << (8 * at);
  }
  if (value > max) failed_ = true;
  return failed_ ? 0 : value;
}

std::int64_t WireReader::TakeSigned(std::int64_t min, std::int64_t max) {
  const auto value = static_cast<std::int64_t>(Take(UINT64_MAX));
  if (value < min || value > max) failed_ = true;
  // The smallest allowed value rather than 0, which an enumeration may not have.
  return failed_ ? min : value;
}

double WireReader::TakeReal(double min, double max) {
  const double value = std::bit_cast<double>(Take(UINT64_MAX));
  // A NaN fails both comparisons and so the condition.
  if (!(value >= min && value <= max)) failed_ = true;
  return failed_ ? min : value;
}

std::string WireReader::TakeText(std::size_t max_bytes) {
  const ByteView bytes = TakeBytes(Take(max_bytes));
  return std::string(bytes.begin(), bytes.end());
}

std::vector<float> WireReader::TakeFloats(std::size_t max_count) {
  const std::uint64_t count = Take(max_count);
  const ByteView bytes = TakeBytes(count * sizeof(float));
  std::vector<float> values(bytes.size() / sizeof(float));
  for (std::size_t at = 0; at < values.size(); ++at) {
    std::uint32_t bits = 0;
    for (std::size_t byte = 0; byte < 4; ++byte) {
      bits |= std::uint32_t{bytes[4 * at + byte]} << (8 * byte);
    }
    values[at] = std::bit_cast<float>(bits);
    if (!std::isfinite(values[at])) failed_ = true;
  }
  return failed_ ? std::vector<float>{} : values;
}

std::size_t WireReader::TakeCount(std::size_t max) {
  const auto count = static_cast<std::size_t>(Take(max));
  if (count > rest_.size() / 8) failed_ = true;
  return failed_ ? 0 : count;
}

}  // namespace photogate
