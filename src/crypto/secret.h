// Keys in memory: out of swap and core dumps where the system allows it, overwritten when they go.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "core/bytes.h"

namespace photogate {

// A fixed number of secret bytes in memory of their own (sodium_malloc: guarded, locked as far as
// the account's limit goes, never dumped, zeroed when freed). Moves, never copies unless asked.
// Immutable but for mutable_view; reading is thread-safe.
class Secret {
 public:
  explicit Secret(std::size_t size);  // zeros
  Secret(Secret&&) noexcept = default;
  Secret& operator=(Secret&&) noexcept = default;

  static Secret Random(std::size_t size);
  static Secret Of(ByteView bytes);
  static Secret Of(std::string_view text);
  Secret Copy() const { return Of(view()); }

  ByteView view() const { return {data_.get(), size_}; }
  std::span<std::uint8_t> mutable_view() { return {data_.get(), size_}; }
  std::size_t size() const { return size_; }

 private:
  struct Free {
    void operator()(std::uint8_t* data) const noexcept;
  };
  std::unique_ptr<std::uint8_t, Free> data_;
  std::size_t size_;
};

// Overwrites text or bytes that held a secret for a moment.
void Wipe(std::string& text);
void Wipe(Bytes& bytes);

}  // namespace photogate
