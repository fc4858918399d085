// A photo that is pixels in memory already: the double of PixelSource for tests of the face stage.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <optional>
#include <utility>

#include "core/image.h"

namespace photogate::test {

// Decodes at 1/2, 1/4 and 1/8 as JPEG does, by averaging. Counts what was asked of it.
class MemoryPixels final : public PixelSource {
 public:
  // `image` is the whole photo at full size.
  explicit MemoryPixels(DecodedImage image)
      : image_(std::move(image)),
        info_{FileFormat::kPng, image_.width_px, image_.height_px, 1, false} {}

  const PhotoInfo& info() const override { return info_; }

  Result<DecodedImage> Decode(int min_long_side_px) override {
    ++decodes;
    if (failure) return *failure;
    int divisor = 1;
    const int long_side = std::max(image_.width_px, image_.height_px);
    while (divisor < 8 && long_side / (2 * divisor) >= min_long_side_px) divisor *= 2;
    return Reduced(0, 0, image_.width_px, image_.height_px, divisor);
  }

  Result<DecodedImage> DecodeRegion(const Box& region, double min_scale) override {
    ++regions;
    if (failure) return *failure;
    int divisor = 1;
    while (divisor < 8 && 1.0 / (2 * divisor) >= min_scale) divisor *= 2;
    const auto edge = [](float value, int size) {
      return static_cast<int>(std::clamp(value, 0.0F, static_cast<float>(size)));
    };
    const int left = std::min(edge(std::floor(region.x), image_.width_px), image_.width_px - 1);
    const int top = std::min(edge(std::floor(region.y), image_.height_px), image_.height_px - 1);
    const int right = std::max(edge(std::ceil(region.x + region.w), image_.width_px), left + 1);
    const int bottom = std::max(edge(std::ceil(region.y + region.h), image_.height_px), top + 1);
    return Reduced(left, top, right - left, bottom - top, divisor);
  }

  std::optional<Error> failure;  // what every decoding answers with
  int decodes = 0;
  int regions = 0;

 private:
  DecodedImage Reduced(int left, int top, int width, int height, int divisor) const {
    DecodedImage made{std::max(1, width / divisor),
                      std::max(1, height / divisor),
                      {},
                      1.0 / divisor,
                      {static_cast<float>(left), static_cast<float>(top)}};
    for (int y = 0; y < made.height_px; ++y) {
      for (int x = 0; x < made.width_px; ++x) {
        for (int channel = 0; channel < 3; ++channel) {
          int sum = 0, count = 0;
          for (int dy = 0; dy < divisor && y * divisor + dy < height; ++dy) {
            for (int dx = 0; dx < divisor && x * divisor + dx < width; ++dx, ++count) {
              sum += At(left + x * divisor + dx, top + y * divisor + dy, channel);
            }
          }
          made.bgr.push_back(static_cast<std::uint8_t>(sum / count));
        }
      }
    }
    return made;
  }

  int At(int x, int y, int channel) const {
    const auto pixel = static_cast<std::size_t>(y) * static_cast<std::size_t>(image_.width_px) +
                       static_cast<std::size_t>(x);
    return image_.bgr[3 * pixel + static_cast<std::size_t>(channel)];
  }

  DecodedImage image_;
  PhotoInfo info_;
};

}  // namespace photogate::test
