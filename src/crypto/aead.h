// Authenticated encryption: XChaCha20-Poly1305 (draft-irtf-cfrg-xchacha-03, IETF variant) through
// libsodium. A fresh random nonce of 24 bytes each time never repeats in practice.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

#include "core/bytes.h"
#include "crypto/secret.h"

namespace photogate {

inline constexpr std::size_t kAeadKeyBytes = 32;
inline constexpr std::size_t kAeadNonceBytes = 24;
inline constexpr std::size_t kAeadTagBytes = 16;

// Encrypts `text` into `cipher` (same length; may be the same memory), with a nonce it draws.
// `bound` is authenticated, not stored. `key` has kAeadKeyBytes. Thread-safe.
void SealInto(ByteView text, ByteView bound, const Secret& key, std::span<std::uint8_t> cipher,
              std::span<std::uint8_t, kAeadNonceBytes> nonce,
              std::span<std::uint8_t, kAeadTagBytes> tag);

// The way back; false, with nothing of `text` to be trusted, unless every byte is as it was sealed.
[[nodiscard]] bool OpenInto(ByteView cipher, ByteView bound, const Secret& key,
                            std::span<const std::uint8_t, kAeadNonceBytes> nonce,
                            std::span<const std::uint8_t, kAeadTagBytes> tag,
                            std::span<std::uint8_t> text);

// Nonce, tag and ciphertext in one piece, for small things.
Bytes SealSecret(const Secret& secret, ByteView bound, const Secret& key);
std::optional<Secret> OpenSecret(ByteView sealed, ByteView bound, const Secret& key);

}  // namespace photogate
