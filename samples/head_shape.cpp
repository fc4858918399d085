#include "samples/head_shape.h"

#include <cmath>

namespace photogate::samples {
namespace {

constexpr float kDegree = 3.14159265f / 180.0f;
constexpr Vec kNeckPivot{0, -0.75f, -0.25f};

// Not the exact distance to an ellipsoid, but never far from it near the surface, which is where
// the ray walker needs it.
float Ellipsoid(Vec p, Vec centre, Vec radii) {
  const Vec q = p - centre;
  const Vec a{q.x / radii.x, q.y / radii.y, q.z / radii.z};
  const Vec b{a.x / radii.x, a.y / radii.y, a.z / radii.z};
  const float k0 = Length(a), k1 = Length(b);
  if (k1 < 1e-6f) return -std::min({radii.x, radii.y, radii.z});
  return k0 * (k0 - 1.0f) / k1;
}

float Capsule(Vec p, Vec a, Vec b, float ra, float rb) {
  const Vec pa = p - a, ba = b - a;
  const float t = Clamp01(Dot(pa, ba) / Dot(ba, ba));
  return Length(pa - ba * t) - Mix(ra, rb, t);
}

float Join(float a, float b, float k) {
  const float h = std::max(k - std::abs(a - b), 0.0f) / k;
  return std::min(a, b) - h * h * k * 0.25f;
}

float Carve(float a, float b, float k) { return -Join(-a, b, k); }

Vec Mirrored(Vec p) { return {std::abs(p.x), p.y, p.z}; }

float Skin(Vec p, const Look& look, const Features& f, const Shot& shot) {
  const Vec m = Mirrored(p);
  const float w = look.face_width;
  float d = Ellipsoid(p, {0, 0.30f, -0.14f}, {0.76f * w, 0.84f, 0.90f});
  d = Join(
      d,
      Ellipsoid(p, {0, -0.30f, 0.10f},
                {0.60f * w * Mix(1.0f, look.jaw_width, 0.6f), 0.70f + look.chin * 0.5f, 0.66f}),
      0.30f);
  d = Join(d,
           Ellipsoid(m, {0.30f * look.jaw_width, -0.66f - look.chin * 0.5f, 0.16f},
                     {0.24f, 0.22f, 0.36f}),
           0.30f);
  d = Join(d, Ellipsoid(p, {0, f.chin_y + 0.14f, 0.50f}, {0.21f * look.jaw_width, 0.16f, 0.18f}),
           0.24f);
  d = Join(d,
           Ellipsoid(m, {0.37f * w, -0.22f - 0.03f * shot.smile, 0.50f},
                     {0.22f * look.cheeks, 0.20f * look.cheeks, 0.20f}),
           0.26f);
  // Ears.
  float ear = Ellipsoid(m, {0.77f * w, -0.03f, -0.12f}, {0.085f, 0.20f, 0.13f});
  ear = Carve(ear, Ellipsoid(m, {0.82f * w, -0.01f, -0.01f}, {0.06f, 0.12f, 0.07f}), 0.05f);
  d = Join(d, ear, 0.05f);
  // What follows lies on the front of the face; elsewhere it cannot matter.
  if (p.z < 0.1f || d > 0.5f) return d > 0.5f ? d - 0.25f : d;
  // Brow ridge, socket, lids over a round eye.
  d = Join(
      d, Ellipsoid(m, {f.eye_x, f.eye_y + 0.20f + look.brow_height, 0.60f}, {0.22f, 0.07f, 0.14f}),
      0.16f);
  d = Carve(d, Ellipsoid(m, {f.eye_x, f.eye_y + 0.01f, 0.90f}, {0.21f, 0.13f, 0.20f}), 0.16f);
  d = Join(d, Ellipsoid(m, {f.eye_x, f.eye_y, 0.57f}, {f.eye_w * 1.12f, f.eye_h * 1.45f, 0.155f}),
           0.05f);
  // Nose.
  d = Join(d,
           Capsule(p, {0, f.eye_y + 0.10f, 0.66f}, {0, f.nose_y + 0.05f, f.nose_z - 0.03f}, 0.075f,
                   0.10f * Mix(1.0f, look.nose_width, 0.5f)),
           0.14f);
  d = Join(d, Ellipsoid(p, {0, f.nose_y, f.nose_z}, {0.115f * look.nose_width, 0.10f, 0.12f}),
           0.07f);
  d = Join(d,
           Ellipsoid(m, {f.nose_w, f.nose_y - 0.035f, f.nose_z - 0.13f}, {0.075f, 0.075f, 0.11f}),
           0.07f);
  d = Carve(d,
            Ellipsoid(m, {f.nose_w * 0.62f, f.nose_y - 0.115f, f.nose_z - 0.06f},
                      {0.042f, 0.030f, 0.06f}),
            0.03f);
  // Lips: a muzzle, two rolls, a groove between them that follows the smile.
  d = Join(d, Ellipsoid(p, {0, f.mouth_y, 0.58f}, {0.30f, 0.22f, 0.20f}), 0.20f);
  const float bend = (0.02f + 0.10f * shot.smile) * (p.x * p.x) / (f.mouth_w * f.mouth_w);
  const Vec q{p.x, p.y - bend * 0.7f, p.z + 0.30f * p.x * p.x};
  const float gap = 0.075f * shot.open_mouth;
  const float roll = 0.052f * look.lips;
  d = Join(d,
           Ellipsoid(q, {0, f.mouth_y + roll * 0.8f + gap, f.mouth_z - 0.02f},
                     {f.mouth_w * 0.86f, roll, 0.09f}),
           0.04f);
  d = Join(d,
           Ellipsoid(q, {0, f.mouth_y - roll * 1.0f - gap, f.mouth_z - 0.02f},
                     {f.mouth_w * 0.74f, roll * 1.2f, 0.10f}),
           0.04f);
  d = Carve(d, Ellipsoid(q, {0, f.mouth_y, f.mouth_z + 0.09f}, {f.mouth_w, 0.012f + gap, 0.09f}),
            0.025f);
  return d;
}

float HairShape(Vec p, const Look& look) {
  const float w = look.face_width;
  const Vec m = Mirrored(p);
  const float line = look.hairline;
  // Ellipsoid around all styles but the scarf; far outside it no strand matters.
  const float around = Ellipsoid(p, {0, look.hair == Hair::kLong ? -0.2f : 0.3f, -0.2f},
                                 {1.30f, look.hair == Hair::kLong ? 1.75f : 1.35f, 1.25f});
  if (around > 0.25f && look.hair != Hair::kScarf) return around;
  const float strands = 0.018f * (Noise({p.x * 9, p.y * 3, p.z * 9}) - 0.5f);
  float cap = Ellipsoid(p, {0, 0.34f, -0.20f}, {0.84f * w, 0.90f, 0.96f}) + strands;
  // The opening of the face: what lies in front and below the hairline is free.
  auto opening = [&](float top, float half_width, float depth) {
    return Capsule({p.x / half_width * 0.5f, p.y, p.z}, {0, top - 0.5f, 0.92f}, {0, -2.5f, 0.92f},
                   0.5f, 0.5f) +
           0.5f - depth;
  };
  switch (look.hair) {
    case Hair::kShort: {
      cap = Carve(cap, opening(0.62f + line, 0.52f * w, 0.60f), 0.10f);
      return Carve(cap, p.y + 0.12f + 0.35f * p.z - 0.25f * Smooth(0.2f, -0.6f, p.z), 0.10f);
    }
    case Hair::kFringe: {
      cap = Carve(cap, opening(0.40f + line, 0.55f * w, 0.55f), 0.06f);
      return Carve(cap, p.y + 0.20f + 0.3f * p.z, 0.10f);
    }
    case Hair::kLong: {
      const float fall = Ellipsoid(p, {0, -0.55f, -0.34f}, {0.92f * w, 1.30f, 0.58f}) + strands;
      const float throat = Ellipsoid(p, {0, -1.25f, 0.55f}, {0.62f, 1.05f, 0.85f});
      cap = Carve(Join(cap, fall, 0.2f), opening(0.60f + line, 0.54f * w, 0.60f), 0.08f);
      return Carve(cap, throat, 0.08f);
    }
    case Hair::kBob: {
      float fall = Ellipsoid(p, {0, -0.20f, -0.20f}, {0.98f * w, 0.80f, 0.72f}) + strands;
      fall = Carve(fall, p.y + 0.70f, 0.12f);
      fall = Carve(fall, -p.y - 0.72f, 0.1f);
      return Carve(Join(cap, fall, 0.2f), opening(0.44f + line, 0.56f * w, 0.58f), 0.06f);
    }
    case Hair::kBun: {
      cap = Carve(cap, opening(0.66f + line, 0.56f * w, 0.62f), 0.08f);
      cap = Carve(cap, p.y + 0.10f + 0.3f * p.z, 0.10f);
      return Join(cap, Ellipsoid(p, {0, 1.24f, -0.30f}, {0.36f, 0.32f, 0.36f}) + strands, 0.06f);
    }
    case Hair::kBunches: {
      cap = Carve(cap, opening(0.62f + line, 0.55f * w, 0.60f), 0.08f);
      cap = Carve(cap, p.y + 0.10f + 0.3f * p.z, 0.10f);
      return Join(cap, Ellipsoid(m, {0.98f * w, 0.12f, -0.22f}, {0.26f, 0.46f, 0.26f}) + strands,
                  0.06f);
    }
    case Hair::kCurly: {
      const float curl = 0.14f * (Noise(p * 5.5f) - 0.5f) + 0.05f * (Noise(p * 13.0f) - 0.5f);
      float ball = Ellipsoid(p, {0, 0.42f, -0.24f}, {1.10f, 1.05f, 1.02f}) + curl;
      ball = Carve(ball, p.y + 0.30f + 0.2f * p.z, 0.15f);
      return Carve(ball, opening(0.62f + line, 0.55f * w, 0.62f), 0.10f);
    }
    case Hair::kReceding: {
      const float bald = Ellipsoid(p, {0, 0.75f, 0.25f}, {0.66f, 0.80f, 1.15f});
      cap = Carve(cap, bald, 0.10f);
      cap = Carve(cap, opening(0.62f, 0.54f * w, 0.60f), 0.10f);
      return Carve(cap, p.y + 0.16f + 0.35f * p.z, 0.10f);
    }
    case Hair::kScarf: {
      const float fold = 0.02f * std::sin(p.y * 9 + p.x * 5 + 2 * p.z);
      float cloth = Ellipsoid(p, {0, 0.30f, -0.14f}, {0.90f * w, 0.92f, 1.0f}) + fold;
      cloth =
          Join(cloth, Ellipsoid(p, {0, -0.70f, -0.05f}, {0.74f * w, 0.62f, 0.66f}) + fold, 0.2f);
      cloth = Join(cloth, Ellipsoid(p, {0, -1.35f, -0.10f}, {0.92f, 0.42f, 0.62f}) + fold, 0.2f);
      const float face = Ellipsoid({p.x, p.y, std::max(0.0f, 0.85f - p.z)}, {0, -0.24f, 0},
                                   {0.575f * w, 0.80f + 0.4f * std::abs(look.chin), 0.80f});
      return Carve(cloth, face, 0.06f);
    }
  }
  return 1e3f;
}

float GlassesShape(Vec p, const Look& look, const Features& f) {
  const Vec m = Mirrored(p);
  const float cx = f.eye_x + 0.02f, cy = f.eye_y - 0.02f;
  const float r = 0.215f * look.glasses_size, rim = 0.024f * look.glasses;
  const Vec q{m.x - cx, (p.y - cy) * 1.15f, p.z - 0.83f + 0.35f * m.x * m.x};
  const float ring = std::sqrt(q.x * q.x + q.y * q.y) - r;
  float d = std::sqrt(ring * ring + q.z * q.z) - rim;
  d = std::min(d, Capsule(m, {0, cy + 0.06f, 0.84f}, {cx - r, cy + 0.03f, 0.82f}, rim, rim));
  return std::min(d, Capsule(m, {cx + r, cy + 0.04f, 0.72f},
                             {0.80f * look.face_width, cy + 0.06f, -0.05f}, rim, rim));
}

void Take(Surface& best, float d, Material material) {
  if (d < best.distance) best = {d, material};
}

void Body(Vec p, const Look& look, Surface& best) {
  if (p.y > -0.6f && Length(p - Vec{0, p.y, -0.24f}) > 0.6f) {
    Take(best, p.y + 0.95f, Material::kCloth);  // nothing of the body reaches higher
    return;
  }
  const Vec m = Mirrored(p);
  const float broad = Mix(1.0f, 0.82f, look.child);
  Take(best, Capsule(p, {0, -0.70f, -0.24f}, {0, -1.55f, -0.34f}, 0.34f * broad, 0.38f * broad),
       Material::kSkin);
  float torso = Ellipsoid(p, {0, -2.35f, -0.35f}, {1.25f * broad, 0.95f, 0.58f});
  torso = Join(
      torso,
      Capsule(m, {0.80f * broad, -1.85f, -0.38f}, {1.05f * broad, -2.9f, -0.30f}, 0.34f, 0.28f),
      0.22f);
  torso =
      Join(torso, Capsule(p, {0, -1.45f, -0.36f}, {0, -1.9f, -0.36f}, 0.44f * broad, 0.6f), 0.2f);
  constexpr float kHip = -4.1f;
  torso =
      Join(torso,
           Capsule(p, {0, -2.4f, -0.35f}, {0, kHip + 0.35f, -0.35f}, 0.85f * broad, 0.72f * broad),
           0.3f);
  torso = Join(
      torso, Capsule(m, {1.08f * broad, -2.7f, -0.32f}, {1.22f * broad, -3.7f, -0.2f}, 0.27f, 0.2f),
      0.1f);
  Take(best,
       Capsule(m, {1.22f * broad, -3.8f, -0.2f}, {1.22f * broad, -4.35f, -0.05f}, 0.16f, 0.17f),
       Material::kSkin);
  Take(best, Capsule(m, {0.40f * broad, kHip, -0.35f}, {0.46f * broad, -6.7f, -0.4f}, 0.42f, 0.27f),
       Material::kTrousers);
  Take(best, Capsule(m, {0.48f * broad, -6.95f, -0.4f}, {0.55f * broad, -7.0f, 0.1f}, 0.24f, 0.22f),
       Material::kShoe);
  Take(best, torso, Material::kCloth);
}

}  // namespace

Features FeaturesOf(const Look& look, const Shot& shot) {
  Features f{};
  const float child = look.child;
  f.eye_x = 0.305f * look.eye_gap;
  f.eye_y = Mix(0.06f, -0.02f, child);
  f.eye_w = 0.150f * look.eye_size * Mix(1.0f, 1.16f, child);
  f.eye_h = 0.074f * look.eye_size * look.eye_open * Mix(1.0f, 1.28f, child) *
            (1.0f - 0.14f * shot.smile);
  f.nose_y = Mix(-0.27f, -0.25f, child) - 0.14f * (look.nose_length - 1);
  f.nose_w = 0.115f * look.nose_width;
  f.nose_z = Mix(0.88f, 0.80f, child) + 0.12f * (look.nose_depth - 1);
  f.mouth_y = Mix(-0.585f, -0.555f, child) - look.chin * 0.25f;
  f.mouth_w = 0.235f * look.mouth_width * (1.0f + 0.22f * shot.smile) * Mix(1.0f, 0.92f, child);
  f.mouth_z = 0.745f;
  f.chin_y = Mix(-1.02f, -0.95f, child) - look.chin - 0.05f * shot.open_mouth;
  return f;
}

Vec IntoHead(Vec p, const Shot& shot) {
  Vec q = p - kNeckPivot;
  q = RotateZ(q, -shot.roll * kDegree);
  q = RotateX(q, shot.pitch * kDegree);
  q = RotateY(q, -shot.yaw * kDegree);
  return q + kNeckPivot;
}

Surface SurfaceAt(Vec p, const Look& look, const Features& f, const Shot& shot) {
  Surface best{1e3f, Material::kSkin};
  Body(p, look, best);
  const Vec q = IntoHead(p, shot);
  // Far from the head its exact shape does not matter.
  const float ball = Length(q - Vec{0, 0, -0.1f}) - 1.95f;
  if (ball > 0.2f) {
    if (ball < best.distance) best.distance = ball;
    return best;
  }
  const float skin = Skin(q, look, f, shot);
  if (best.material == Material::kSkin) {
    best.distance = Join(best.distance, skin, 0.12f);
  } else {
    Take(best, skin, Material::kSkin);
  }
  Take(best, HairShape(q, look), look.hair == Hair::kScarf ? Material::kCloth : Material::kHair);
  if (look.glasses > 0) Take(best, GlassesShape(q, look, f), Material::kGlasses);
  return best;
}

}  // namespace photogate::samples
