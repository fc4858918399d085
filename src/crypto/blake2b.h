// BLAKE2b with a 32-byte result (RFC 7693) through libsodium.
#pragma once

#include <array>
#include <cstdint>

#include "core/bytes.h"

namespace photogate {

using Blake2bHash = std::array<std::uint8_t, 32>;

// Fed in pieces. One thread uses it; Finish ends it.
class Blake2bStream {
 public:
  Blake2bStream();
  void Update(ByteView bytes);
  Blake2bHash Finish();

 private:
  alignas(64) unsigned char state_[384];
};

}  // namespace photogate
