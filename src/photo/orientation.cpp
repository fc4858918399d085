#include "photo/orientation.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <string_view>

namespace photogate::photo {
namespace {

constexpr std::uint16_t kOrientationTag = 0x0112;
constexpr std::uint16_t kShort = 3;
constexpr std::uint16_t kLong = 4;

// Bounded reads of either byte order; 0 beyond the end, which no field of interest has as a value.
class TiffReader {
 public:
  TiffReader(ByteView bytes, bool big_endian) : bytes_(bytes), big_endian_(big_endian) {}
  std::uint32_t Read(std::size_t at, std::size_t width) const {
    if (at > bytes_.size() || width > bytes_.size() - at) return 0;
    std::uint32_t value = 0;
    for (std::size_t i = 0; i < width; ++i) {
      value = value << 8 | bytes_[at + (big_endian_ ? i : width - 1 - i)];
    }
    return value;
  }

 private:
  ByteView bytes_;
  bool big_endian_;
};

// Both sides of a cache line are used up while they are there.
constexpr int kTile = 32;

// Where [low, high) of a side of `length` lies when counted from the far end.
void Flip(double length, double& low, double& high) {
  const double was_low = low;
  low = length - high;
  high = length - was_low;
}

// Scaled pixels [first, last) that cover [low, high) of a side of `length` full-size pixels.
void CoveringPixels(double low, double high, int length, int denominator, int& first, int& last) {
  const int scaled = (length + denominator - 1) / denominator;
  first = std::clamp(static_cast<int>(std::floor(low / denominator)), 0, scaled - 1);
  last = std::clamp(static_cast<int>(std::ceil(high / denominator)), first + 1, scaled);
}

}  // namespace

Orientation OrientationOf(unsigned tag) {
  switch (tag) {
    case 2: return {false, true, false};
    case 3: return {false, true, true};
    case 4: return {false, false, true};
    case 5: return {true, false, false};
    case 6: return {true, false, true};
    case 7: return {true, true, true};
    case 8: return {true, true, false};
    default: return {};
  }
}

Orientation ExifOrientation(ByteView tiff) {
  constexpr std::string_view kPrefix{"Exif\0\0", 6};
  if (tiff.size() >= kPrefix.size() &&
      std::equal(kPrefix.begin(), kPrefix.end(), tiff.begin(),
                 [](char a, std::uint8_t b) { return static_cast<std::uint8_t>(a) == b; })) {
    tiff = tiff.subspan(kPrefix.size());
  }
  if (tiff.size() < 8) return {};
  const bool big_endian = tiff[0] == 'M' && tiff[1] == 'M';
  if (!big_endian && !(tiff[0] == 'I' && tiff[1] == 'I')) return {};
  const TiffReader reader(tiff, big_endian);
  if (reader.Read(2, 2) != 42) return {};
  const std::size_t directory = reader.Read(4, 4);
  const std::size_t count = reader.Read(directory, 2);
  for (std::size_t i = 0; i < count; ++i) {
    const std::size_t entry = directory + 2 + 12 * i;
    if (entry + 12 > tiff.size()) break;
    if (reader.Read(entry, 2) != kOrientationTag) continue;
    const std::uint32_t type = reader.Read(entry + 2, 2);
    if (type == kShort) return OrientationOf(reader.Read(entry + 8, 2));
    // Not what the standard says, but written and understood by some.
    if (type == kLong) return OrientationOf(reader.Read(entry + 8, 4));
    return {};
  }
  return {};
}

Raster MakeUpright(Raster stored, Orientation orientation) {
  if (orientation == Orientation{}) return stored;
  const int width = orientation.swap ? stored.height_px : stored.width_px;
  const int height = orientation.swap ? stored.width_px : stored.height_px;
  Raster upright{width, height, std::vector<std::uint8_t>(stored.bgr.size())};
  for (int tile_y = 0; tile_y < height; tile_y += kTile) {
    for (int tile_x = 0; tile_x < width; tile_x += kTile) {
      const int end_y = std::min(tile_y + kTile, height);
      const int end_x = std::min(tile_x + kTile, width);
      for (int y = tile_y; y < end_y; ++y) {
        std::uint8_t* out = upright.bgr.data() + upright.Offset(tile_x, y);
        for (int x = tile_x; x < end_x; ++x, out += 3) {
          int column = orientation.swap ? y : x;
          int row = orientation.swap ? x : y;
          if (orientation.flip_columns) column = stored.width_px - 1 - column;
          if (orientation.flip_rows) row = stored.height_px - 1 - row;
          std::memcpy(out, stored.bgr.data() + stored.Offset(column, row), 3);
        }
      }
    }
  }
  return upright;
}

RegionPlan PlanRegion(const Box& region, int stored_width_px, int stored_height_px, int denominator,
                      Orientation orientation) {
  const double width = orientation.swap ? stored_height_px : stored_width_px;
  const double height = orientation.swap ? stored_width_px : stored_height_px;
  // Clipped first, so that no later conversion to int can overflow.
  double left = std::clamp<double>(region.x, 0, width);
  double right = std::clamp<double>(static_cast<double>(region.x) + region.w, left, width);
  double top = std::clamp<double>(region.y, 0, height);
  double bottom = std::clamp<double>(static_cast<double>(region.y) + region.h, top, height);
  if (orientation.swap) {
    std::swap(left, top);
    std::swap(right, bottom);
  }
  if (orientation.flip_columns) Flip(stored_width_px, left, right);
  if (orientation.flip_rows) Flip(stored_height_px, top, bottom);

  RegionPlan plan{};
  CoveringPixels(left, right, stored_width_px, denominator, plan.stored.left, plan.stored.right);
  CoveringPixels(top, bottom, stored_height_px, denominator, plan.stored.top, plan.stored.bottom);
  const int column = orientation.flip_columns ? stored_width_px - plan.stored.right * denominator
                                              : plan.stored.left * denominator;
  const int row = orientation.flip_rows ? stored_height_px - plan.stored.bottom * denominator
                                        : plan.stored.top * denominator;
  plan.origin = {static_cast<float>(orientation.swap ? row : column),
                 static_cast<float>(orientation.swap ? column : row)};
  return plan;
}

}  // namespace photogate::photo
