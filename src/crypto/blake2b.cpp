#include "crypto/blake2b.h"

#include <sodium.h>

#include <new>

namespace photogate {
namespace {

crypto_generichash_state* StateIn(unsigned char* bytes) {
  return std::launder(reinterpret_cast<crypto_generichash_state*>(bytes));
}

}  // namespace

Blake2bStream::Blake2bStream() {
  static_assert(sizeof(crypto_generichash_state) <= sizeof state_);
  static_assert(alignof(crypto_generichash_state) <= 64);
  crypto_generichash_init(new (state_) crypto_generichash_state, nullptr, 0, Blake2bHash{}.size());
}

void Blake2bStream::Update(ByteView bytes) {
  crypto_generichash_update(StateIn(state_), bytes.data(), bytes.size());
}

Blake2bHash Blake2bStream::Finish() {
  Blake2bHash hash{};
  crypto_generichash_final(StateIn(state_), hash.data(), hash.size());
  return hash;
}

}  // namespace photogate
