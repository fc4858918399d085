// The low-level interface is declared old in favour of one that looks its algorithms up in files,
// which a sandboxed worker may not open.
#define OPENSSL_SUPPRESS_DEPRECATED

#include "crypto/sha256.h"

#include <openssl/sha.h>
#include <sodium.h>

#include <array>
#include <new>

namespace photogate {
namespace {

using Digest = std::array<unsigned char, SHA256_DIGEST_LENGTH>;

Sha256Hex ToHex(const Digest& digest) {
  std::array<char, 2 * SHA256_DIGEST_LENGTH + 1> text{};
  sodium_bin2hex(text.data(), text.size(), digest.data(), digest.size());
  return Sha256Hex{text.data()};
}

SHA256_CTX& ContextIn(unsigned char* state) {
  return *std::launder(reinterpret_cast<SHA256_CTX*>(state));
}

}  // namespace

Sha256Hex Sha256(ByteView bytes) {
  Sha256Stream stream;
  stream.Update(bytes);
  return stream.Finish();
}

Sha256Stream::Sha256Stream() {
  static_assert(sizeof(SHA256_CTX) <= sizeof state_);
  SHA256_Init(new (state_) SHA256_CTX);
}

void Sha256Stream::Update(ByteView bytes) {
  SHA256_Update(&ContextIn(state_), bytes.data(), bytes.size());
}

Sha256Hex Sha256Stream::Finish() {
  Digest digest{};
  SHA256_Final(digest.data(), &ContextIn(state_));
  return ToHex(digest);
}

}  // namespace photogate
