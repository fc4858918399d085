// Numbers out of bytes that nobody vouches for.
#pragma once

#include <cstdint>
#include <cstdlib>

#include "core/bytes.h"

namespace photogate {

enum class ByteOrder { kBig = 1, kLittle };

// True when `count` bytes from `at` are inside `bytes`; safe for any 64-bit values.
inline bool Fits(ByteView bytes, std::uint64_t at, std::uint64_t count) {
  return at <= bytes.size() && count <= bytes.size() - at;
}

// The readers below need Fits(...) to have been asked. Without it the process ends: an answer made
// of other bytes could clear a photo.
inline ByteView Slice(ByteView bytes, std::uint64_t at, std::uint64_t count) {
  if (!Fits(bytes, at, count)) std::abort();
  return bytes.subspan(static_cast<std::size_t>(at), static_cast<std::size_t>(count));
}

inline ByteView From(ByteView bytes, std::uint64_t at) {
  if (at > bytes.size()) std::abort();
  return bytes.subspan(static_cast<std::size_t>(at));
}

// An unsigned number of 1 to 8 bytes.
inline std::uint64_t ReadUint(ByteView bytes, std::uint64_t at, unsigned size, ByteOrder order) {
  const ByteView part = Slice(bytes, at, size);
  std::uint64_t value = 0;
  for (unsigned i = 0; i < size; ++i) {
    value = value << 8 | part[order == ByteOrder::kBig ? i : size - 1 - i];
  }
  return value;
}

inline std::uint16_t ReadU16(ByteView bytes, std::uint64_t at, ByteOrder order) {
  return static_cast<std::uint16_t>(ReadUint(bytes, at, 2, order));
}

inline std::uint32_t ReadU32(ByteView bytes, std::uint64_t at, ByteOrder order) {
  return static_cast<std::uint32_t>(ReadUint(bytes, at, 4, order));
}

// True when the bytes from `at` are `text` (which may hold zero bytes: use a literal's ""sv).
template <typename Text>
bool StartsAt(ByteView bytes, std::uint64_t at, const Text& text) {
  if (!Fits(bytes, at, text.size())) return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (bytes[static_cast<std::size_t>(at) + i] != static_cast<std::uint8_t>(text[i])) return false;
  }
  return true;
}

}  // namespace photogate
