#include "samples/looks.h"

namespace photogate::samples {

Look Chloe() {
  Look l;
  l.skin = {0.534f, 0.31f, 0.199f};
  l.hair_colour = {0.5f, 0.33f, 0.13f};
  l.iris = {0.2f, 0.24f, 0.26f};
  l.hair = Hair::kLong;
  l.glasses = 0.983f;
  l.glasses_size = 1.23f;
  l.glasses_colour = {0.02f, 0.02f, 0.025f};
  l.child = 0.864f;
  l.face_width = 1.103f;
  l.jaw_width = 1.35f;
  l.chin = 0.001f;
  l.cheeks = 0.833f;
  l.eye_gap = 1.089f;
  l.eye_size = 1.136f;
  l.eye_tilt = 0.025f;
  l.eye_open = 0.855f;
  l.brow_weight = 1.578f;
  l.brow_tilt = 0.04f;
  l.brow_height = -0.06f;
  l.nose_width = 1.313f;
  l.nose_length = 1.584f;
  l.nose_depth = 0.461f;
  l.mouth_width = 0.944f;
  l.lips = 1.729f;
  l.hairline = 0.024f;
  l.freckles = 1.0f;
  l.lip_tint = {0.852f, 0.132f, 0.17f};
  l.blotches = 0.45f;
  l.blotch_size = 2.26f;
  l.blotch_seed = 53.109f;
  return l;
}

Look Ada() {
  Look l;
  l.skin = {0.613f, 0.381f, 0.268f};
  l.hair_colour = {0.5f, 0.33f, 0.13f};
  l.iris = {0.06f, 0.16f, 0.08f};
  l.hair = Hair::kBob;
  l.glasses = 2.386f;
  l.glasses_size = 1.159f;
  l.glasses_colour = {0.7f, 0.68f, 0.6f};
  l.child = 0.528f;
  l.face_width = 0.978f;
  l.jaw_width = 0.65f;
  l.chin = 0.046f;
  l.cheeks = 0.872f;
  l.eye_gap = 0.926f;
  l.eye_size = 1.348f;
  l.eye_tilt = 0.011f;
  l.eye_open = 1.19f;
  l.brow_weight = 0.349f;
  l.brow_tilt = -0.06f;
  l.brow_height = -0.042f;
  l.nose_width = 0.65f;
  l.nose_length = 1.15f;
  l.nose_depth = 0.203f;
  l.mouth_width = 1.349f;
  l.lips = 0.595f;
  l.hairline = -0.037f;
  l.freckles = 0.594f;
  l.lip_tint = {0.851f, 0.115f, 0.154f};
  l.blotches = 0.279f;
  l.blotch_size = 5.609f;
  l.blotch_seed = 161.004f;
  return l;
}

Look Dilan() {
  Look l;
  l.skin = {0.227f, 0.122f, 0.075f};
  l.hair_colour = {0.5f, 0.33f, 0.13f};
  l.iris = {0.1f, 0.22f, 0.38f};
  l.hair = Hair::kFringe;
  l.glasses = 2.331f;
  l.glasses_size = 0.89f;
  l.glasses_colour = {0.02f, 0.02f, 0.025f};
  l.child = 0.74f;
  l.face_width = 1.076f;
  l.jaw_width = 0.701f;
  l.chin = -0.002f;
  l.cheeks = 1.352f;
  l.eye_gap = 0.8f;
  l.eye_size = 1.316f;
  l.eye_tilt = -0.05f;
  l.eye_open = 0.958f;
  l.brow_weight = 2.2f;
  l.brow_tilt = 0.032f;
  l.brow_height = 0.09f;
  l.nose_width = 0.847f;
  l.nose_length = 0.6f;
  l.nose_depth = 0.639f;
  l.mouth_width = 0.831f;
  l.lips = 0.495f;
  l.hairline = 0.032f;
  l.freckles = 0.609f;
  l.lip_tint = {0.897f, 0.717f, 0.719f};
  return l;
}

Look Ben() {
  Look l;
  l.skin = {0.224f, 0.121f, 0.074f};
  l.hair_colour = {0.06f, 0.028f, 0.014f};
  l.iris = {0.1f, 0.05f, 0.02f};
  l.hair = Hair::kCurly;
  l.glasses = 2.187f;
  l.glasses_size = 0.8f;
  l.glasses_colour = {0.02f, 0.02f, 0.025f};
  l.child = 0.491f;
  l.face_width = 0.976f;
  l.jaw_width = 0.65f;
  l.chin = -0.01f;
  l.cheeks = 1.392f;
  l.eye_gap = 0.8f;
  l.eye_size = 0.808f;
  l.eye_tilt = 0.038f;
  l.eye_open = 0.789f;
  l.brow_weight = 1.157f;
  l.brow_tilt = 0.052f;
  l.brow_height = -0.019f;
  l.nose_width = 1.682f;
  l.nose_length = 0.908f;
  l.nose_depth = 1.895f;
  l.mouth_width = 1.163f;
  l.lips = 2.0f;
  l.hairline = 0.1f;
  l.freckles = 0.439f;
  l.lip_tint = {0.875f, 0.423f, 0.443f};
  l.blotches = 0.061f;
  l.blotch_size = 5.526f;
  l.blotch_seed = 150.576f;
  return l;
}

Look Edie() {
  Look l;
  l.skin = {0.793f, 0.54f, 0.422f};
  l.hair_colour = {0.28f, 0.07f, 0.02f};
  l.iris = {0.1f, 0.05f, 0.02f};
  l.hair = Hair::kCurly;
  l.child = 0.969f;
  l.face_width = 0.981f;
  l.jaw_width = 1.338f;
  l.chin = 0.09f;
  l.cheeks = 0.766f;
  l.eye_gap = 1.048f;
  l.eye_size = 0.804f;
  l.eye_tilt = -0.05f;
  l.eye_open = 0.881f;
  l.brow_weight = 1.531f;
  l.brow_tilt = 0.06f;
  l.brow_height = -0.023f;
  l.nose_width = 0.65f;
  l.nose_length = 1.441f;
  l.nose_depth = 1.649f;
  l.mouth_width = 1.235f;
  l.lips = 0.866f;
  l.hairline = 0.089f;
  l.lip_tint = {0.868f, 0.33f, 0.355f};
  l.blotches = 0.45f;
  l.blotch_size = 3.733f;
  l.blotch_seed = 12.794f;
  return l;
}

Look Hana() {
  Look l;
  l.shirt = {0.05f, 0.16f, 0.12f};
  l.skin = {0.411f, 0.229f, 0.139f};
  l.hair_colour = {0.5f, 0.33f, 0.13f};
  l.iris = {0.2f, 0.24f, 0.26f};
  l.hair = Hair::kScarf;
  l.child = 1.0f;
  l.face_width = 0.946f;
  l.jaw_width = 0.805f;
  l.chin = -0.038f;
  l.cheeks = 0.752f;
  l.eye_gap = 1.105f;
  l.eye_size = 0.793f;
  l.eye_tilt = 0.06f;
  l.eye_open = 0.65f;
  l.brow_weight = 1.018f;
  l.brow_tilt = -0.049f;
  l.brow_height = 0.09f;
  l.nose_width = 1.662f;
  l.nose_length = 0.6f;
  l.nose_depth = 0.418f;
  l.mouth_width = 1.196f;
  l.lips = 1.83f;
  l.hairline = -0.023f;
  l.freckles = 0.286f;
  l.lip_tint = {0.887f, 0.58f, 0.59f};
  l.blotches = 0.45f;
  l.blotch_size = 5.215f;
  return l;
}

Look Ivor() {
  Look l;
  l.shirt = {0.09f, 0.1f, 0.14f};
  l.skin = {0.718f, 0.474f, 0.358f};
  l.hair_colour = {0.012f, 0.01f, 0.01f};
  l.iris = {0.2f, 0.24f, 0.26f};
  l.hair = Hair::kCurly;
  l.beard = Beard::kFull;
  l.beard_colour = {0.012f, 0.01f, 0.01f};
  l.child = 0.141f;
  l.face_width = 0.999f;
  l.jaw_width = 0.65f;
  l.chin = -0.03f;
  l.cheeks = 1.238f;
  l.eye_gap = 1.249f;
  l.eye_size = 1.311f;
  l.eye_tilt = -0.05f;
  l.eye_open = 0.809f;
  l.brow_weight = 2.061f;
  l.brow_tilt = -0.009f;
  l.brow_height = -0.06f;
  l.nose_width = 0.65f;
  l.nose_length = 1.359f;
  l.nose_depth = 0.889f;
  l.mouth_width = 1.4f;
  l.lips = 1.323f;
  l.hairline = 0.043f;
  l.freckles = 0.5f;
  l.lip_tint = {0.854f, 0.154f, 0.191f};
  l.blotches = 0.45f;
  l.blotch_size = 4.805f;
  l.blotch_seed = 58.913f;
  return l;
}

Look Rosa() {
  Look l;
  l.shirt = {0.3f, 0.1f, 0.16f};
  l.skin = {0.636f, 0.401f, 0.287f};
  l.hair_colour = {0.012f, 0.01f, 0.01f};
  l.iris = {0.2f, 0.24f, 0.26f};
  l.hair = Hair::kLong;
  l.face_width = 1.105f;
  l.jaw_width = 1.129f;
  l.chin = 0.105f;
  l.cheeks = 1.4f;
  l.eye_gap = 0.883f;
  l.eye_size = 0.739f;
  l.eye_tilt = 0.015f;
  l.eye_open = 0.932f;
  l.brow_weight = 1.08f;
  l.brow_tilt = 0.02f;
  l.brow_height = 0.03f;
  l.nose_width = 0.65f;
  l.nose_length = 1.6f;
  l.nose_depth = 0.67f;
  l.mouth_width = 1.4f;
  l.lips = 1.268f;
  l.hairline = 0.084f;
  l.freckles = 0.093f;
  l.lip_tint = {0.886f, 0.571f, 0.582f};
  l.blotches = 0.372f;
  l.blotch_size = 5.845f;
  l.blotch_seed = 81.205f;
  return l;
}

Look Howard() {
  Look l;
  l.shirt = {0.42f, 0.27f, 0.05f};
  l.skin = {0.678f, 0.438f, 0.323f};
  l.hair_colour = {0.55f, 0.54f, 0.52f};
  l.iris = {0.1f, 0.22f, 0.38f};
  l.hair = Hair::kReceding;
  l.beard = Beard::kFull;
  l.beard_colour = {0.55f, 0.54f, 0.52f};
  l.glasses = 1.622f;
  l.glasses_size = 1.122f;
  l.glasses_colour = {0.03f, 0.08f, 0.35f};
  l.child = 0.009f;
  l.age = 0.582f;
  l.face_width = 0.918f;
  l.jaw_width = 1.115f;
  l.chin = 0.06f;
  l.cheeks = 0.762f;
  l.eye_gap = 1.21f;
  l.eye_size = 1.22f;
  l.eye_open = 1.2f;
  l.brow_weight = 2.104f;
  l.brow_tilt = 0.015f;
  l.brow_height = -0.039f;
  l.nose_width = 1.686f;
  l.nose_length = 0.704f;
  l.nose_depth = 1.231f;
  l.mouth_width = 1.13f;
  l.lips = 0.4f;
  l.hairline = 0.05f;
  l.lip_tint = {0.883f, 0.527f, 0.541f};
  l.blotches = 0.45f;
  l.blotch_size = 2.559f;
  l.blotch_seed = 48.489f;
  return l;
}

Look Tom() {
  Look l;
  l.shirt = {0.26f, 0.05f, 0.05f};
  l.skin = {0.543f, 0.318f, 0.207f};
  l.hair_colour = {0.55f, 0.54f, 0.52f};
  l.iris = {0.1f, 0.05f, 0.02f};
  l.hair = Hair::kReceding;
  l.beard = Beard::kFull;
  l.beard_colour = {0.55f, 0.54f, 0.52f};
  l.child = 0.18f;
  l.age = 0.448f;
  l.face_width = 0.919f;
  l.jaw_width = 0.654f;
  l.chin = 0.056f;
  l.cheeks = 1.066f;
  l.eye_gap = 0.8f;
  l.eye_size = 1.35f;
  l.eye_tilt = 0.052f;
  l.eye_open = 0.654f;
  l.brow_weight = 2.2f;
  l.brow_tilt = -0.001f;
  l.brow_height = 0.085f;
  l.nose_width = 1.549f;
  l.nose_length = 1.6f;
  l.nose_depth = 1.49f;
  l.mouth_width = 0.764f;
  l.lips = 0.468f;
  l.hairline = 0.1f;
  l.lip_tint = {0.883f, 0.533f, 0.546f};
  l.blotches = 0.45f;
  l.blotch_size = 5.138f;
  l.blotch_seed = 176.275f;
  return l;
}

// Edie's twin: the same face but for what a life adds to it.
Look Elsie() {
  Look l = Edie();
  l.eye_gap *= 1.01f;
  l.mouth_width *= 1.03f;
  l.hairline += 0.01f;
  return l;
}

}  // namespace photogate::samples
