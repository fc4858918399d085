#include "crypto/random.h"

#include <sodium.h>

#include <cstdlib>
#include <vector>

namespace photogate {
namespace {

// libsodium asks to be initialised once; without it names could be predictable, so there is no
// going on.
void EnsureSodium() {
  static const bool ready = sodium_init() >= 0;
  if (!ready) std::abort();
}

}  // namespace

std::string RandomHex(std::size_t bytes) {
  EnsureSodium();
  std::vector<unsigned char> raw(bytes);
  randombytes_buf(raw.data(), raw.size());
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
