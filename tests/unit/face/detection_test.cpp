#include "face/detection.h"

#include <catch2/catch.hpp>

using namespace photogate;

namespace {
Detection At(Box box, float score) { return {box, std::nullopt, score}; }
}  // namespace

TEST_CASE("keeps the best of detections that overlap and every separate one", "[face]") {
  const auto kept = Suppress(
      {At({0, 0, 100, 100}, 0.7F), At({5, 5, 100, 100}, 0.9F), At({300, 0, 100, 100}, 0.6F)}, 0.35F,
      0.75F);
  REQUIRE(kept.size() == 2);
  CHECK(kept[0].score == 0.9F);
  CHECK(kept[1].box.x == 300);
}

TEST_CASE("takes a weak detection inside a stronger face for a part of it", "[face]") {
  const auto kept =
      Suppress({At({0, 0, 200, 200}, 0.9F), At({20, 20, 40, 40}, 0.65F)}, 0.35F, 0.75F);
  CHECK(kept.size() == 1);
}

TEST_CASE("keeps two faces that lean against each other", "[face]") {
  const auto kept =
      Suppress({At({0, 0, 100, 100}, 0.9F), At({70, 0, 100, 100}, 0.9F)}, 0.35F, 0.75F);
  CHECK(kept.size() == 2);
}

TEST_CASE("brings a detection of a scaled cut back to the picture it was made of", "[face]") {
  Detection d = At({10, 20, 30, 40}, 0.9F);
  d.landmarks = Landmarks{{{{10, 20}, {11, 20}, {12, 20}, {13, 20}, {14, 20}}}};
  const Detection moved = ToSource(d, 0.5, {100, 200});
  CHECK(moved.box.x == 120);
  CHECK(moved.box.y == 240);
  CHECK(moved.box.w == 60);
  CHECK(moved.box.h == 80);
  CHECK(moved.landmarks->points[1].x == 122);
}

TEST_CASE("turns a detection back to where it was before the turn", "[face]") {
  // A picture of 100 x 60; the point (30, 10) of it.
  struct Case {
    int degrees;
    Point seen;
  };
  const auto c = GENERATE(Case{90, {50, 30}}, Case{180, {70, 50}}, Case{270, {10, 70}});
  Detection d = At({c.seen.x, c.seen.y, 0, 0}, 0.9F);
  d.landmarks.emplace();
  d.landmarks->points.fill(c.seen);
  const Detection back = TurnBack(d, c.degrees, 100, 60);
  CHECK(back.landmarks->points[0].x == Approx(30));
  CHECK(back.landmarks->points[0].y == Approx(10));
  CHECK(back.box.x == Approx(30));
  CHECK(back.box.y == Approx(10));
  CHECK(back.rotation_deg == c.degrees);
}
