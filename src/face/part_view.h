// Parts of a picture around a face, at the sizes that YuNet knows best.
#pragma once

#include <optional>

#include "core/geometry.h"
#include "face/pixels.h"

namespace photogate {

// A picture made smaller or larger: `view` shows `pixels`, or the source itself when it had the
// size already, and then must not outlive it.
struct Scaled {
  Pixels pixels;
  PixelView view;
  double scale;
};

// One number for how large a face is, in the box's pixels: the side of a square of its area.
double FaceSize(const Box& box);

int LongSide(const PixelView& view);

// `picture` with the given longer side, made of `source`, which shows the same.
Scaled ScaledTo(const PixelView& picture, const PixelView& source, int long_side_px);

// The part of `view` around a face: as much again on each side, as far as there is picture, and
// where it begins. Nullopt for a face outside the picture.
std::optional<PixelView> Around(const PixelView& view, const Box& box, Point& origin);

// `part` at the size at which its face, of the given width, becomes `wanted` pixels wide.
Scaled WithFaceOf(double wanted, const PixelView& part, double face);

}  // namespace photogate
