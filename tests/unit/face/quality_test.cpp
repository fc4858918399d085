#include "face/quality.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <vector>

using namespace photogate;

namespace {

// Squares of 24 pixels, blurred by `passes` of a small kernel: a standard deviation of about 0.63
// pixels times the root of `passes`.
Pixels Squares(int passes, int low = 60, int high = 200) {
  constexpr std::size_t kSide = 128;
  std::vector<double> grey(kSide * kSide);
  for (std::size_t i = 0; i < grey.size(); ++i) {
    grey[i] = (i / kSide / 24 + i % kSide / 24) % 2 == 0 ? low : high;
  }
  for (int pass = 0; pass < passes; ++pass) {
    const std::vector<double> before = grey;
    for (std::size_t i = kSide + 1; i < grey.size() - kSide - 1; ++i) {
      grey[i] =
          (before[i - 1] + before[i] + before[i + 1] + before[i - kSide] + before[i + kSide]) / 5;
    }
  }
  Pixels made{kSide, kSide, {}};
  for (const double g : grey) made.bgr.insert(made.bgr.end(), 3, static_cast<std::uint8_t>(g));
  return made;
}

Quality Judge(const Pixels& crop, double scale = 1, double residual = 0.02) {
  return JudgeQuality({crop.view(), scale, residual});
}

}  // namespace

TEST_CASE("quality is the smallest of its parts, each 0 to 1", "[face]") {
  const Quality q = Judge(Squares(1), 2, 0.06);
  for (const double part : {q.size, q.sharpness, q.pose, q.light}) {
    CHECK(part >= q.overall);
    CHECK(part >= 0);
    CHECK(part <= 1);
  }
  CHECK(q.overall == std::min({q.size, q.sharpness, q.pose, q.light}));
}

TEST_CASE("a blurred crop is less sharp", "[face]") {
  const double sharp = Judge(Squares(0)).sharpness;
  const double soft = Judge(Squares(20)).sharpness;
  const double blurred = Judge(Squares(150)).sharpness;
  CHECK(sharp > soft);
  CHECK(soft > blurred);
  CHECK(WhyNot(Judge(Squares(150)), 200, FaceSettings{}) == NotComparable::kBlurred);
}

TEST_CASE("a face that must be enlarged has less size", "[face]") {
  CHECK(Judge(Squares(1), 0.1).size == 1);
  CHECK(Judge(Squares(1), 4).size == Approx(0.25));
}

TEST_CASE("a dark, bright or flat crop has no light", "[face]") {
  CHECK(Judge(Squares(1, 0, 6)).light == 0);
  CHECK(Judge(Squares(1, 250, 255)).light == 0);
  CHECK(Judge(Squares(1, 120, 124)).light == 0);
  CHECK(WhyNot(Judge(Squares(1, 0, 6)), 200, FaceSettings{}) == NotComparable::kTooDark);
}

TEST_CASE("a face turned far to the side or very small is not compared", "[face]") {
  const Pixels crop = Squares(1);
  CHECK(WhyNot(Judge(crop, 1, 0.5), 200, FaceSettings{}) == NotComparable::kTurnedAway);
  CHECK(WhyNot(Judge(crop), 5, FaceSettings{}) == NotComparable::kTooSmall);
  CHECK(WhyNot(Judge(crop), 200, FaceSettings{}) == NotComparable::kNone);
}
