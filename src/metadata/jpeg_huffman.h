// The codes of a JPEG scan: Huffman tables and the bits between two markers (ITU-T T.81 annex F).
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "core/bytes.h"

namespace photogate {

// One table of a DHT segment.
class HuffmanTable {
 public:
  // `counts`: 16 bytes, how many codes there are of each length; `values`: what they stand for.
  // False when no such code exists (T.81 C.2).
  bool Set(ByteView counts, ByteView values);

  // What the code at the front of `bits` stands for and how many bits it has: length << 8 | value.
  // 0 when there is no such code. `bits`: the next 16.
  unsigned Find(unsigned bits) const {
    const unsigned found = fast_[bits >> (16 - kFastBits)];
    return found != 0 ? found : FindLong(bits);
  }

 private:
  unsigned FindLong(unsigned bits) const;

  static constexpr int kFastBits = 9;
  std::array<std::uint16_t, 1u << kFastBits> fast_{};
  std::array<std::int32_t, 17> end_code_{};  // behind the last one of each length; 0: none
  std::array<std::int32_t, 17> offset_{};    // from a code to its value's place
  std::array<std::uint8_t, 256> values_{};
};

// Reads bits up to the next marker, without the zeros that are stuffed behind 0xFF. Never reads
// behind the file.
class ScanBits {
 public:
  ScanBits(ByteView file, std::size_t at) : file_(file), at_(at) {}

  // The next code's value, or -1 when there is none or the bits end.
  int Code(const HuffmanTable& table) { return Read(table, 0); }

  // The same, with as many bits behind the code as the lower half of its value says.
  int CodeWithBits(const HuffmanTable& table) { return Read(table, 15); }

  // The next `count` bits as a number, at most 16; -1 when the bits end.
  int Take(int count) {
    if (have_ < count) Fill();
    if (have_ < count) return -1;
    have_ -= count;
    return static_cast<int>((word_ >> have_) & ((std::uint64_t{1} << count) - 1));
  }

  // True when only the padding of the last byte is left before the next marker.
  bool AtMarker() {
    Fill();
    return stopped_ && have_ < 8;
  }

  // The place of the marker's 0xFF. Only after AtMarker.
  std::size_t place() const { return at_; }

 private:
  unsigned Peek16() const {
    const std::uint64_t bits = have_ >= 16 ? word_ >> (have_ - 16) : word_ << (16 - have_);
    return static_cast<unsigned>(bits & 0xFFFF);
  }
  int Read(const HuffmanTable& table, unsigned size_mask) {
    if (have_ < 32) Fill();
    const unsigned found = table.Find(Peek16());
    const int length = static_cast<int>(found >> 8);
    const int bits = length + static_cast<int>(found & size_mask);
    if (length == 0 || bits > have_) return -1;
    have_ -= bits;
    return static_cast<int>(found & 255);
  }
  void Fill();

  ByteView file_;
  std::size_t at_;
  std::uint64_t word_ = 0;  // the lowest `have_` bits are yet to come
  int have_ = 0;
  bool stopped_ = false;  // at a marker, or at the file's end
};

}  // namespace photogate
