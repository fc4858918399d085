#include "consent/recovery_key.h"

#include <cctype>
#include <cstdint>

#include "crypto/key_derivation.h"

namespace photogate {
namespace {

constexpr std::string_view kAlphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
constexpr std::size_t kKeyBytes = 20;
constexpr std::size_t kKeyCharacters = 32;
constexpr std::size_t kCheckCharacters = 4;

std::string Digits(ByteView bytes, std::size_t count) {
  std::string text;
  std::uint32_t bits = 0;
  unsigned held = 0;
  for (const std::uint8_t byte : bytes) {
    bits = (bits << 8 | byte) & 0xffff;
    held += 8;
    while (held >= 5 && text.size() < count) {
      held -= 5;
      text += kAlphabet[bits >> held & 31];
    }
  }
  return text;
}

std::string CheckOf(const Secret& key) {
  return Digits(DeriveKey("photogate recovery key check", key.view()).view(), kCheckCharacters);
}

}  // namespace

Secret NewRecoveryKey() { return Secret::Random(kKeyBytes); }

std::string RecoveryKeyText(const Secret& key) {
  const std::string digits = Digits(key.view(), kKeyCharacters) + CheckOf(key);
  std::string text;
  for (std::size_t i = 0; i < digits.size(); ++i) {
    if (i != 0 && i % 4 == 0) text += '-';
    text += digits[i];
  }
  return text;
}

Result<Secret> ParseRecoveryKey(std::string_view text) {
  const Error mistyped{ErrorKind::kUnavailable,
                       "The recovery key was mistyped: it is nine groups of four letters and "
                       "digits. Compare it with the paper and try again; nothing was changed."};
  std::string digits;
  for (const char raw : text) {
    char c = static_cast<char>(std::toupper(static_cast<unsigned char>(raw)));
    if (c == '-' || std::isspace(static_cast<unsigned char>(c)) != 0) continue;
    if (c == 'O') c = '0';
    if (c == 'I' || c == 'L') c = '1';
    if (kAlphabet.find(c) == std::string_view::npos) return mistyped;
    digits += c;
  }
  if (digits.size() != kKeyCharacters + kCheckCharacters) return mistyped;
  Secret key(kKeyBytes);
  std::uint32_t bits = 0;
  unsigned held = 0;
  std::size_t at = 0;
  for (std::size_t i = 0; i < kKeyCharacters; ++i) {
    bits = (bits << 5 | static_cast<std::uint32_t>(kAlphabet.find(digits[i]))) & 0xffff;
    held += 5;
    if (held >= 8) {
      held -= 8;
      key.mutable_view()[at++] = static_cast<std::uint8_t>(bits >> held & 0xff);
    }
  }
  const bool right = digits.substr(kKeyCharacters) == CheckOf(key);
  Wipe(digits);
  if (!right) return mistyped;
  return key;
}

}  // namespace photogate
