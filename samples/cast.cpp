#include "samples/cast.h"

#include <cstdlib>

#include "samples/looks.h"

namespace photogate::samples {

const std::vector<Member>& Cast() {
  static const std::vector<Member> cast{
      {"P101", "Ada Whitlock", "pupil", "5A;Year 5", "consent", "granted", "granted", "refused", 3,
       Ada()},
      {"P102", "Ben Adeyemi", "pupil", "5A;Year 5", "consent", "granted", "granted", "granted", 3,
       Ben()},
      {"P103", "Chloe Marsden", "pupil", "5A;Year 5", "consent", "refused", "refused", "refused", 4,
       Chloe()},
      {"P104", "Dilan Kaya", "pupil", "5A;Year 5", "consent", "granted", "granted", "", 3, Dilan()},
      {"P105", "Edie Tran", "pupil", "5A;Year 5", "consent", "withdrawn", "withdrawn", "refused", 3,
       Edie()},
      {"P106", "Elsie Tran", "pupil", "5A;Year 5", "", "granted", "granted", "granted", 0, Elsie()},
      {"P107", "Hana Rahimi", "pupil", "5A;Year 5", "consent", "granted", "refused", "refused", 3,
       Hana()},
      {"S201", "Howard Mensah", "staff", "Staff", "consent", "granted", "granted", "granted", 3,
       Howard()},
      {"S202", "Ivor Penhale", "staff", "Staff", "consent", "refused", "refused", "refused", 3,
       Ivor()},
      {"P108", "Farid Sabet", "pupil", "5B;Year 5", "", "refused", "refused", "refused", 0, {}},
      {"P109",
       "Gita Lindqvist",
       "pupil",
       "6C;Year 6",
       "objection",
       "granted",
       "granted",
       "",
       0,
       {}},
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
