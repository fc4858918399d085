#include "face/quality.h"

#include <algorithm>
#include <cmath>
#include <vector>

namespace photogate {
namespace {

// Crété-Roffet et al., "The blur effect", 2007: blurring a picture that is already blurred changes
// little. 0 when the crop has no detail that a blur of nine pixels would take away, 1 when all of
// it would go. Independent of contrast.
double Sharpness(const std::vector<float>& luma, int side) {
  constexpr int kReach = 4;
  const auto at = [&](int x, int y) {
    return static_cast<double>(luma[static_cast<std::size_t>(y) * static_cast<std::size_t>(side) +
                                    static_cast<std::size_t>(x)]);
  };
  double least = 1;
  for (const bool across : {true, false}) {
    const auto value = [&](int i, int line) { return across ? at(i, line) : at(line, i); };
    double total = 0, lost = 0;
    for (int line = side / 5; line < side - side / 5; ++line) {
      double before = 0;
      for (int i = side / 5; i < side - side / 5; ++i) {
        double blurred = 0;
        for (int k = -kReach; k <= kReach; ++k) blurred += value(i + k, line);
        blurred /= 2 * kReach + 1;
        if (i > side / 5) {
          const double step = std::abs(value(i, line) - value(i - 1, line));
          total += step;
          lost += std::max(0.0, step - std::abs(blurred - before));
        }
        before = blurred;
      }
    }
    least = std::min(least, total > 0 ? lost / total : 0);
  }
  return least;
}

double Between(double value, double zero, double one) {
  return std::clamp((value - zero) / (one - zero), 0.0, 1.0);
}

struct Light {
  double mean;
  double spread;  // between the 5th and the 95th percentile
};

Light MeasureLight(const std::vector<float>& luma, int side) {
  std::vector<float> inner;
  for (int y = side / 5; y < side - side / 5; ++y) {
    for (int x = side / 5; x < side - side / 5; ++x) {
      inner.push_back(luma[static_cast<std::size_t>(y) * static_cast<std::size_t>(side) +
                           static_cast<std::size_t>(x)]);
    }
  }
  double sum = 0;
  for (const float value : inner) sum += static_cast<double>(value);
  std::sort(inner.begin(), inner.end());
  const auto n = inner.size();
  return {sum / static_cast<double>(n),
          static_cast<double>(inner[n - 1 - n / 20]) - static_cast<double>(inner[n / 20])};
}

}  // namespace

Quality JudgeQuality(const QualityInputs& inputs) {
  const int side = inputs.crop.width;
  const std::vector<float> luma = Luma(inputs.crop);
  Quality q;
  // The crop needs no enlarging: all that the recogniser can use.
  q.size = std::clamp(1 / inputs.crop_scale, 0.0, 1.0);
  q.sharpness = Between(Sharpness(luma, side), 0.1, 0.5);
  q.pose = 1 - Between(inputs.pose_residual, 0.02, 0.12);
  const Light light = MeasureLight(luma, side);
  q.light = std::min({Between(light.mean, 10, 60), 1 - Between(light.mean, 215, 250),
                      Between(light.spread, 8, 50)});
  q.overall = std::min({q.size, q.sharpness, q.pose, q.light});
  return q;
}

NotComparable WhyNot(const Quality& quality, double face_px, const FaceSettings& settings) {
  if (face_px < settings.min_compare_px) return NotComparable::kTooSmall;
  if (quality.pose < settings.min_pose) return NotComparable::kTurnedAway;
  if (quality.light < settings.min_light) return NotComparable::kTooDark;
  if (quality.sharpness < settings.min_sharpness) return NotComparable::kBlurred;
  return NotComparable::kNone;
}

}  // namespace photogate
