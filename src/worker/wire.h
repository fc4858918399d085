// The byte encoding of the messages between a pool and its workers. The reader trusts nothing: the
// other side may have been taken over by a photo. Fixed-width little-endian numbers, text and bytes
// with their length in front, no nesting that a reader would have to recurse into.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/bytes.h"

namespace photogate {

class WireWriter {
 public:
  void Put(std::uint64_t value);
  void PutSigned(std::int64_t value) { Put(static_cast<std::uint64_t>(value)); }
  void PutBool(bool value) { Put(value ? 1 : 0); }
  void PutReal(double value);
  void PutText(std::string_view text);
  void PutFloats(const std::vector<float>& values);
  Bytes Take() { return std::move(bytes_); }

 private:
  Bytes bytes_;
};

// Reads what a WireWriter wrote. After the first thing out of bounds it has failed and gives only
// zeros and empty values, so that the caller checks ok() once, at the end.
class WireReader {
 public:
  explicit WireReader(ByteView bytes) : rest_(bytes) {}

  std::uint64_t Take(std::uint64_t max);  // 0..max
  std::int64_t TakeSigned(std::int64_t min, std::int64_t max);
  bool TakeBool() { return Take(1) == 1; }
  double TakeReal(double min, double max);  // finite
  std::string TakeText(std::size_t max_bytes);
  std::vector<float> TakeFloats(std::size_t max_count);  // each finite
  // A count of things that each take at least 8 bytes of what is left, so that a false count cannot
  // make the reader allocate more than it was sent.
  std::size_t TakeCount(std::size_t max);
  // An enum class whose values are min..max without gaps.
  template <typename Enum>
  Enum TakeEnum(Enum min, Enum max) {
    return static_cast<Enum>(
        TakeSigned(static_cast<std::int64_t>(min), static_cast<std::int64_t>(max)));
  }

  void Fail() { failed_ = true; }
  bool ok() const { return !failed_; }
  bool AtEnd() const { return !failed_ && rest_.empty(); }

 private:
  ByteView TakeBytes(std::uint64_t count);

  ByteView rest_;
  bool failed_ = false;
};

}  // namespace photogate
