#include "crypto/sealed_stream.h"

#include <sodium.h>

#include <cstdlib>
#include <new>

#include "crypto/sodium_ready.h"

namespace photogate {
namespace {

using State = crypto_secretstream_xchacha20poly1305_state;

static_assert(kStreamKeyBytes == crypto_secretstream_xchacha20poly1305_KEYBYTES);
static_assert(kStreamHeaderBytes == crypto_secretstream_xchacha20poly1305_HEADERBYTES);
static_assert(kStreamChunkOverhead == crypto_secretstream_xchacha20poly1305_ABYTES);

State* StateIn(std::array<unsigned char, 64>& bytes) {
  static_assert(sizeof(State) <= 64 && alignof(State) <= 16);
  return std::launder(reinterpret_cast<State*>(bytes.data()));
}

void RequireKey(const Secret& key) {
  EnsureSodium();
  if (key.size() != kStreamKeyBytes) std::abort();
}

}  // namespace

StreamSealer::StreamSealer(const Secret& key, std::span<std::uint8_t, kStreamHeaderBytes> header) {
  RequireKey(key);
  crypto_secretstream_xchacha20poly1305_init_push(new (state_.data()) State, header.data(),
                                                  key.view().data());
}

StreamSealer::~StreamSealer() { sodium_memzero(state_.data(), state_.size()); }

void StreamSealer::Seal(ByteView chunk, ByteView bound, bool last, std::span<std::uint8_t> out) {
  if (out.size() != chunk.size() + kStreamChunkOverhead) std::abort();
  const unsigned char tag = last ? crypto_secretstream_xchacha20poly1305_TAG_FINAL
                                 : crypto_secretstream_xchacha20poly1305_TAG_MESSAGE;
  crypto_secretstream_xchacha20poly1305_push(StateIn(state_), out.data(), nullptr, chunk.data(),
                                             chunk.size(), bound.data(), bound.size(), tag);
}

StreamOpener::StreamOpener(const Secret& key,
                           std::span<const std::uint8_t, kStreamHeaderBytes> header) {
  RequireKey(key);
  crypto_secretstream_xchacha20poly1305_init_pull(new (state_.data()) State, header.data(),
                                                  key.view().data());
}

StreamOpener::~StreamOpener() { sodium_memzero(state_.data(), state_.size()); }

StreamChunk StreamOpener::Open(ByteView sealed, ByteView bound, std::span<std::uint8_t> out) {
  if (sealed.size() < kStreamChunkOverhead || out.size() != sealed.size() - kStreamChunkOverhead) {
    return StreamChunk::kDamaged;
  }
  unsigned char tag = 0;
  if (crypto_secretstream_xchacha20poly1305_pull(StateIn(state_), out.data(), nullptr, &tag,
                                                 sealed.data(), sealed.size(), bound.data(),
                                                 bound.size()) != 0) {
    return StreamChunk::kDamaged;
  }
  if (tag == crypto_secretstream_xchacha20poly1305_TAG_FINAL) return StreamChunk::kLast;
  return tag == crypto_secretstream_xchacha20poly1305_TAG_MESSAGE ? StreamChunk::kMore
                                                                  : StreamChunk::kDamaged;
}

}  // namespace photogate
