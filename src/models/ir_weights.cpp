#include "models/ir_weights.h"

#include <bit>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <cstring>

namespace photogate {
namespace {

static_assert(std::endian::native == std::endian::little, "weights are copied as they stand");

// IEEE 754 binary16 to binary32; exact.
float FromHalf(std::uint16_t half) {
  const std::uint32_t sign = static_cast<std::uint32_t>(half & 0x8000u) << 16;
  const int exponent = (half >> 10) & 0x1f;
  const std::uint32_t fraction = half & 0x3ffu;
  if (exponent == 0) {
    const float magnitude = std::ldexp(static_cast<float>(fraction), -24);
    return sign != 0 ? -magnitude : magnitude;
  }
  const std::uint32_t widened =
      exponent == 31 ? 0xffu : static_cast<std::uint32_t>(exponent - 15 + 127);
  return std::bit_cast<float>(sign | (widened << 23) | (fraction << 13));
}

bool ParsePosition(const std::string& text, std::uint64_t& number) {
  const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), number);
  return failed == std::errc{} && end == text.data() + text.size();
}

}  // namespace

std::optional<std::vector<float>> ReadIrWeights(ByteView bin, const std::string& offset_text,
                                                const std::string& size_text, std::size_t count,
                                                bool half) {
  std::uint64_t offset = 0;
  std::uint64_t size = 0;
  if (!ParsePosition(offset_text, offset) || !ParsePosition(size_text, size)) return std::nullopt;
  if (size != count * (half ? 2 : 4)) return std::nullopt;
  if (offset > bin.size() || size > bin.size() - offset) return std::nullopt;
  std::vector<float> weights(count);
  const std::uint8_t* bytes = bin.data() + offset;
  for (std::size_t i = 0; i < count; ++i) {
    if (half) {
      std::uint16_t raw = 0;
      std::memcpy(&raw, bytes + 2 * i, 2);
      weights[i] = FromHalf(raw);
    } else {
      std::memcpy(&weights[i], bytes + 4 * i, 4);
    }
    if (!std::isfinite(weights[i])) return std::nullopt;
  }
  return weights;
}

}  // namespace photogate
