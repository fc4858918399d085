#include "samples/draw_face.h"

#include <array>
#include <cmath>

#include "samples/face_paint.h"
#include "samples/head_shape.h"

namespace photogate::samples {
namespace {

constexpr float kDegree = 3.14159265f / 180.0f;
constexpr float kCameraZ = 11.0f;  // far enough that a nose does not swell
constexpr float kNear = 2.2f, kFar = -2.6f;
constexpr int kSteps = 72;
constexpr float kTouch = 0.0025f;
constexpr std::array<std::array<float, 2>, 4> kSubpixels{
    {{0.375f, 0.125f}, {0.625f, 0.875f}, {0.875f, 0.375f}, {0.125f, 0.625f}}};
constexpr float kAlike = 0.02f;  // colours this near are not an edge

// The part of the picture plane a person fills, head units.
constexpr float kLeft = -1.85f, kRight = 1.85f, kTop = 1.85f, kLowest = 7.4f;

struct Painter {
  const Look& look;
  const Shot& shot;
  Features features;
  Vec light;

  float Distance(Vec p) const { return SurfaceAt(p, look, features, shot).distance; }

  Vec Normal(Vec p) const {
    constexpr float e = 0.004f;
    const Vec a{e, -e, -e}, b{-e, -e, e}, c{-e, e, -e}, d{e, e, e};
    return Normalised(a * Distance(p + a) + b * Distance(p + b) + c * Distance(p + c) +
                      d * Distance(p + d));
  }

  float Shadow(Vec p) const {
    float clear = 1, t = 0.06f;
    for (int i = 0; i < 12 && t < 1.8f; ++i) {
      const float d = Distance(p + light * t);
      if (d < 0.002f) return 0;
      clear = std::min(clear, 7.0f * d / t);
      t += std::clamp(d, 0.05f, 0.3f);
    }
    return clear;
  }

  float Openness(Vec p, Vec n) const {
    float closed = 0, weight = 1;
    for (const float h : {0.05f, 0.14f, 0.30f}) {
      closed += (h - Distance(p + n * h)) * weight;
      weight *= 0.6f;
    }
    return Clamp01(1.0f - 1.5f * closed);
  }

  Vec Shade(Vec p, Vec eye) const {
    const Material material = SurfaceAt(p, look, features, shot).material;
    const Paint paint = PaintAt(p, material, look, features, shot);
    const Vec n = Normal(p);
    const float facing = Dot(n, light);
    const float shadow = facing > 0 ? Shadow(p + n * 0.02f) : 0;
    const float open = Openness(p, n);
    // Skin lets light through, so its shadow edge is soft and warm.
    const bool skin = material == Material::kSkin;
    const float wrap = skin ? Clamp01((facing + 0.25f) / 1.25f) : Clamp01(facing);
    Vec lamp = shot.tint * (shot.key * 1.55f * wrap * Mix(0.25f, 1.0f, shadow));
    if (skin) lamp = lamp * Mix(Vec{1.15f, 0.88f, 0.80f}, Vec{1, 1, 1}, Clamp01(facing * 1.5f));
    const Vec sky = Mix(Vec{0.34f, 0.30f, 0.28f}, Vec{0.62f, 0.66f, 0.74f}, 0.5f + 0.5f * n.y) *
                    (shot.fill * open * (0.75f + 0.25f * n.z));
    const Vec half = Normalised(light + eye);
    const float shine = paint.shine * std::pow(std::max(0.0f, Dot(n, half)), 28.0f) * shadow * 1.8f;
    return paint.colour * (lamp + sky) + shot.tint * (shine * shot.key);
  }

