// The solid a drawn person is made of, as a signed distance: negative inside, head units.
#pragma once

#include "samples/draw_face.h"

namespace photogate::samples {

enum class Material { kSkin = 1, kHair, kCloth, kGlasses, kTrousers, kShoe };

struct Surface {
  float distance;
  Material material;
};

// Measures that shape and paint share, so that the painted eye lies on the modelled one.
struct Features {
  float eye_x, eye_y, eye_w, eye_h;
  float nose_y, nose_w, nose_z;  // tip
  float mouth_y, mouth_w, mouth_z;
  float chin_y;
};

Features FeaturesOf(const Look& look, const Shot& shot);

// From the picture's space into the head's own (undoes the pose).
Vec IntoHead(Vec p, const Shot& shot);

Surface SurfaceAt(Vec p, const Look& look, const Features& f, const Shot& shot);

}  // namespace photogate::samples
