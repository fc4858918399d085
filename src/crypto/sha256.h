// SHA-256 (FIPS 180-4) through OpenSSL, which uses the processor's own instructions for it.
#pragma once

#include "core/bytes.h"
#include "core/ids.h"

namespace photogate {

// Hash of all of `bytes`, in lower-case hexadecimal. Thread-safe.
Sha256Hex Sha256(ByteView bytes);

// The same, fed in pieces. One thread uses it; Finish ends it.
class Sha256Stream {
 public:
  Sha256Stream();
  void Update(ByteView bytes);
  Sha256Hex Finish();

 private:
  alignas(16) unsigned char state_[128];
};

}  // namespace photogate
