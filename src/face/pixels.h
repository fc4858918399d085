// Picture operations that the face stage needs, on interleaved 8-bit B, G, R.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "core/geometry.h"
#include "core/image.h"

namespace photogate {

// Somebody else's pixels: rows of 3 * width bytes, `stride` bytes apart.
struct PixelView {
  const std::uint8_t* bgr;
  int width;
  int height;
  std::size_t stride;
};

struct Pixels {
  int width = 0;
  int height = 0;
  std::vector<std::uint8_t> bgr;  // 3 * width * height
  PixelView view() const;
};

// Maps (x, y) to (a x - b y + tx, b x + a y + ty): turn, scale and shift without shear.
struct Similarity {
  double a, b, tx, ty;
  double scale() const;
  Point Apply(Point p) const;
  Similarity Inverse() const;  // of a scale above 0
};

PixelView ViewOf(const DecodedImage& image);

// OpenCV works in the calling thread alone from now on, in the whole process: photogate is parallel
// by worker processes.
void UseOneThread();

// The part of `view` from (x, y), which must lie inside it.
PixelView Cut(const PixelView& view, int x, int y, int width, int height);

// Averages when it shrinks to less than three quarters, otherwise interpolates. Sides of at
// least 1.
Pixels Resize(const PixelView& view, int width, int height);

// Clockwise by `degrees`: 90, 180 or 270.
Pixels Turn(const PixelView& view, int degrees);

// A square of `side` pixels whose pixel at m(p) shows `view` at p; outside the picture the edge is
// repeated. Shrinks without aliasing.
Pixels Warp(const PixelView& view, const Similarity& m, int side);

// Left and right exchanged.
Pixels Mirror(const PixelView& view);

// Rec. 601 luma, 0..255, one value per pixel.
std::vector<float> Luma(const PixelView& view);

}  // namespace photogate
