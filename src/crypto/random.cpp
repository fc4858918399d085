#include "crypto/random.h"

#include <sodium.h>

#include <vector>

#include "crypto/sodium_ready.h"

namespace photogate {

void FillRandom(std::span<std::uint8_t> bytes) {
  EnsureSodium();
  randombytes_buf(bytes.data(), bytes.size());
}

std::string RandomHex(std::size_t bytes) {
  std::vector<unsigned char> raw(bytes);
  FillRandom(raw);
  std::string text(2 * bytes + 1, '\0');
  sodium_bin2hex(text.data(), text.size(), raw.data(), raw.size());
  text.pop_back();
  return text;
}

std::uint32_t RandomBelow(std::uint32_t bound) {
  EnsureSodium();
  return randombytes_uniform(bound);
}

}  // namespace photogate
