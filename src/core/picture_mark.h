// What is kept of a picture's looks, so that a resized, re-encoded or cropped copy is found again.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace photogate {

// The side of PictureMark::grey, in cells.
inline constexpr std::size_t kMarkSide = 32;

// A picture squeezed into a square of 32 x 32 grey cells, rows from the top, and a hash of them.
// Personal data: a portrait can still be made out by who knows the person, so it stays in the
// register and goes with the ledger row it belongs to.
struct PictureMark {
  std::uint64_t hash;  // near pictures differ in few bits
  float aspect;        // width / height of the upright picture
  std::array<std::uint8_t, kMarkSide * kMarkSide> grey;
  bool operator==(const PictureMark&) const = default;
};

// PictureMark::hash of a picture in each way up (likeness/likeness.h, AllWaysUp), the upright one
// first. They show nothing.
using LookHashes = std::array<std::uint64_t, 8>;

}  // namespace photogate
