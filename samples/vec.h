// Three floats, as a place, a direction or a colour in linear light.
#pragma once

#include <algorithm>
#include <cmath>

namespace photogate::samples {

struct Vec {
  float x = 0, y = 0, z = 0;
};

inline Vec operator+(Vec a, Vec b) { return {a.x + b.x, a.y + b.y, a.z + b.z}; }
inline Vec operator-(Vec a, Vec b) { return {a.x - b.x, a.y - b.y, a.z - b.z}; }
inline Vec operator*(Vec a, float s) { return {a.x * s, a.y * s, a.z * s}; }
inline Vec operator*(Vec a, Vec b) { return {a.x * b.x, a.y * b.y, a.z * b.z}; }
inline float Dot(Vec a, Vec b) { return a.x * b.x + a.y * b.y + a.z * b.z; }
inline float Length(Vec a) { return std::sqrt(Dot(a, a)); }
inline Vec Normalised(Vec a) { return a * (1.0f / std::max(Length(a), 1e-9f)); }
inline Vec Mix(Vec a, Vec b, float t) { return a * (1.0f - t) + b * t; }
inline float Mix(float a, float b, float t) { return a + (b - a) * t; }
inline float Clamp01(float v) { return std::clamp(v, 0.0f, 1.0f); }

// 0 below `low`, 1 above `high`, a smooth curve between; `low` may be the larger one.
inline float Smooth(float low, float high, float v) {
  const float t = Clamp01((v - low) / (high - low));
  return t * t * (3.0f - 2.0f * t);
}

inline Vec RotateX(Vec p, float radians) {
  const float c = std::cos(radians), s = std::sin(radians);
  return {p.x, c * p.y - s * p.z, s * p.y + c * p.z};
}
inline Vec RotateY(Vec p, float radians) {
  const float c = std::cos(radians), s = std::sin(radians);
  return {c * p.x + s * p.z, p.y, -s * p.x + c * p.z};
}
inline Vec RotateZ(Vec p, float radians) {
  const float c = std::cos(radians), s = std::sin(radians);
  return {c * p.x - s * p.y, s * p.x + c * p.y, p.z};
}

// Smooth noise in 0..1 without any state, so that a picture comes out the same each time.
float Noise(Vec p);

}  // namespace photogate::samples
