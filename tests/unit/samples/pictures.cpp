#include "tests/unit/samples/pictures.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <opencv2/imgcodecs.hpp>

namespace photogate::test {
namespace {

using samples::Canvas;

class CanvasPhoto final : public PixelSource {
 public:
  explicit CanvasPhoto(const Canvas& canvas)
      : canvas_(canvas), info_{FileFormat::kPng, canvas.width_px, canvas.height_px, 1, false} {}

  const PhotoInfo& info() const override { return info_; }

  Result<DecodedImage> Decode(int /*min_long_side_px*/) override {
    return DecodedImage{canvas_.width_px, canvas_.height_px, canvas_.bgr, 1.0, {0, 0}};
  }

  Result<DecodedImage> DecodeRegion(const Box& region, double /*min_scale*/) override {
    const int left = std::clamp(static_cast<int>(region.x), 0, canvas_.width_px - 1);
    const int top = std::clamp(static_cast<int>(region.y), 0, canvas_.height_px - 1);
    const int right =
        std::clamp(static_cast<int>(std::ceil(region.x + region.w)), left + 1, canvas_.width_px);
    const int bottom =
        std::clamp(static_cast<int>(std::ceil(region.y + region.h)), top + 1, canvas_.height_px);
    DecodedImage part{
        right - left, bottom - top, {}, 1.0, {static_cast<float>(left), static_cast<float>(top)}};
    for (int y = top; y < bottom; ++y) {
      const auto row =
          canvas_.bgr.begin() + (static_cast<std::ptrdiff_t>(y) * canvas_.width_px) * 3;
      part.bgr.insert(part.bgr.end(), row + left * 3, row + right * 3);
    }
    return part;
  }

 private:
  const Canvas& canvas_;
  PhotoInfo info_;
};

}  // namespace

Canvas ReadPicture(const std::filesystem::path& file) {
  const cv::Mat picture =
      cv::imread(file.string(), cv::IMREAD_COLOR | cv::IMREAD_IGNORE_ORIENTATION);
  Canvas canvas(picture.cols, picture.rows);
  if (!picture.empty() && picture.isContinuous()) {
    std::copy(picture.data, picture.data + canvas.bgr.size(), canvas.bgr.begin());
  }
  return canvas;
}

std::unique_ptr<PixelSource> AsPhoto(const Canvas& canvas) {
  return std::make_unique<CanvasPhoto>(canvas);
}

Difference Compare(const Canvas& a, const Canvas& b) {
  if (a.width_px != b.width_px || a.height_px != b.height_px || a.bgr.empty()) return {255, 1};
  double sum = 0, over = 0;
  for (std::size_t i = 0; i < a.bgr.size(); ++i) {
    const int d = std::abs(static_cast<int>(a.bgr[i]) - static_cast<int>(b.bgr[i]));
    sum += d;
    over += d > 32 ? 1 : 0;
  }
  const auto count = static_cast<double>(a.bgr.size());
  return {sum / count, over / count};
}

}  // namespace photogate::test
