#include "samples/backdrop.h"

#include <cmath>

namespace photogate::samples {
namespace {

constexpr float kPixel = 0.0015f;  // softness of painted edges, in picture heights

float Inside(float u, float v, float left, float top, float right, float bottom) {
  const float x =
      std::min(Smooth(left - kPixel, left + kPixel, u), Smooth(right + kPixel, right - kPixel, u));
  const float y =
      std::min(Smooth(top - kPixel, top + kPixel, v), Smooth(bottom + kPixel, bottom - kPixel, v));
  return std::min(x, y);
}

float Disc(float u, float v, float x, float y, float radius) {
  const float d = std::sqrt((u - x) * (u - x) + (v - y) * (v - y));
  return Smooth(radius + kPixel, radius - kPixel, d);
}

Vec Rough(Vec colour, float u, float v, float fineness, float amount) {
  return colour * (1.0f + amount * (Noise({u * fineness, v * fineness, 9}) - 0.5f));
}

// Boards that run to the vanishing point (at `horizon`).
Vec Boards(float u, float v, float centre, float horizon, Vec wood) {
  const float depth = std::max(v - horizon, 0.02f);
  const float across = (u - centre) / depth;
  const float board = std::floor(across * 2.2f);
  const float seam = std::abs(across * 2.2f - board - 0.5f);
  const Vec colour = wood * (0.82f + 0.3f * Noise({board * 3.7f, 0.5f, 2}));
  return colour * Mix(1.0f, 0.6f, Smooth(0.47f, 0.5f, seam)) * (0.75f + 0.35f * v);
}

Vec Studio(float u, float v, float aspect) {
  const float x = u - aspect / 2, y = v - 0.45f;
  return Mix(Vec{0.34f, 0.42f, 0.50f}, Vec{0.12f, 0.17f, 0.23f},
             Smooth(0.1f, 0.85f, std::sqrt(x * x + y * y)));
}

Vec Classroom(float u, float v, float aspect) {
  Vec c = Rough({0.62f, 0.57f, 0.44f}, u, v, 3, 0.12f);
  c = Mix(c, {0.35f, 0.22f, 0.11f}, Inside(u, v, 0.10f, 0.08f, aspect * 0.55f, 0.47f));
  c = Mix(c, Rough({0.025f, 0.09f, 0.065f}, u, v, 14, 0.5f),
          Inside(u, v, 0.12f, 0.10f, aspect * 0.55f - 0.02f, 0.45f));
  for (int i = 0; i < 4; ++i) {
    const float left = aspect * 0.60f + 0.13f * static_cast<float>(i);
    const Vec sheets[] = {
        {0.75f, 0.25f, 0.2f}, {0.85f, 0.7f, 0.2f}, {0.2f, 0.5f, 0.7f}, {0.35f, 0.6f, 0.25f}};
    c = Mix(c, sheets[i], Inside(u, v, left, 0.13f, left + 0.10f, 0.28f));
    c = Mix(c, sheets[(i + 2) % 4], Inside(u, v, left, 0.31f, left + 0.10f, 0.45f));
  }
  if (v > 0.80f) c = Boards(u, v, aspect / 2, 0.45f, {0.30f, 0.17f, 0.08f});
  return c;
}

Vec Hall(float u, float v, float aspect) {
  Vec c = Rough({0.50f, 0.47f, 0.42f}, u, v, 3, 0.1f);
  const float fold = 0.7f + 0.3f * std::sin(u * 55.0f);
  c = Mix(c, Vec{0.34f, 0.03f, 0.04f} * fold, Inside(u, v, 0.15f, 0.05f, aspect - 0.15f, 0.62f));
  c = Mix(c, {0.50f, 0.36f, 0.08f}, Inside(u, v, 0.15f, 0.05f, aspect - 0.15f, 0.085f));
  c = Mix(c, {0.20f, 0.11f, 0.05f}, Inside(u, v, 0.08f, 0.62f, aspect - 0.08f, 0.70f));
  if (v > 0.70f) c = Boards(u, v, aspect / 2, 0.50f, {0.42f, 0.25f, 0.11f});
  return c;
}

Vec Field(float u, float v, float aspect) {
  const float cloud = Noise({u * 3, v * 7, 1}) * 0.6f + Noise({u * 9, v * 20, 5}) * 0.4f;
  Vec c = Mix(Vec{0.16f, 0.38f, 0.75f}, Vec{0.55f, 0.72f, 0.88f}, v * 2.2f);
  c = Mix(c, {0.85f, 0.87f, 0.90f}, 0.8f * Smooth(0.55f, 0.75f, cloud));
  const float hill = 0.40f + 0.03f * std::sin(u * 5) + 0.05f * Noise({u * 14, 3, 3});
  c = Mix(c, Rough({0.05f, 0.14f, 0.04f}, u, v, 50, 0.9f), Smooth(hill, hill + 0.01f, v));
  const float depth = std::max(v - 0.42f, 0.01f);
  Vec grass = Rough({0.13f, 0.30f, 0.06f}, u * 4, v / depth * 3, 30, 0.5f);
  grass = grass * (std::sin(2.5f / depth) > 0 ? 1.0f : 0.88f);
  const float lane = std::abs((u - aspect / 2) / depth);
  const float line = std::abs(lane - std::round(lane));
  if (lane < 3.3f) grass = Mix(grass, {0.8f, 0.8f, 0.78f}, Smooth(0.035f, 0.02f, line));
  return Mix(c, grass, Smooth(0.46f, 0.465f, v));
}

Vec Bricks(float u, float v) {
  const float row = std::floor(v * 34);
  const float x = u * 13 + 0.5f * std::fmod(row, 2.0f);
  const float mortar = std::max(Smooth(0.44f, 0.47f, std::abs(v * 34 - row - 0.5f)),
                                Smooth(0.47f, 0.49f, std::abs(x - std::floor(x) - 0.5f)));
  const Vec brick = Vec{0.40f, 0.13f, 0.075f} * (0.75f + 0.5f * Noise({std::floor(x), row, 4}));
  return Mix(brick, {0.45f, 0.41f, 0.36f}, mortar);
}

Vec Playground(float u, float v, float aspect) {
  Vec c = Field(u, v, aspect);
  if (v < 0.47f && v > 0.10f) c = Mix(c, Bricks(u, v), Inside(u, v, 0.0f, 0.12f, aspect * 0.6f, 1));
  for (int i = 0; i < 3; ++i) {
    const float left = 0.10f + 0.25f * static_cast<float>(i);
    c = Mix(c, {0.75f, 0.75f, 0.72f}, Inside(u, v, left, 0.19f, left + 0.16f, 0.36f));
    c = Mix(c, {0.10f, 0.16f, 0.22f}, Inside(u, v, left + 0.012f, 0.205f, left + 0.148f, 0.345f));
  }
  c = Mix(c, {0.12f, 0.06f, 0.03f}, Inside(u, v, aspect - 0.30f, 0.25f, aspect - 0.265f, 0.5f));
  for (const auto& [x, y, r] :
       {Vec{0.28f, 0.18f, 0.13f}, Vec{0.19f, 0.24f, 0.10f}, Vec{0.37f, 0.25f, 0.10f}}) {
    c = Mix(c, Rough({0.07f, 0.22f, 0.05f}, u, v, 60, 1.0f), Disc(u, v, aspect - x, y, r));
  }
  if (v > 0.47f) {
    const float depth = v - 0.40f;
    c = Rough({0.15f, 0.155f, 0.165f}, u / depth, v / depth, 22, 0.25f);
    const float court = std::abs((u - aspect * 0.4f) / depth);
    c = Mix(c, {0.75f, 0.62f, 0.12f}, Smooth(0.03f, 0.018f, std::abs(court - 1.6f)));
  }
  return c;
}

Vec Corridor(float u, float v, float aspect) {
  Vec c = Rough(v < 0.6f ? Vec{0.60f, 0.62f, 0.58f} : Vec{0.14f, 0.30f, 0.33f}, u, v, 3, 0.1f);
  c = Mix(c, {0.30f, 0.31f, 0.29f}, Inside(u, v, 0, 0.595f, aspect, 0.605f));
  if (v > 0.88f) c = Rough({0.32f, 0.30f, 0.27f}, u, v, 60, 0.2f);
  return c;
}

Vec Garden(float u, float v, float aspect) {
  // Leaves of three sizes, each layer turned against the others so that no grid shows.
  const float leaves = Noise({u * 21 + v * 9, v * 21 - u * 9, 9}) * 0.45f +
                       Noise({u * 47 - v * 23, v * 47 + u * 23, 4}) * 0.35f +
                       Noise({u * 83 + v * 55, v * 83 - u * 55, 6}) * 0.2f;
  Vec c =
      Vec{0.10f, 0.24f, 0.06f} * (0.45f + 1.0f * leaves) * (0.7f + 0.5f * Noise({u * 4, v * 4, 8}));
  for (int i = 0; i < 26; ++i) {
    const auto n = static_cast<float>(i);
    const float x = aspect * Noise({n * 7.3f, 1, 1}), y = 0.1f + 0.85f * Noise({n * 5.1f, 4, 2});
    const Vec petals[] = {{0.8f, 0.25f, 0.35f}, {0.85f, 0.7f, 0.15f}, {0.55f, 0.3f, 0.7f}};
    c = Mix(c, petals[i % 3], Disc(u, v, x, y, 0.016f));
    c = Mix(c, {0.7f, 0.5f, 0.1f}, Disc(u, v, x, y, 0.005f));
  }
  return c;
}

}  // namespace

void PaintBackdrop(Canvas& canvas, Place place) {
  const float aspect = static_cast<float>(canvas.width_px) / static_cast<float>(canvas.height_px);
  canvas.Fill([=](float u, float v) {
    switch (place) {
      case Place::kStudio: return Studio(u, v, aspect);
      case Place::kClassroom: return Classroom(u, v, aspect);
      case Place::kHall: return Hall(u, v, aspect);
      case Place::kField: return Field(u, v, aspect);
      case Place::kPlayground: return Playground(u, v, aspect);
      case Place::kCorridor: return Corridor(u, v, aspect);
      case Place::kGarden: return Garden(u, v, aspect);
    }
    return Vec{};
  });
}

}  // namespace photogate::samples
