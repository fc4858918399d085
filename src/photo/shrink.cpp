#include "photo/shrink.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <numbers>
#include <vector>

namespace photogate {
namespace {

constexpr double kLobes = 3;

double Lanczos(double x) {
  if (x == 0) return 1;
  if (std::abs(x) >= kLobes) return 0;
  const double angle = std::numbers::pi * x;
  return kLobes * std::sin(angle) * std::sin(angle / kLobes) / (angle * angle);
}

// The sources of one target pixel along a side: `weights` from `first` on, which add up to 1.
struct Taps {
  int first;
  std::vector<float> weights;
};

std::vector<Taps> TapsOf(int from, int to) {
  std::vector<Taps> all;
  const double step = static_cast<double>(from) / to;
  const double reach = kLobes * step;
  for (int i = 0; i < to; ++i) {
    // Pixel centres lie at halves.
    const double centre = (i + 0.5) * step;
    const int first = std::max(0, static_cast<int>(std::ceil(centre - reach - 0.5)));
    const int last = std::min(from - 1, static_cast<int>(std::floor(centre + reach - 0.5)));
    Taps taps{first, {}};
    double sum = 0;
    for (int at = first; at <= last; ++at) {
      const double weight = Lanczos((at + 0.5 - centre) / step);
      taps.weights.push_back(static_cast<float>(weight));
      sum += weight;
    }
    for (float& weight : taps.weights) weight = static_cast<float>(weight / sum);
    all.push_back(std::move(taps));
  }
  return all;
}

void AcrossRow(const std::uint8_t* row, const std::vector<Taps>& columns, float* out) {
  for (const Taps& taps : columns) {
    const std::uint8_t* in = row + 3 * static_cast<std::ptrdiff_t>(taps.first);
    float blue = 0, green = 0, red = 0;
    for (const float weight : taps.weights) {
      blue += weight * static_cast<float>(in[0]);
      green += weight * static_cast<float>(in[1]);
      red += weight * static_cast<float>(in[2]);
      in += 3;
    }
    *out++ = blue;
    *out++ = green;
    *out++ = red;
  }
}

}  // namespace

DecodedImage Shrink(const DecodedImage& image, int longer_side_px) {
  const int longer = std::max(image.width_px, image.height_px);
  const int wanted = std::max(longer_side_px, 1);
  if (longer <= wanted) return image;
  const double ratio = static_cast<double>(wanted) / longer;
  const int width = std::max(1, static_cast<int>(std::lround(image.width_px * ratio)));
  const int height = std::max(1, static_cast<int>(std::lround(image.height_px * ratio)));
  DecodedImage out{width, height, {}, image.scale * ratio, image.origin};
  out.bgr.resize(3 * static_cast<std::size_t>(width) * static_cast<std::size_t>(height));
  const auto columns = TapsOf(image.width_px, width);
  const auto rows = TapsOf(image.height_px, height);
  const std::size_t in_stride = 3 * static_cast<std::size_t>(image.width_px);
  const std::size_t stride = 3 * static_cast<std::size_t>(width);
  // Only the rows that the filter reaches are kept, each narrowed once.
  std::size_t window = 1;
  for (const Taps& taps : rows) window = std::max(window, taps.weights.size());
  std::vector<float> ring(window * stride);
  std::vector<float> sums(stride);
  int narrowed = 0;
  std::uint8_t* to = out.bgr.data();
  for (const Taps& taps : rows) {
    const int end = taps.first + static_cast<int>(taps.weights.size());
    for (narrowed = std::max(narrowed, taps.first); narrowed < end; ++narrowed) {
      AcrossRow(image.bgr.data() + in_stride * static_cast<std::size_t>(narrowed), columns,
                ring.data() + stride * (static_cast<std::size_t>(narrowed) % window));
    }
    std::fill(sums.begin(), sums.end(), 0.0f);
    int at = taps.first;
    for (const float weight : taps.weights) {
      const float* row = ring.data() + stride * (static_cast<std::size_t>(at++) % window);
      for (std::size_t i = 0; i < stride; ++i) sums[i] += weight * row[i];
    }
    for (const float value : sums) {
      // The filter overshoots at edges.
      *to++ = static_cast<std::uint8_t>(std::clamp(value + 0.5f, 0.0f, 255.0f));
    }
  }
  return out;
}

}  // namespace photogate