  // The colour that a ray from the camera through (x, y, 0) meets; false when it meets nothing.
  bool Trace(float x, float y, Vec& colour) const {
    const Vec camera{0, 0, kCameraZ};
    const Vec ray = Normalised(Vec{x, y, 0} - camera);
    float t = (kCameraZ - kNear) / -ray.z;
    const float end = (kCameraZ - kFar) / -ray.z;
    for (int i = 0; i < kSteps && t < end; ++i) {
      const Vec p = camera + ray * t;
      const float d = Distance(p);
      if (d < kTouch) {
        colour = Shade(p, ray * -1.0f);
        return true;
      }
      t += d * 0.85f;  // the ellipsoids overestimate a little
    }
    return false;
  }
};

std::uint8_t Encode(float linear) {
  const float v = linear / (1.0f + 0.18f * linear) * 1.12f;  // bends the brightest parts only
  const float s = v <= 0.0031308f ? 12.92f * v : 1.055f * std::pow(v, 1.0f / 2.4f) - 0.055f;
  return static_cast<std::uint8_t>(std::lround(Clamp01(s) * 255.0f));
}

}  // namespace

float Noise(Vec p) {
  const auto hash = [](int x, int y, int z) {
    std::uint32_t h = static_cast<std::uint32_t>(x) * 374761393u +
                      static_cast<std::uint32_t>(y) * 668265263u +
                      static_cast<std::uint32_t>(z) * 2147483647u;
    h = (h ^ (h >> 13)) * 1274126177u;
    return static_cast<float>((h ^ (h >> 16)) & 0xffffu) / 65535.0f;
  };
  const float fx = std::floor(p.x), fy = std::floor(p.y), fz = std::floor(p.z);
  const int x = static_cast<int>(fx), y = static_cast<int>(fy), z = static_cast<int>(fz);
  const float u = Smooth(0, 1, p.x - fx), v = Smooth(0, 1, p.y - fy), w = Smooth(0, 1, p.z - fz);
  const auto row = [&](int dy, int dz) {
    return Mix(hash(x, y + dy, z + dz), hash(x + 1, y + dy, z + dz), u);
  };
  return Mix(Mix(row(0, 0), row(1, 0), v), Mix(row(0, 1), row(1, 1), v), w);
}

Sprite DrawPerson(const Look& look, const Shot& shot, float scale, float down_to) {
  Sprite sprite;
  sprite.width_px = static_cast<int>(std::ceil((kRight - kLeft) * scale));
  sprite.height_px =
      static_cast<int>(std::ceil((kTop + std::clamp(down_to, 0.0f, kLowest)) * scale));
  sprite.origin_x_px = -kLeft * scale;
  sprite.origin_y_px = kTop * scale;
  sprite.bgra.resize(static_cast<std::size_t>(sprite.width_px) *
                     static_cast<std::size_t>(sprite.height_px) * 4);
  const float yaw = shot.light_yaw * kDegree, pitch = shot.light_pitch * kDegree;
  const Painter painter{
      look, shot, FeaturesOf(look, shot),
      Vec{std::sin(yaw) * std::cos(pitch), std::sin(pitch), std::cos(yaw) * std::cos(pitch)}};
  std::size_t at = 0;
  for (int row = 0; row < sprite.height_px; ++row) {
    for (int column = 0; column < sprite.width_px; ++column, at += 4) {
      // Two samples where they agree, four on edges.
      Vec sum, first;
      int hits = 0, samples = 0;
      for (const auto& [dx, dy] : kSubpixels) {
        const float x = (static_cast<float>(column) + dx - sprite.origin_x_px) / scale;
        const float y = (sprite.origin_y_px - static_cast<float>(row) - dy) / scale;
        Vec colour;
        const bool hit = painter.Trace(x, y, colour);
        if (hit) sum = sum + colour;
        hits += hit ? 1 : 0;
        if (++samples == 1) first = colour;
        if (samples == 2 && hits != 1 && Length(colour - first) < kAlike) break;
      }
      if (hits == 0) continue;
      sum = sum * (1.0f / static_cast<float>(hits));
      sprite.bgra[at] = Encode(sum.z);
      sprite.bgra[at + 1] = Encode(sum.y);
      sprite.bgra[at + 2] = Encode(sum.x);
      sprite.bgra[at + 3] = static_cast<std::uint8_t>(hits * 255 / samples);
    }
  }
  return sprite;
}

}  // namespace photogate::samples
