// Unpredictable bytes and names from the system's generator, through libsodium.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

namespace photogate {

// Overwrites all of `bytes`. Thread-safe.
void FillRandom(std::span<std::uint8_t> bytes);

// `bytes` random bytes as lower-case hexadecimal (2 characters each). Thread-safe.
std::string RandomHex(std::size_t bytes);

// Uniform in 0 .. bound - 1. Thread-safe.
std::uint32_t RandomBelow(std::uint32_t bound);

}  // namespace photogate
