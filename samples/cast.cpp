#include "samples/cast.h"

#include <cstdlib>

namespace photogate::samples {
namespace {

// Looks are far apart on purpose: a recogniser made for photos sees drawn people as relatives.
Look Ada() {
  Look l;
  l.skin = {0.66f, 0.36f, 0.25f};
  l.hair_colour = {0.26f, 0.06f, 0.02f};
  l.iris = {0.06f, 0.16f, 0.08f};
  l.shirt = {0.05f, 0.16f, 0.12f};
  l.hair = Hair::kBunches;
  l.child = 0.9f;
  l.freckles = 1;
  l.eye_gap = 1.10f;
  l.nose_length = 0.8f;
  l.nose_depth = 0.8f;
  l.mouth_width = 1.18f;
  l.brow_weight = 0.7f;
  l.brow_height = 0.03f;
  l.face_width = 1.06f;
  return l;
}

Look Ben() {
  Look l;
  l.skin = {0.115f, 0.052f, 0.030f};
  l.hair_colour = {0.014f, 0.011f, 0.010f};
  l.iris = {0.03f, 0.012f, 0.006f};
  l.shirt = {0.05f, 0.16f, 0.12f};
  l.hair = Hair::kShort;
  l.hairline = 0.06f;
  l.child = 0.7f;
  l.nose_width = 1.45f;
  l.nose_length = 0.95f;
  l.lips = 1.55f;
  l.mouth_width = 1.12f;
  l.brow_weight = 1.2f;
  l.jaw_width = 1.1f;
  return l;
}

Look Chloe() {
  Look l;
  l.skin = {0.78f, 0.52f, 0.41f};
  l.hair_colour = {0.46f, 0.30f, 0.12f};
  l.iris = {0.10f, 0.22f, 0.38f};
  l.shirt = {0.05f, 0.16f, 0.12f};
  l.hair = Hair::kLong;
  l.child = 0.6f;
  l.jaw_width = 0.78f;
  l.chin = 0.04f;
  l.face_width = 0.92f;
  l.eye_size = 1.12f;
  l.eye_tilt = 0.022f;
  l.nose_width = 0.78f;
  l.nose_length = 1.05f;
  l.mouth_width = 0.86f;
  l.lips = 1.2f;
  l.brow_weight = 0.55f;
  l.brow_tilt = 0.03f;
  return l;
}

Look Dilan() {
  Look l;
  l.skin = {0.40f, 0.21f, 0.125f};
  l.hair_colour = {0.020f, 0.014f, 0.012f};
  l.iris = {0.05f, 0.024f, 0.012f};
  l.shirt = {0.05f, 0.16f, 0.12f};
  l.hair = Hair::kFringe;
  l.child = 0.75f;
  l.glasses = 1;
  l.eye_gap = 0.92f;
  l.brow_weight = 1.7f;
  l.nose_length = 1.15f;
  l.nose_depth = 1.3f;
  l.mouth_width = 0.95f;
  l.lips = 0.8f;
  l.jaw_width = 0.92f;
  return l;
}

Look Edie() {
  Look l;
  l.skin = {0.52f, 0.31f, 0.20f};
  l.hair_colour = {0.018f, 0.014f, 0.014f};
  l.iris = {0.035f, 0.018f, 0.010f};
  l.shirt = {0.05f, 0.16f, 0.12f};
  l.hair = Hair::kBob;
  l.child = 0.95f;
  l.face_width = 1.08f;
  l.cheeks = 1.18f;
  l.eye_gap = 1.16f;
  l.eye_size = 0.84f;
  l.eye_tilt = 0.03f;
  l.nose_width = 1.15f;
  l.nose_length = 0.85f;
  l.nose_depth = 0.6f;
  l.mouth_width = 0.84f;
  l.lips = 1.1f;
  l.brow_weight = 0.8f;
  l.brow_tilt = 0.02f;
  return l;
}

Look Hana() {
  Look l;
  l.skin = {0.34f, 0.175f, 0.10f};
  l.hair_colour = {0.015f, 0.011f, 0.010f};
  l.iris = {0.04f, 0.02f, 0.01f};
  l.shirt = {0.16f, 0.06f, 0.26f};
  l.hair = Hair::kScarf;
  l.child = 0.4f;
  l.eye_size = 1.18f;
  l.brow_weight = 1.35f;
  l.brow_tilt = -0.01f;
  l.nose_length = 1.25f;
  l.nose_width = 1.05f;
  l.mouth_width = 1.05f;
  l.lips = 1.35f;
  return l;
}

Look Grace() {
  Look l;
  l.skin = {0.22f, 0.105f, 0.060f};
  l.hair_colour = {0.016f, 0.012f, 0.011f};
  l.iris = {0.04f, 0.018f, 0.009f};
  l.shirt = {0.45f, 0.30f, 0.05f};
  l.hair = Hair::kCurly;
  l.nose_width = 1.3f;
  l.lips = 1.45f;
  l.mouth_width = 1.2f;
  l.eye_gap = 1.05f;
  l.brow_weight = 0.8f;
  l.brow_height = 0.04f;
  l.jaw_width = 0.86f;
  l.cheeks = 1.15f;
  l.age = 0.15f;
  return l;
}

Look Ivor() {
  Look l;
  l.skin = {0.70f, 0.40f, 0.30f};
  l.hair_colour = {0.42f, 0.41f, 0.40f};
  l.iris = {0.12f, 0.20f, 0.26f};
  l.shirt = {0.09f, 0.10f, 0.14f};
  l.hair = Hair::kReceding;
  l.beard = Beard::kFull;
  l.beard_colour = l.hair_colour;
  l.age = 0.9f;
  l.face_width = 1.04f;
  l.jaw_width = 1.12f;
  l.chin = 0.05f;
  l.eye_size = 0.82f;
  l.eye_gap = 0.95f;
  l.nose_width = 1.25f;
  l.nose_length = 1.3f;
  l.nose_depth = 1.3f;
  l.brow_weight = 1.5f;
  l.lips = 0.7f;
  return l;
}

Look Tom() {
  Look l;
  l.skin = {0.58f, 0.33f, 0.23f};
  l.hair_colour = {0.09f, 0.045f, 0.02f};
  l.iris = {0.07f, 0.045f, 0.02f};
  l.shirt = {0.26f, 0.05f, 0.05f};
  l.hair = Hair::kShort;
  l.hairline = 0.02f;
  l.beard = Beard::kStubble;
  l.face_width = 0.97f;
  l.jaw_width = 1.22f;
  l.chin = 0.07f;
  l.eye_size = 0.92f;
  l.eye_gap = 0.9f;
  l.brow_weight = 1.4f;
  l.brow_height = -0.035f;
  l.nose_length = 1.12f;
  l.nose_depth = 1.2f;
  l.mouth_width = 1.1f;
  l.lips = 0.85f;
  l.age = 0.25f;
  return l;
}

Look Rosa() {
  Look l;
  l.skin = {0.46f, 0.25f, 0.155f};
  l.hair_colour = {0.055f, 0.022f, 0.012f};
  l.iris = {0.06f, 0.03f, 0.014f};
  l.shirt = {0.30f, 0.10f, 0.16f};
  l.hair = Hair::kBun;
  l.face_width = 0.94f;
  l.jaw_width = 0.82f;
  l.eye_gap = 1.0f;
  l.eye_size = 1.05f;
  l.eye_tilt = 0.03f;
  l.brow_weight = 0.65f;
  l.brow_height = 0.05f;
  l.brow_tilt = 0.035f;
  l.nose_width = 0.85f;
  l.nose_length = 1.2f;
  l.mouth_width = 1.02f;
  l.lips = 1.6f;
  l.age = 0.1f;
  return l;
}

}  // namespace

const std::vector<Member>& Cast() {
  static const std::vector<Member> cast{
      {"P101", "Ada Whitlock", "pupil", "5A;Year 5", "consent", "granted", "granted", "refused", 3,
       Ada()},
      {"P102", "Ben Adeyemi", "pupil", "5A;Year 5", "consent", "granted", "granted", "granted", 3,
       Ben()},
      {"P103", "Chloe Marsden", "pupil", "5A;Year 5", "consent", "refused", "refused", "refused", 4,
       Chloe()},
      {"P104", "Dilan Kaya", "pupil", "5A;Year 5", "consent", "granted", "granted", "", 3, Dilan()},
      {"P105", "Edie Tran", "pupil", "5A;Year 5", "consent", "withdrawn", "withdrawn", "refused", 4,
       Edie()},
      {"P107", "Hana Rahimi", "pupil", "5A;Year 5", "consent", "granted", "refused", "refused", 3,
       Hana()},
      {"S201", "Grace Mensah", "staff", "Staff", "consent", "granted", "granted", "granted", 3,
       Grace()},
      {"S202", "Ivor Penhale", "staff", "Staff", "consent", "refused", "refused", "refused", 3,
       Ivor()},
      {"", "Tom Hallam", "visitor", "", "", "", "", "", 0, Tom()},
      {"", "Rosa Vidal", "visitor", "", "", "", "", "", 0, Rosa()},
  };
  return cast;
}

const Member& MemberNamed(const std::string& name) {
  for (const Member& member : Cast()) {
    if (member.name == name) return member;
  }
  std::abort();
}

Shot ReferenceShot(int n) {
  static const std::vector<Shot> shots{
      {.yaw = 0, .pitch = 0, .roll = 0, .smile = 0.3f, .light_yaw = -25},
      {.yaw = 10, .pitch = 2, .roll = 2, .smile = 0.8f, .light_yaw = 20},
      {.yaw = -11, .pitch = -3, .roll = -3, .smile = 0.5f, .open_mouth = 0.4f, .light_yaw = -10},
      {.yaw = 4, .pitch = 5, .roll = -2, .smile = 0.1f, .light_yaw = 35, .light_pitch = 50},
      {.yaw = -5, .pitch = -4, .roll = 3, .smile = 1.0f, .open_mouth = 0.6f, .light_yaw = 0},
  };
  return shots[static_cast<std::size_t>(n) % shots.size()];
}

Shot CandidShot(int n) {
  const auto pick = [n](float salt, float low, float high) {
    return Mix(low, high, Noise({static_cast<float>(n) * 3.0f, salt * 5.0f, 1.0f}));
  };
  Shot shot;
  shot.yaw = pick(1, -16, 16);
  shot.pitch = pick(2, -6, 6);
  shot.roll = pick(3, -7, 7);
  shot.smile = pick(4, 0.2f, 1.0f);
  shot.open_mouth = std::max(0.0f, pick(5, -0.5f, 0.8f));
  shot.gaze = pick(6, -0.5f, 0.5f);
  shot.light_yaw = -30;
  shot.light_pitch = 45;
  return shot;
}

}  // namespace photogate::samples
