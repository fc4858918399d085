// The colour of a point of a drawn person before any light falls on it.
#pragma once

#include "samples/head_shape.h"

namespace photogate::samples {

struct Paint {
  Vec colour;   // linear light
  float shine;  // 0 matt .. 1 wet
};

// `p` is in picture space, on the surface.
Paint PaintAt(Vec p, Material material, const Look& look, const Features& f, const Shot& shot);

}  // namespace photogate::samples
