#include "crypto/aead.h"

#include <sodium.h>

#include <cstdlib>

#include "crypto/random.h"

namespace photogate {
namespace {

static_assert(kAeadKeyBytes == crypto_aead_xchacha20poly1305_ietf_KEYBYTES);
static_assert(kAeadNonceBytes == crypto_aead_xchacha20poly1305_ietf_NPUBBYTES);
static_assert(kAeadTagBytes == crypto_aead_xchacha20poly1305_ietf_ABYTES);

constexpr std::size_t kOverhead = kAeadNonceBytes + kAeadTagBytes;

// A key of another length would be read beyond its end.
void RequireKey(const Secret& key) {
  if (key.size() != kAeadKeyBytes) std::abort();
}

}  // namespace

void SealInto(ByteView text, ByteView bound, const Secret& key, std::span<std::uint8_t> cipher,
              std::span<std::uint8_t, kAeadNonceBytes> nonce,
              std::span<std::uint8_t, kAeadTagBytes> tag) {
  RequireKey(key);
  if (cipher.size() != text.size()) std::abort();
  FillRandom(nonce);
  crypto_aead_xchacha20poly1305_ietf_encrypt_detached(
      cipher.data(), tag.data(), nullptr, text.data(), text.size(), bound.data(), bound.size(),
      nullptr, nonce.data(), key.view().data());
}

bool OpenInto(ByteView cipher, ByteView bound, const Secret& key,
              std::span<const std::uint8_t, kAeadNonceBytes> nonce,
              std::span<const std::uint8_t, kAeadTagBytes> tag, std::span<std::uint8_t> text) {
  RequireKey(key);
  if (cipher.size() != text.size()) std::abort();
  return crypto_aead_xchacha20poly1305_ietf_decrypt_detached(
             text.data(), nullptr, cipher.data(), cipher.size(), tag.data(), bound.data(),
             bound.size(), nonce.data(), key.view().data()) == 0;
}

Bytes SealSecret(const Secret& secret, ByteView bound, const Secret& key) {
  Bytes sealed(kOverhead + secret.size());
  const std::span<std::uint8_t> all(sealed);
  SealInto(secret.view(), bound, key, all.subspan(kOverhead), all.first<kAeadNonceBytes>(),
           all.subspan<kAeadNonceBytes, kAeadTagBytes>());
  return sealed;
}

std::optional<Secret> OpenSecret(ByteView sealed, ByteView bound, const Secret& key) {
  if (sealed.size() < kOverhead) return std::nullopt;
  Secret secret(sealed.size() - kOverhead);
  if (!OpenInto(sealed.subspan(kOverhead), bound, key, sealed.first<kAeadNonceBytes>(),
                sealed.subspan<kAeadNonceBytes, kAeadTagBytes>(), secret.mutable_view())) {
    return std::nullopt;
  }
  return secret;
}

}  // namespace photogate
