// Fictional people, drawn: a head of soft solids, painted and lit. The same Look drawn with another
// Shot is another photo of the same person. Nothing here is made from a photo of anybody.
//
// Head space: x to the image's right, y up, z towards the viewer; the head is about 2.2 high (chin
// near y = -1.05), the middle of the head is the origin.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "samples/vec.h"

namespace photogate::samples {

enum class Hair { kShort = 1, kFringe, kLong, kBob, kBun, kBunches, kCurly, kReceding, kScarf };
enum class Beard { kNone = 1, kStubble, kFull, kMoustache };

// Who it is. Numbers are multiples of an average, unless they say otherwise.
struct Look {
  std::string name;
  Vec skin{0.60f, 0.34f, 0.23f};  // colours are linear light, 0..1
  Vec hair_colour{0.05f, 0.03f, 0.02f};
  Vec iris{0.10f, 0.05f, 0.02f};
  Vec shirt{0.035f, 0.115f, 0.085f};
  Hair hair = Hair::kShort;
  Beard beard = Beard::kNone;
  Vec beard_colour{0.05f, 0.03f, 0.02f};
  float glasses = 0;  // 0: none, else the rims' thickness
  float glasses_size = 1;
  Vec glasses_colour{0.02f, 0.02f, 0.025f};
  float child = 0;  // 1: a small child's proportions, 0: an adult's
  float age = 0;    // 1: lines of a person near seventy
  float face_width = 1;
  float jaw_width = 1;
  float chin = 0;  // head units longer (or shorter)
  float cheeks = 1;
  float eye_gap = 1;  // between the eyes
  float eye_size = 1;
  float eye_tilt = 0;  // head units, outer corner up
  float brow_weight = 1;
  float brow_tilt = 0;    // head units, outer end up
  float brow_height = 0;  // head units up
  float nose_width = 1;
  float nose_length = 1;
  float nose_depth = 1;
  float mouth_width = 1;
  float lips = 1;
  float hairline = 0;                 // head units up
  float freckles = 0;                 // 0..1
  Vec lip_tint{0.78f, 0.42f, 0.44f};  // times the skin
  float eye_open = 1;
  // A painter's uneven complexion: how strong (0..1), how fine, and which.
  float blotches = 0;
  float blotch_size = 4;
  float blotch_seed = 0;
};

// How the moment was: pose in degrees (yaw > 0 turns towards the image's right, pitch > 0 looks
// up, roll > 0 leans to the image's left), expression 0..1, light.
struct Shot {
  float yaw = 0, pitch = 0, roll = 0;
  float smile = 0.5f;
  float open_mouth = 0;
  float blink = 0;
  float gaze = 0;         // -1..1, towards the image's right
  float light_yaw = -30;  // degrees; < 0: from the image's left
  float light_pitch = 35;
  float key = 1, fill = 1;       // strength of the lamp and of the sky
  Vec tint{1.0f, 0.98f, 0.95f};  // of the lamp
};

// A picture with coverage: B, G, R, A, 8 bit, colours not multiplied by A.
struct Sprite {
  int width_px = 0;
  int height_px = 0;
  std::vector<std::uint8_t> bgra;
  float origin_x_px = 0;  // where the middle of the head lies
  float origin_y_px = 0;
};

// Draws the whole person with `scale` pixels a head unit (a face is then about 1.3 * scale wide, a
// person 9 * scale high), or only the part above `down_to` head units below the middle of the head.
// Thread-safe; the same arguments give the same picture.
Sprite DrawPerson(const Look& look, const Shot& shot, float scale, float down_to = 7.4f);

}  // namespace photogate::samples
