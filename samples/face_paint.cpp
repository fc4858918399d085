#include "samples/face_paint.h"

#include <cmath>

namespace photogate::samples {
namespace {

constexpr Vec kWhite{0.80f, 0.78f, 0.75f};
constexpr Vec kDark{0.012f, 0.008f, 0.007f};

void Lay(Vec& colour, Vec over, float amount) { colour = Mix(colour, over, Clamp01(amount)); }

// Everything about one eye; (u, v) are in eye widths from its middle, u towards the temple.
void PaintEye(Vec p, const Look& look, const Features& f, const Shot& shot, Paint& paint) {
  const float side = p.x < 0 ? -1.0f : 1.0f;
  const float dx = p.x * side - f.eye_x;
  const float dy = p.y - f.eye_y - look.eye_tilt * dx / f.eye_w;
  const float u = dx / f.eye_w;
  const float arch = std::max(0.0f, 1.0f - u * u);
  const float open = 1.0f - 0.96f * shot.blink;
  const float top = f.eye_h * 1.05f * std::pow(arch, 0.62f) * open - f.eye_h * 0.5f * (1 - open);
  const float bottom = -f.eye_h * 0.82f * std::pow(arch, 0.75f);
  if (std::abs(u) > 1.7f || std::abs(dy) > 0.36f) return;
  const float edge = 0.012f;
  // Shadow of the socket and the fold of the lid.
  Lay(paint.colour, look.skin * 0.45f,
      0.40f * Smooth(1.55f, 0.4f, std::abs(u)) * Smooth(0.20f, 0.05f, std::abs(dy - 0.06f)));
  Lay(paint.colour, look.skin * 0.30f,
      0.65f * Smooth(0.020f, 0.004f, std::abs(dy - top - 0.045f)) *
          Smooth(1.1f, 0.7f, std::abs(u)));
  const float inside = Smooth(-edge, edge, top - dy) * Smooth(-edge, edge, dy - bottom) *
                       Smooth(1.0f, 0.93f, std::abs(u));
  if (inside > 0) {
    Vec ball = kWhite * Mix(0.95f, 0.62f, Smooth(0.2f, 1.0f, std::abs(u)));
    const float ix = dx * side - shot.gaze * 0.05f, iy = dy - 0.006f;
    const float r = std::sqrt(ix * ix + iy * iy), iris = f.eye_h * 0.98f;
    Lay(ball, Mix(look.iris, look.iris * 0.35f, Smooth(iris * 0.6f, iris, r)),
        Smooth(iris + 0.008f, iris - 0.006f, r));
    Lay(ball, kDark, Smooth(iris * 0.46f + 0.006f, iris * 0.46f - 0.006f, r));
    const float gx = ix + iris * 0.34f, gy = iy - iris * 0.38f;
    Lay(ball, {1.5f, 1.5f, 1.5f}, Smooth(iris * 0.26f, iris * 0.12f, std::sqrt(gx * gx + gy * gy)));
    Lay(ball, kDark, 0.55f * Smooth(0.045f, 0.0f, top - dy));  // shadow of the lid
    Lay(paint.colour, ball, inside);
    paint.shine = Mix(paint.shine, 0.25f, inside);
  }
  // Lashes, and a thinner line below.
  const float lash = Smooth(1.12f, 0.95f, std::abs(u));
  Lay(paint.colour, kDark, 0.92f * lash * Smooth(0.028f, 0.010f, std::abs(dy - top - 0.006f)));
  Lay(paint.colour, look.skin * 0.25f,
      0.55f * lash * Smooth(0.016f, 0.004f, std::abs(dy - bottom)));
  Lay(paint.colour, look.skin * 0.55f,
      (0.25f + 0.4f * look.age) *
          Smooth(0.02f, 0.004f, std::abs(dy - bottom + 0.06f + 0.03f * arch)) *
          Smooth(1.0f, 0.5f, std::abs(u)));
}

void PaintBrow(Vec p, const Look& look, const Features& f, Paint& paint) {
  const float dx = std::abs(p.x) - f.eye_x;
  const float u = dx / 0.215f;
  const float y = f.eye_y + 0.205f + look.brow_height + look.brow_tilt * u - 0.045f * u * u;
  const float half = 0.030f * look.brow_weight * Mix(1.15f, 0.45f, Clamp01(u * 0.5f + 0.5f));
  const float hairs = 0.75f + 0.5f * (Noise({p.x * 60, p.y * 25, 3}) - 0.5f);
  const float amount =
      Smooth(half + 0.016f, half - 0.012f, std::abs(p.y - y)) * Smooth(1.08f, 0.88f, std::abs(u));
  Lay(paint.colour, look.hair_colour * 0.7f, 0.92f * amount * hairs);
}

void PaintMouth(Vec p, const Look& look, const Features& f, const Shot& shot, Paint& paint) {
  const float u = p.x / f.mouth_w;
  if (std::abs(u) > 1.35f || std::abs(p.y - f.mouth_y) > 0.3f) return;
  const float bend = (0.02f + 0.10f * shot.smile) * u * u * 0.7f;
  const float dy = p.y - f.mouth_y - bend;
  const float arch = std::max(0.0f, 1.0f - u * u);
  const float gap = 0.075f * shot.open_mouth;
  const float bow = 1.0f - 0.28f * std::exp(-u * u * 40.0f);
  const float top = gap * std::sqrt(arch) + 0.088f * look.lips * std::pow(arch, 0.8f) * bow;
  const float bottom = -gap * std::sqrt(arch) - 0.105f * look.lips * std::pow(arch, 0.7f);
  const Vec lip = look.skin * look.lip_tint;
  Lay(paint.colour, lip,
      0.85f * Smooth(-0.012f, 0.012f, top - dy) * Smooth(-0.012f, 0.012f, dy - bottom));
  paint.shine = std::max(paint.shine,
                         0.10f * Smooth(0.0f, 0.02f, dy - bottom) * Smooth(0.0f, 0.02f, top - dy));
  const float hole = gap * std::sqrt(arch);
  if (gap > 0.005f) {
    const float in = Smooth(-0.008f, 0.008f, hole - std::abs(dy));
    Vec mouth{0.10f, 0.015f, 0.015f};
    Lay(mouth, Vec{0.72f, 0.68f, 0.60f},
        Smooth(-hole * 0.25f - 0.01f, -hole * 0.25f + 0.01f, dy) *
            Smooth(0.92f, 0.75f, std::abs(u)));
    Lay(paint.colour, mouth, in);
  } else {
    Lay(paint.colour, look.skin * Vec{0.20f, 0.09f, 0.09f},
        0.85f * Smooth(0.018f, 0.004f, std::abs(dy)) * Smooth(1.08f, 0.95f, std::abs(u)));
  }
  const float cx = std::abs(u) - 1.06f;
  Lay(paint.colour, look.skin * 0.35f,
      0.5f * Smooth(0.16f, 0.02f, std::sqrt(cx * cx + dy * dy * 30.0f)));
}

void PaintBeard(Vec p, const Look& look, const Features& f, Paint& paint) {
  if (look.beard == Beard::kNone) return;
  const float hairs = 0.65f + 0.7f * (Noise({p.x * 45, p.y * 22, p.z * 45}) - 0.5f);
  const float lip = std::sqrt(p.x * p.x * 0.5f + (p.y - f.mouth_y) * (p.y - f.mouth_y));
  const float moustache =
      Smooth(0.36f, 0.26f, std::abs(p.x)) *
      Smooth(0.07f, 0.04f, std::abs(p.y - f.mouth_y - 0.165f + p.x * p.x * 0.7f));
  const float jaw_line = f.mouth_y + 0.05f + 0.95f * p.x * p.x;
  float jaw = Smooth(jaw_line + 0.06f, jaw_line - 0.06f, p.y) * Smooth(0.09f, 0.16f, lip);
  if (p.z < -0.1f) jaw = 0;
  const float where = look.beard == Beard::kMoustache ? moustache : std::max(moustache, jaw);
  const float density = look.beard == Beard::kStubble ? 0.38f : 0.95f;
  Lay(paint.colour, look.beard_colour, density * where * hairs);
  paint.shine *= 1 - where;
}

void PaintLines(Vec p, const Look& look, const Features& f, const Shot& shot, Paint& paint) {
  const float x = std::abs(p.x);
  const Vec deep = look.skin * 0.45f;
  // From the nose past the corner of the mouth.
  const float fold = f.nose_w + 0.07f + 0.42f * (f.nose_y - p.y) +
                     0.10f * shot.smile * std::max(0.0f, f.nose_y - p.y) * 2.0f;
  Lay(paint.colour, deep,
      (0.16f + 0.30f * shot.smile * (1 - look.child) + 0.5f * look.age) *
          Smooth(0.035f, 0.005f, std::abs(x - fold)) *
          Smooth(f.nose_y + 0.03f, f.nose_y - 0.06f, p.y) *
          Smooth(f.mouth_y - 0.06f, f.mouth_y + 0.06f, p.y));
  if (look.age > 0) {
    for (const float y : {0.44f, 0.53f, 0.62f}) {
      Lay(paint.colour, deep,
          0.42f * look.age * Smooth(0.018f, 0.003f, std::abs(p.y - y - 0.06f * p.x * p.x)) *
              Smooth(0.45f, 0.25f, x));
    }
    const float cx = x - f.eye_x - 0.20f;
    Lay(paint.colour, deep,
        0.45f * look.age * Smooth(0.0f, 0.03f, cx) * Smooth(0.16f, 0.05f, cx) *
            Smooth(0.55f, 0.9f, std::sin((p.y - f.eye_y) * 75.0f + cx * 10)) *
            Smooth(0.12f, 0.04f, std::abs(p.y - f.eye_y)));
  }
  if (look.freckles > 0) {
    const float spots = Noise({p.x * 38, p.y * 38, 7});
    Lay(paint.colour, look.skin * Vec{0.62f, 0.42f, 0.30f},
        0.75f * look.freckles * Smooth(0.66f, 0.76f, spots) *
            Smooth(0.55f, 0.2f, std::abs(p.y + 0.16f) * 2) * Smooth(0.62f, 0.4f, x));
  }
}

}  // namespace

Paint PaintAt(Vec world, Material material, const Look& look, const Features& f, const Shot& shot) {
  switch (material) {
    case Material::kHair: {
      const Vec p = IntoHead(world, shot);
      const float angle = std::atan2(p.x, p.z + 0.2f);
      const float strand = Noise({angle * 26, p.y * 2.2f, Length(p) * 8});
      return {look.hair_colour * (0.65f + 0.75f * strand), 0.16f};
    }
    case Material::kCloth: {
      const float weave = 0.92f + 0.16f * Noise(world * 14.0f);
      return {look.shirt * weave, 0.02f};
    }
    case Material::kGlasses: return {look.glasses_colour, 0.4f};
    case Material::kTrousers: return {{0.035f, 0.04f, 0.055f}, 0.02f};
    case Material::kShoe: return {{0.02f, 0.018f, 0.018f}, 0.15f};
    case Material::kSkin: break;
  }
  const Vec p = IntoHead(world, shot);
  const float mottle = Noise(p * 7.0f) * 0.6f + Noise(p * 31.0f) * 0.4f;
  Paint paint{look.skin * (0.93f + 0.14f * mottle), 0.07f};
  if (look.blotches > 0) {
    const Vec at{p.x * look.blotch_size + look.blotch_seed, p.y * look.blotch_size,
                 p.z * look.blotch_size};
    const float dark = 2 * Noise(at) - 1, red = 2 * Noise(at + Vec{31, 7, 3}) - 1;
    paint.colour = paint.colour * (1.0f + 0.7f * look.blotches * dark);
    paint.colour =
        paint.colour * Vec{1.0f + 0.3f * look.blotches * red, 1, 1.0f - 0.3f * look.blotches * red};
  }
  if (p.z < 0 || p.y < -1.2f) return paint;
  const float bx = std::abs(p.x) - 0.40f, by = p.y + 0.22f;
  Lay(paint.colour, look.skin * Vec{1.10f, 0.70f, 0.68f},
      0.45f * Smooth(0.28f, 0.05f, std::sqrt(bx * bx + by * by)));
  Lay(paint.colour, look.skin * Vec{1.05f, 0.72f, 0.70f},
      0.35f * Smooth(0.16f, 0.03f, Length(Vec{p.x, p.y - f.nose_y, 0})));
  // Nostrils and the shadow under the nose.
  const float nx = std::abs(p.x) - f.nose_w * 0.62f, ny = p.y - f.nose_y + 0.105f;
  Lay(paint.colour, look.skin * 0.10f,
      0.85f * Smooth(0.055f, 0.018f, std::sqrt(nx * nx + ny * ny * 2.6f)));
  PaintLines(p, look, f, shot, paint);
  PaintMouth(p, look, f, shot, paint);
  PaintBeard(p, look, f, paint);
  PaintEye(p, look, f, shot, paint);
  PaintBrow(p, look, f, paint);
  return paint;
}

}  // namespace photogate::samples
