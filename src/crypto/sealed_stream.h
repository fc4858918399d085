// A long secret in chunks: libsodium's secretstream (XChaCha20-Poly1305 with a counter and tags),
// so that a chunk that was changed, moved, left out or cut off is found.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

#include "core/bytes.h"
#include "crypto/secret.h"

namespace photogate {

inline constexpr std::size_t kStreamKeyBytes = 32;
inline constexpr std::size_t kStreamHeaderBytes = 24;
inline constexpr std::size_t kStreamChunkOverhead = 17;  // tag byte and authenticator

// One thread uses it.
class StreamSealer {
 public:
  // `header` is what a StreamOpener begins with. `key` has kStreamKeyBytes.
  StreamSealer(const Secret& key, std::span<std::uint8_t, kStreamHeaderBytes> header);
  ~StreamSealer();
  StreamSealer(const StreamSealer&) = delete;
  StreamSealer& operator=(const StreamSealer&) = delete;

  // `out` is kStreamChunkOverhead longer than `chunk`. `bound` is authenticated, not stored.
  void Seal(ByteView chunk, ByteView bound, bool last, std::span<std::uint8_t> out);

 private:
  alignas(16) std::array<unsigned char, 64> state_;
};

enum class StreamChunk { kMore = 1, kLast, kDamaged };

// One thread uses it.
class StreamOpener {
 public:
  StreamOpener(const Secret& key, std::span<const std::uint8_t, kStreamHeaderBytes> header);
  ~StreamOpener();
  StreamOpener(const StreamOpener&) = delete;
  StreamOpener& operator=(const StreamOpener&) = delete;

  // `out` is kStreamChunkOverhead shorter than `sealed`. After kLast or kDamaged nothing more may
  // be opened.
  [[nodiscard]] StreamChunk Open(ByteView sealed, ByteView bound, std::span<std::uint8_t> out);

 private:
  alignas(16) std::array<unsigned char, 64> state_;
};

}  // namespace photogate
