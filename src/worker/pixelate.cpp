#include "worker/pixelate.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <utility>

namespace photogate {
namespace {

using Rects = std::vector<PixelRect>;

bool Touch(const PixelRect& a, const PixelRect& b) {
  return a.left <= b.right && b.left <= a.right && a.top <= b.bottom && b.top <= a.bottom;
}

// Takes from `rest` all that hang together with its last.
Rects TakeGroup(Rects& rest) {
  Rects group{rest.back()};
  rest.pop_back();
  for (std::size_t at = 0; at < group.size(); ++at) {
    const PixelRect with = group[at];
    const auto apart = std::partition(rest.begin(), rest.end(),
                                      [&](const PixelRect& rect) { return !Touch(rect, with); });
    group.insert(group.end(), apart, rest.end());
    rest.erase(apart, rest.end());
  }
  return group;
}

PixelRect Around(const Rects& group) {
  PixelRect all = group.front();
  for (const PixelRect& rect : group) {
    all = {std::min(all.left, rect.left), std::min(all.top, rect.top),
           std::max(all.right, rect.right), std::max(all.bottom, rect.bottom)};
  }
  return all;
}

// Calls `use(x, y)` once for each pixel of the group.
template <typename Use>
void EachPixel(const Rects& group, const PixelRect& around, const Use& use) {
  std::vector<std::pair<int, int>> spans;
  for (int y = around.top; y < around.bottom; ++y) {
    spans.clear();
    for (const PixelRect& rect : group) {
      if (rect.top <= y && y < rect.bottom) spans.emplace_back(rect.left, rect.right);
    }
    std::sort(spans.begin(), spans.end());
    int done = around.left;
    for (const auto& [left, right] : spans) {
      for (int x = std::max(left, done); x < right; ++x) use(x, y);
      done = std::max(done, right);
    }
  }
}

struct Cell {
  std::uint64_t pixels = 0;
  std::array<std::uint64_t, 3> sum{};
};

class Grid {
 public:
  explicit Grid(const PixelRect& around)
      : around_(around),
        across_(Count(around.right - around.left)),
        down_(Count(around.bottom - around.top)) {}

  Cell& At(int x, int y) {
    const int column = Index(x - around_.left, around_.right - around_.left, across_);
    const int row = Index(y - around_.top, around_.bottom - around_.top, down_);
    return cells_[static_cast<std::size_t>(row * kMostCells + column)];
  }

 private:
  static int Count(int side) { return std::clamp(side / kLeastCell_px, 1, kMostCells); }
  static int Index(int at, int side, int count) {
    return static_cast<int>(static_cast<std::int64_t>(at) * count / side);
  }

  PixelRect around_;
  int across_, down_;
  std::array<Cell, static_cast<std::size_t>(kMostCells* kMostCells)> cells_{};
};

void PixelateGroup(const Rects& group, DecodedImage& image) {
  const PixelRect around = Around(group);
  Grid grid(around);
  const auto pixel = [&](int x, int y) {
    return image.bgr.data() +
           3 * (static_cast<std::size_t>(y) * static_cast<std::size_t>(image.width_px) +
                static_cast<std::size_t>(x));
  };
  EachPixel(group, around, [&](int x, int y) {
    Cell& cell = grid.At(x, y);
    ++cell.pixels;
    for (std::size_t part = 0; part < 3; ++part) cell.sum[part] += pixel(x, y)[part];
  });
  EachPixel(group, around, [&](int x, int y) {
    const Cell& cell = grid.At(x, y);
    for (std::size_t part = 0; part < 3; ++part) {
      pixel(x, y)[part] = static_cast<std::uint8_t>(cell.sum[part] / cell.pixels);
    }
  });
}

}  // namespace

void Pixelate(const std::vector<PixelRect>& regions, DecodedImage& image) {
  Rects rest;
  std::copy_if(regions.begin(), regions.end(), std::back_inserter(rest),
               [](const PixelRect& rect) { return !rect.empty(); });
  while (!rest.empty()) PixelateGroup(TakeGroup(rest), image);
}

}  // namespace photogate
