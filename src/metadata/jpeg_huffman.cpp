#include "metadata/jpeg_huffman.h"

#include <algorithm>

namespace photogate {

bool HuffmanTable::Set(ByteView counts, ByteView values) {
  if (counts.size() != 16 || values.size() > values_.size()) return false;
  std::copy(values.begin(), values.end(), values_.begin());
  fast_.fill(0);
  std::int32_t code = 0;
  std::int32_t place = 0;
  for (int length = 1; length <= 16; ++length, code <<= 1) {
    const auto at = static_cast<std::size_t>(length);
    const std::int32_t count = counts[at - 1];
    if (code + count > 1 << length || place + count > static_cast<std::int32_t>(values.size())) {
      return false;
    }
    offset_[at] = place - code;
    end_code_[at] = count > 0 ? code + count : 0;
    for (std::int32_t i = 0; i < count; ++i, ++code, ++place) {
      if (length > kFastBits) continue;
      const auto found =
          static_cast<std::uint16_t>(length << 8 | values_[static_cast<std::size_t>(place)]);
      const int free_bits = kFastBits - length;
      const auto first = fast_.begin() + (static_cast<std::ptrdiff_t>(code) << free_bits);
      std::fill(first, first + (std::ptrdiff_t{1} << free_bits), found);
    }
  }
  return place == static_cast<std::int32_t>(values.size());
}

unsigned HuffmanTable::FindLong(unsigned bits) const {
  for (unsigned length = kFastBits + 1; length <= 16; ++length) {
    const auto code = static_cast<std::int32_t>(bits >> (16 - length));
    if (code >= end_code_[length]) continue;
    const std::int32_t place = code + offset_[length];
    if (place < 0 || place >= 256) return 0;
    return length << 8 | values_[static_cast<std::size_t>(place)];
  }
  return 0;
}

void ScanBits::Fill() {
  // Most often no byte of the next eight is 0xFF, and at least one fits.
  if (have_ < 8 * 7 && at_ + 8 <= file_.size()) {
    std::uint64_t next = 0;
    for (std::size_t i = 0; i < 8; ++i) next = next << 8 | file_[at_ + i];
    const std::uint64_t inverted = ~next;
    const bool has_ff = ((inverted - 0x0101010101010101u) & next & 0x8080808080808080u) != 0;
    if (!has_ff) {
      const int bytes = (63 - have_) / 8;
      word_ = word_ << (8 * bytes) | next >> (64 - 8 * bytes);
      have_ += 8 * bytes;
      at_ += static_cast<std::size_t>(bytes);
      return;
    }
  }
  while (have_ <= 48 && !stopped_) {
    if (at_ >= file_.size()) {
      stopped_ = true;
      return;
    }
    const std::uint8_t byte = file_[at_];
    if (byte == 0xFF) {
      if (at_ + 1 >= file_.size() || file_[at_ + 1] != 0) {
        stopped_ = true;
        return;
      }
      ++at_;
    }
    ++at_;
    word_ = word_ << 8 | byte;
    have_ += 8;
  }
}

}  // namespace photogate
