#include "crypto/key_derivation.h"

#include <sodium.h>

#include "crypto/sodium_ready.h"

namespace photogate {
namespace {

constexpr std::size_t kKeyBytes = 32;

}  // namespace

Secret DeriveKey(std::string_view purpose, ByteView material) {
  Secret key(kKeyBytes);
  crypto_generichash_state state;
  crypto_generichash_init(&state, nullptr, 0, kKeyBytes);
  crypto_generichash_update(&state, reinterpret_cast<const unsigned char*>(purpose.data()),
                            purpose.size());
  constexpr unsigned char kEnd = 0;
  crypto_generichash_update(&state, &kEnd, 1);
  crypto_generichash_update(&state, material.data(), material.size());
  crypto_generichash_final(&state, key.mutable_view().data(), kKeyBytes);
  sodium_memzero(&state, sizeof state);
  return key;
}

bool Acceptable(const PassphraseCost& cost) {
  return cost.passes >= crypto_pwhash_argon2id_OPSLIMIT_INTERACTIVE && cost.passes <= 16 &&
         cost.memory_bytes >= crypto_pwhash_argon2id_MEMLIMIT_INTERACTIVE &&
         cost.memory_bytes <= std::uint64_t{1} << 30;
}

std::optional<Secret> DeriveFromPassphrase(ByteView passphrase,
                                           std::span<const std::uint8_t, kPassphraseSaltBytes> salt,
                                           const PassphraseCost& cost) {
  static_assert(kPassphraseSaltBytes == crypto_pwhash_argon2id_SALTBYTES);
  EnsureSodium();
  Secret key(kKeyBytes);
  if (crypto_pwhash_argon2id(key.mutable_view().data(), kKeyBytes,
                             reinterpret_cast<const char*>(passphrase.data()), passphrase.size(),
                             salt.data(), cost.passes, static_cast<std::size_t>(cost.memory_bytes),
                             crypto_pwhash_argon2id_ALG_ARGON2ID13) != 0) {
    return std::nullopt;
  }
  return key;
}

}  // namespace photogate
