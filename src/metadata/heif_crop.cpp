#include "metadata/heif_crop.h"

#include <algorithm>

#include "metadata/numbers.h"

namespace photogate {
namespace {

// Tiles are at most so large where the last ones are cut, as cameras make them.
constexpr std::uint64_t kMostCutTile = 1'024;

// True when this many tiles are needed to cover the length, and what the last one has beyond it is
// only filling.
bool JustCovers(std::uint64_t tiles, std::uint64_t tile, std::uint64_t length) {
  if (tiles * tile == length) return true;
  return tile <= kMostCutTile && tiles * tile > length && (tiles - 1) * tile < length;
}

// ISO/IEC 14496-12 section 12.1.4: width, height and the distance between the centres, horizontally
// and vertically, each a numerator and a denominator. True when nothing is cropped.
bool ShowsAll(ByteView aperture, ByteView size) {
  if (aperture.size() != 32 || size.size() != 12) return false;
  const auto part = [&](std::uint64_t at) { return ReadU32(aperture, at, ByteOrder::kBig); };
  const std::uint64_t width = ReadU32(size, 4, ByteOrder::kBig);
  const std::uint64_t height = ReadU32(size, 8, ByteOrder::kBig);
  return part(4) != 0 && part(12) != 0 && part(0) == width * part(4) &&
         part(8) == height * part(12) && part(16) == 0 && part(24) == 0;
}

ByteView SizeOf(const HeifFile& heif, const HeifItem& item) {
  for (const auto& [index, essential] : item.uses) {
    if (heif.properties[index].type == "ispe") return heif.properties[index].payload;
  }
  return {};
}

}  // namespace

bool IsCropped(const HeifFile& heif, const HeifItem& item) {
  const ByteView size = SizeOf(heif, item);
  return std::any_of(item.uses.begin(), item.uses.end(), [&](const auto& use) {
    const HeifBox& property = heif.properties[use.first];
    return property.type == "clap" && !ShowsAll(property.payload, size);
  });
}

bool ShowsAllTiles(const HeifFile& heif, const HeifItem& item, ByteView grid) {
  if (grid.size() < 8) return false;
  const unsigned width_bytes = (grid[1] & 1) != 0 ? 4 : 2;
  if (grid.size() != 4 + 2 * width_bytes) return false;
  const std::uint64_t rows = grid[2] + 1u, columns = grid[3] + 1u;
  const std::uint64_t width = ReadUint(grid, 4, width_bytes, ByteOrder::kBig);
  const std::uint64_t height = ReadUint(grid, 4 + width_bytes, width_bytes, ByteOrder::kBig);
  std::uint64_t tiles = 0;
  for (const HeifReference& reference : heif.references) {
    if (reference.type != "dimg" || reference.from != item.id) continue;
    for (const std::uint32_t id : reference.to) {
      const HeifItem* const tile = FindItem(heif, id);
      const ByteView size = tile != nullptr ? SizeOf(heif, *tile) : ByteView{};
      if (size.size() != 12 || !JustCovers(columns, ReadU32(size, 4, ByteOrder::kBig), width) ||
          !JustCovers(rows, ReadU32(size, 8, ByteOrder::kBig), height)) {
        return false;
      }
      ++tiles;
    }
  }
  return tiles == rows * columns;
}

}  // namespace photogate
