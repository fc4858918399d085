#include "likeness/likeness.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>
#include <numbers>

namespace photogate {
namespace {

constexpr std::size_t kSide = kMarkSide;
constexpr std::size_t kCells = kSide * kSide;
using Cells = std::array<float, kCells>;

// Cells of a picture without contrast differ by rounding and compression noise alone.
constexpr float kLeastDeviation = 2.0F;

// 5 % cut off one axis, and what rounding to whole pixels adds in a small picture.
constexpr double kMostCut = 0.06;
// Both axes cut by that, in opposite proportions, and rounding.
constexpr double kMostAspectChange = 1.08;

struct Span {
  std::size_t first, last;  // pixels, last included
  float first_weight, last_weight;
};

// Pixels, with their shares, that cell `at` of `count` cells covers of `size` pixels.
Span Covered(std::size_t at, std::size_t size) {
  const double from = static_cast<double>(at) * static_cast<double>(size) / kSide;
  const double to = static_cast<double>(at + 1) * static_cast<double>(size) / kSide;
  const auto first = static_cast<std::size_t>(from);
  const std::size_t last = std::min(static_cast<std::size_t>(std::ceil(to)) - 1, size - 1);
  if (first == last) return {first, last, static_cast<float>(to - from), 0};
  return {first, last, static_cast<float>(static_cast<double>(first + 1) - from),
          static_cast<float>(to - static_cast<double>(last))};
}

// Mean brightness of each cell, 0..255 (luma of ITU-R BT.601, as in JPEG).
Cells Squeeze(const DecodedImage& image) {
  const auto width = static_cast<std::size_t>(image.width_px);
  const auto height = static_cast<std::size_t>(image.height_px);
  std::array<Span, kSide> columns{};
  for (std::size_t x = 0; x < kSide; ++x) columns[x] = Covered(x, width);
  std::vector<float> luma(width);
  Cells cells{};
  for (std::size_t y = 0; y < kSide; ++y) {
    const Span rows = Covered(y, height);
    float row_weights = 0;
    std::array<float, kSide> sums{};
    for (std::size_t row = rows.first; row <= rows.last; ++row) {
      const float weight = row == rows.first  ? rows.first_weight
                           : row == rows.last ? rows.last_weight
                                              : 1.0F;
      row_weights += weight;
      const std::uint8_t* pixel = &image.bgr[3 * row * width];
      for (std::size_t x = 0; x < width; ++x, pixel += 3) {
        luma[x] = 0.114F * static_cast<float>(pixel[0]) + 0.587F * static_cast<float>(pixel[1]) +
                  0.299F * static_cast<float>(pixel[2]);
      }
      for (std::size_t x = 0; x < kSide; ++x) {
        const Span& span = columns[x];
        float sum = luma[span.first] * span.first_weight;
        for (std::size_t at = span.first + 1; at < span.last; ++at) sum += luma[at];
        if (span.last != span.first) sum += luma[span.last] * span.last_weight;
        sums[x] += weight * sum;
      }
    }
    for (std::size_t x = 0; x < kSide; ++x) {
      const Span& span = columns[x];
      const float inner =
          span.last > span.first ? static_cast<float>(span.last - span.first - 1) : 0.0F;
      cells[y * kSide + x] =
          sums[x] / (row_weights * (span.first_weight + span.last_weight + inner));
    }
  }
  return cells;
}

// One bit for each of 64 low frequencies: above the median or not. DCT-II of the cells without the
// first row and column, whose values are brightness and slow shading.
std::uint64_t HashOf(const Cells& cells) {
  constexpr std::size_t kWaves = 8;
  static const auto waves = [] {
    std::array<std::array<float, kSide>, kWaves> table{};
    for (std::size_t k = 0; k < kWaves; ++k) {
      for (std::size_t n = 0; n < kSide; ++n) {
        table[k][n] =
            static_cast<float>(std::cos(std::numbers::pi * (static_cast<double>(n) + 0.5) *
                                        static_cast<double>(k + 1) / static_cast<double>(kSide)));
      }
    }
    return table;
  }();
  std::array<std::array<float, kWaves>, kSide> rows{};
  for (std::size_t y = 0; y < kSide; ++y) {
    for (std::size_t k = 0; k < kWaves; ++k) {
      for (std::size_t x = 0; x < kSide; ++x) rows[y][k] += cells[y * kSide + x] * waves[k][x];
    }
  }
  std::array<float, kWaves * kWaves> strength{};
  for (std::size_t j = 0; j < kWaves; ++j) {
    for (std::size_t k = 0; k < kWaves; ++k) {
      for (std::size_t y = 0; y < kSide; ++y) strength[j * kWaves + k] += rows[y][k] * waves[j][y];
    }
  }
  auto sorted = strength;
  std::nth_element(sorted.begin(), sorted.begin() + sorted.size() / 2, sorted.end());
  const float median = sorted[sorted.size() / 2];
  std::uint64_t hash = 0;
  for (std::size_t bit = 0; bit < strength.size(); ++bit) {
    if (strength[bit] >= median) hash |= std::uint64_t{1} << bit;
  }
  return hash;
}

// Without brightness and contrast: mean 0, sum of squares 1.
void Normalise(Cells& cells) {
  double sum = 0, squares = 0;
  for (const float cell : cells) sum += static_cast<double>(cell);
  const auto mean = static_cast<float>(sum / kCells);
  for (float& cell : cells) {
    cell -= mean;
    squares += static_cast<double>(cell * cell);
  }
  const auto scale = static_cast<float>(1 / std::sqrt(std::max(squares, 1e-9)));
  for (float& cell : cells) cell *= scale;
}

Cells Floats(const PictureMark& mark) {
  Cells cells{};
  for (std::size_t at = 0; at < kCells; ++at) cells[at] = static_cast<float>(mark.grey[at]);
  return cells;
}

// Each cell mixed with its neighbours, 1 : 2 : 1 both ways. Cells of a cropped copy lie between
// those of the whole; what is finer than that differs although the picture is the same.
Cells Softened(const Cells& cells) {
  const auto mixed = [](const Cells& from, std::size_t step, auto position) {
    Cells to{};
    for (std::size_t at = 0; at < kCells; ++at) {
      const std::size_t place = position(at);
      const float before = place > 0 ? from[at - step] : from[at];
      const float after = place + 1 < kSide ? from[at + step] : from[at];
      to[at] = (before + 2 * from[at] + after) / 4;
    }
    return to;
  };
  const Cells across = mixed(cells, 1, [](std::size_t at) { return at % kSide; });
  return mixed(across, kSide, [](std::size_t at) { return at / kSide; });
}

// Where a copy lies within the whole, as shares of its width and height.
struct Window {
  double left = 0, top = 0, right = 0, bottom = 0;  // cut off at each side
};

// For each cell of the copy, the two cells of the whole it lies between and how near the second is.
struct Taps {
  std::array<std::size_t, kSide> at{};
  std::array<float, kSide> share{};
};

Taps TapsOf(double cut_before, double cut_after) {
  Taps taps;
  for (std::size_t i = 0; i < kSide; ++i) {
    const double share = (static_cast<double>(i) + 0.5) / kSide;
    const double place = (cut_before + share * (1 - cut_before - cut_after)) * kSide - 0.5;
    const double held = std::clamp(place, 0.0, static_cast<double>(kSide) - 1.001);
    taps.at[i] = static_cast<std::size_t>(held);
    taps.share[i] = static_cast<float>(held - std::floor(held));
  }
  return taps;
}

// 1 - correlation of the copy with that part of the whole.
double DistanceAt(const Cells& whole, const Cells& copy, const Window& window) {
  const Taps across = TapsOf(window.left, window.right);
  const Taps down = TapsOf(window.top, window.bottom);
  double sum = 0, squares = 0, product = 0;
  for (std::size_t y = 0; y < kSide; ++y) {
    const float* upper = &whole[down.at[y] * kSide];
    const float* lower = upper + kSide;
    for (std::size_t x = 0; x < kSide; ++x) {
      const std::size_t at = across.at[x];
      const float share = across.share[x];
      const float above = upper[at] + share * (upper[at + 1] - upper[at]);
      const float below = lower[at] + share * (lower[at + 1] - lower[at]);
      const float value = above + down.share[y] * (below - above);
      sum += static_cast<double>(value);
      squares += static_cast<double>(value * value);
      product += static_cast<double>(value * copy[y * kSide + x]);
    }
  }
  const double spread = squares - sum * sum / kCells;
  return spread <= 1e-9 ? 2.0 : 1 - product / std::sqrt(spread);
}

// Downhill over the four cuts from `window` on, with ever smaller steps.
double Descend(const Cells& whole, const Cells& copy, Window window) {
  double best = DistanceAt(whole, copy, window);
  const std::array<double Window::*, 4> cuts{&Window::left, &Window::top, &Window::right,
                                             &Window::bottom};
  const auto allowed = [](const Window& w) {
    return w.left >= 0 && w.top >= 0 && w.right >= 0 && w.bottom >= 0 &&
           w.left + w.right <= kMostCut && w.top + w.bottom <= kMostCut;
  };
  for (const double step : {0.025, 0.0125, 0.00625, 0.003}) {
    for (bool better = true; better;) {
      better = false;
      for (const auto cut : cuts) {
        for (const double change : {step, -step}) {
          Window next = window;
          next.*cut += change;
          if (!allowed(next)) continue;
          const double distance = DistanceAt(whole, copy, next);
          if (distance < best - 1e-9) best = distance, window = next, better = true;
        }
      }
    }
  }
  return best;
}

// From several places, because the way down from one may end in a hollow.
double BestDistance(const Cells& whole, const Cells& copy) {
  // Measured: above this no other start ends among the near-identical.
  constexpr double kHopeless = 0.25;
  double best = Descend(whole, copy, {});
  if (best > kHopeless) return best;
  for (const double x : {0.0, 0.05}) {
    for (const double y : {0.0, 0.05}) {
      best = std::min(best, Descend(whole, copy, {x, y, 0.05 - x, 0.05 - y}));
    }
  }
  return best;
}

bool ShapesFit(const PictureMark& a, const PictureMark& b) {
  const float ratio = a.aspect > b.aspect ? a.aspect / b.aspect : b.aspect / a.aspect;
  return static_cast<double>(ratio) <= kMostAspectChange;
}

}  // namespace

std::optional<PictureMark> MarkOf(const DecodedImage& image) {
  const auto pixels =
      static_cast<std::size_t>(image.width_px) * static_cast<std::size_t>(image.height_px);
  if (image.width_px < static_cast<int>(kSide) || image.height_px < static_cast<int>(kSide) ||
      image.bgr.size() != 3 * pixels) {
    return std::nullopt;
  }
  const Cells cells = Squeeze(image);
  double sum = 0, squares = 0;
  for (const float cell : cells) {
    sum += static_cast<double>(cell);
    squares += static_cast<double>(cell) * static_cast<double>(cell);
  }
  const double mean = sum / kCells;
  if (std::sqrt(std::max(squares / kCells - mean * mean, 0.0)) <
      static_cast<double>(kLeastDeviation)) {
    return std::nullopt;
  }
  PictureMark mark{};
  mark.hash = HashOf(cells);
  mark.aspect = static_cast<float>(image.width_px) / static_cast<float>(image.height_px);
  for (std::size_t at = 0; at < kCells; ++at) {
    mark.grey[at] = static_cast<std::uint8_t>(std::clamp(std::lround(cells[at]), 0L, 255L));
  }
  return mark;
}

std::array<PictureMark, 8> AllWaysUp(const PictureMark& mark) {
  std::array<PictureMark, 8> ways{};
  ways[0] = mark;
  for (std::size_t way = 1; way < ways.size(); ++way) {
    // Each a quarter turn of the one before; the fifth begins anew in a mirror.
    const PictureMark& from = way == 4 ? mark : ways[way - 1];
    PictureMark& to = ways[way];
    for (std::size_t y = 0; y < kSide; ++y) {
      for (std::size_t x = 0; x < kSide; ++x) {
        const std::size_t source =
            way == 4 ? y * kSide + (kSide - 1 - x) : (kSide - 1 - x) * kSide + y;
        to.grey[y * kSide + x] = from.grey[source];
      }
    }
    to.aspect = way == 4 ? mark.aspect : 1 / from.aspect;
    to.hash = HashOf(Floats(to));
  }
  return ways;
}

int HashDistance(const PictureMark& a, const PictureMark& b) {
  return std::popcount(a.hash ^ b.hash);
}

double PixelDistance(const PictureMark& whole, const PictureMark& copy) {
  if (!ShapesFit(whole, copy)) return std::numeric_limits<double>::infinity();
  Cells target = Softened(Floats(copy)), source = Softened(Floats(whole));
  Normalise(target);
  Normalise(source);
  return BestDistance(source, target);
}

bool NearIdentical(const PictureMark& a, const PictureMark& b) {
  return HashDistance(a, b) <= kHashReach &&
         (PixelDistance(a, b) <= kNearIdentical || PixelDistance(b, a) <= kNearIdentical);
}

std::vector<LikenessHit> FindLikenesses(std::span<const PictureMark> marks,
                                        const PictureMark& wanted) {
  std::vector<LikenessHit> hits;
  for (std::size_t index = 0; index < marks.size(); ++index) {
    if (HashDistance(marks[index], wanted) > kHashReach) continue;
    const double distance =
        std::min(PixelDistance(marks[index], wanted), PixelDistance(wanted, marks[index]));
    if (distance <= kNearIdentical) hits.push_back({index, distance});
  }
  std::sort(hits.begin(), hits.end(), [](const LikenessHit& a, const LikenessHit& b) {
    return a.distance != b.distance ? a.distance < b.distance : a.index < b.index;
  });
  return hits;
}

}  // namespace photogate
