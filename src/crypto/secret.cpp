#include "crypto/secret.h"

#include <sodium.h>

#include <algorithm>
#include <new>

#include "crypto/random.h"
#include "crypto/sodium_ready.h"

namespace photogate {

void Secret::Free::operator()(std::uint8_t* data) const noexcept { sodium_free(data); }

Secret::Secret(std::size_t size) : size_(size) {
  EnsureSodium();
  data_.reset(static_cast<std::uint8_t*>(sodium_malloc(size == 0 ? 1 : size)));
  if (data_ == nullptr) throw std::bad_alloc();
  sodium_memzero(data_.get(), size);
}

Secret Secret::Random(std::size_t size) {
  Secret secret(size);
  FillRandom(secret.mutable_view());
  return secret;
}

Secret Secret::Of(ByteView bytes) {
  Secret secret(bytes.size());
  std::copy(bytes.begin(), bytes.end(), secret.mutable_view().begin());
  return secret;
}

Secret Secret::Of(std::string_view text) {
  return Of(ByteView(reinterpret_cast<const std::uint8_t*>(text.data()), text.size()));
}

void Wipe(std::string& text) {
  sodium_memzero(text.data(), text.size());
  text.clear();
}

void Wipe(Bytes& bytes) {
  sodium_memzero(bytes.data(), bytes.size());
  bytes.clear();
}

}  // namespace photogate
