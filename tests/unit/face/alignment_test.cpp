#include "face/alignment.h"

#include <catch2/catch.hpp>
#include <cmath>
#include <limits>

using namespace photogate;

namespace {

constexpr Landmarks kWanted{
    {{{0.3F, 0.46F}, {0.68F, 0.46F}, {0.5F, 0.64F}, {0.35F, 0.82F}, {0.65F, 0.82F}}}};

// kWanted as it stands in a photo where a face is turned, scaled and shifted.
Landmarks Moved(const Similarity& to_photo) {
  Landmarks moved = kWanted;
  for (Point& p : moved.points) p = to_photo.Apply(p);
  return moved;
}

}  // namespace

TEST_CASE("aligns a turned and scaled face exactly to the template", "[face]") {
  const double turn = GENERATE(-3.0, -1.2, 0.0, 0.4, 1.6);
  const double size = GENERATE(12.0, 700.0);
  const Landmarks points = Moved({size * std::cos(turn), size * std::sin(turn), 900.0, -40.0});
  const auto m = AlignTo(points, kWanted, 112);
  REQUIRE(m);
  CHECK(m->scale() == Approx(112 / size).epsilon(1e-3));
  CHECK(AlignmentResidual(points, kWanted, *m, 112) < 1e-4);
  for (std::size_t i = 0; i < 5; ++i) {
    const Point p = m->Apply(points.points[i]);
    CHECK(p.x == Approx(112 * kWanted.points[i].x).margin(0.05));
    CHECK(p.y == Approx(112 * kWanted.points[i].y).margin(0.05));
  }
}

TEST_CASE("never mirrors a face to make it fit", "[face]") {
  Landmarks mirrored = kWanted;
  for (Point& p : mirrored.points) p.x = 1 - p.x;
  const auto m = AlignTo(mirrored, kWanted, 100);
  REQUIRE(m);
  CHECK(AlignmentResidual(mirrored, kWanted, *m, 100) > 0.1);
}

TEST_CASE("says so when the landmarks cannot be aligned", "[face]") {
  Landmarks same;
  same.points.fill({5, 5});
  CHECK_FALSE(AlignTo(same, kWanted, 112));
  Landmarks broken = kWanted;
  broken.points[2].x = std::numeric_limits<float>::quiet_NaN();
  CHECK_FALSE(AlignTo(broken, kWanted, 112));
  broken.points[2].x = std::numeric_limits<float>::infinity();
  CHECK_FALSE(AlignTo(broken, kWanted, 112));
}

TEST_CASE("leaves a large residual for a face turned to the side", "[face]") {
  Landmarks profile = kWanted;
  profile.points[1].x = 0.36F;
  profile.points[4].x = 0.40F;
  const auto m = AlignTo(profile, kWanted, 112);
  REQUIRE(m);
  CHECK(AlignmentResidual(profile, kWanted, *m, 112) > 0.05);
}
