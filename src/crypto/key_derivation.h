// Keys from what people and files hold.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "core/bytes.h"
#include "crypto/secret.h"

namespace photogate {

// 32 bytes from material that is unpredictable already: BLAKE2b-256 over purpose, a zero byte and
// the material. Not for passphrases.
Secret DeriveKey(std::string_view purpose, ByteView material);

// How much work a guess at a passphrase costs (RFC 9106).
struct PassphraseCost {
  std::uint64_t passes;
  std::uint64_t memory_bytes;
};

// libsodium's "moderate": about 0.7 s and 256 MiB on an office computer.
inline constexpr PassphraseCost kPassphraseCost{3, std::uint64_t{256} << 20};

// Costs that a keyring may ask for: no less than libsodium's "interactive" setting, no more than a
// small machine has.
bool Acceptable(const PassphraseCost& cost);

inline constexpr std::size_t kPassphraseSaltBytes = 16;

// 32 bytes by Argon2id. nullopt when there is not enough memory.
std::optional<Secret> DeriveFromPassphrase(ByteView passphrase,
                                           std::span<const std::uint8_t, kPassphraseSaltBytes> salt,
                                           const PassphraseCost& cost);

}  // namespace photogate
