#include "crypto/sha256.h"

#include <sodium.h>

#include <array>
#include <new>

namespace photogate {
namespace {

Sha256Hex ToHex(const std::array<unsigned char, crypto_hash_sha256_BYTES>& digest) {
  std::array<char, 2 * crypto_hash_sha256_BYTES + 1> text{};
  sodium_bin2hex(text.data(), text.size(), digest.data(), digest.size());
  return Sha256Hex{text.data()};
}

}  // namespace

Sha256Hex Sha256(ByteView bytes) {
  Sha256Stream stream;
  stream.Update(bytes);
  return stream.Finish();
}

Sha256Stream::Sha256Stream() {
  static_assert(sizeof(crypto_hash_sha256_state) <= sizeof state_);
  crypto_hash_sha256_init(new (state_) crypto_hash_sha256_state);
}

void Sha256Stream::Update(ByteView bytes) {
  crypto_hash_sha256_update(std::launder(reinterpret_cast<crypto_hash_sha256_state*>(state_)),
                            bytes.data(), bytes.size());
}

Sha256Hex Sha256Stream::Finish() {
  std::array<unsigned char, crypto_hash_sha256_BYTES> digest{};
  crypto_hash_sha256_final(std::launder(reinterpret_cast<crypto_hash_sha256_state*>(state_)),
                           digest.data());
  return ToHex(digest);
}

}  // namespace photogate
