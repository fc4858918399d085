// Directories of TIFF 6.0 and BigTIFF, for the readers and the rewriter.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "core/bytes.h"
#include "metadata/numbers.h"

namespace photogate {

struct TiffHeader {
  ByteOrder order;
  bool big;  // BigTIFF: 64-bit offsets and counts
  std::uint64_t first_ifd;
};

struct IfdEntry {
  std::uint16_t tag;
  std::uint16_t type;  // TIFF 6.0 section 2 and BigTIFF: 1..13, 16..18
  std::uint64_t count;
  bool readable;           // false: unknown type, or the value lies outside the block
  ByteView value;          // empty when not readable
  std::uint64_t value_at;  // offset of `value`
};

struct Ifd {
  std::vector<IfdEntry> entries;
  std::uint64_t next;  // 0: the last
  std::uint64_t at;    // of the directory itself
  std::uint64_t end;
  bool whole;  // false: it claims more entries than fit, and the first ones are here
};

// nullopt when the bytes do not begin with a TIFF header.
std::optional<TiffHeader> ReadTiffHeader(ByteView tiff);

// nullopt when nothing of a directory fits at `at`. Reads at most `max_entries`.
std::optional<Ifd> ReadIfd(ByteView tiff, const TiffHeader& header, std::uint64_t at,
                           std::size_t max_entries);

// Bytes of one value of this type, 0 for types that no standard defines.
unsigned TiffTypeSize(std::uint16_t type);

// The entry's unsigned integers, at most `max`; empty when it holds another type.
std::vector<std::uint64_t> TiffNumbers(const IfdEntry& entry, ByteOrder order, std::size_t max);

// Null when the directory has no such entry; the first one otherwise.
const IfdEntry* FindEntry(const Ifd& ifd, std::uint16_t tag);

}  // namespace photogate
