// Numbers that say something about a face, overwritten when they go.
#pragma once

#include <cstddef>
#include <utility>
#include <vector>

namespace photogate {

// A vector of floats that is zeroed before its memory is given back. It moves and never copies, and
// its size is fixed, since growing would leave a copy behind.
class WipedFloats {
 public:
  WipedFloats() = default;
  explicit WipedFloats(std::size_t size) : values_(size, 0.0F) {}
  WipedFloats(WipedFloats&& other) noexcept : values_(std::move(other.values_)) {
    other.values_.clear();
  }
  WipedFloats& operator=(WipedFloats&& other) noexcept {
    if (this == &other) return *this;
    Wipe();
    values_ = std::move(other.values_);
    other.values_.clear();
    return *this;
  }
  WipedFloats(const WipedFloats&) = delete;
  WipedFloats& operator=(const WipedFloats&) = delete;
  ~WipedFloats() { Wipe(); }

  float* data() { return values_.data(); }
  const float* data() const { return values_.data(); }
  std::size_t size() const { return values_.size(); }

 private:
  void Wipe() noexcept {
    // volatile keeps the compiler from dropping stores to memory that is about to be freed.
    volatile float* values = values_.data();
    for (std::size_t i = 0; i < values_.size(); ++i) values[i] = 0;
  }

  std::vector<float> values_;
};

}  // namespace photogate
