#include "crypto/hex.h"

#include <sodium.h>

namespace photogate {

std::string HexOf(ByteView bytes) {
  std::string text(2 * bytes.size() + 1, '\0');
  sodium_bin2hex(text.data(), text.size(), bytes.data(), bytes.size());
  text.pop_back();
  return text;
}

std::optional<Bytes> BytesOfHex(std::string_view text) {
  Bytes bytes(text.size() / 2);
  std::size_t size = 0;
  const char* end = nullptr;
  if (text.size() % 2 != 0 || sodium_hex2bin(bytes.data(), bytes.size(), text.data(), text.size(),
                                             nullptr, &size, &end) != 0) {
    return std::nullopt;
  }
  if (size != bytes.size() || end != text.data() + text.size()) return std::nullopt;
  return bytes;
}

}  // namespace photogate
