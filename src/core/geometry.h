// Places in a picture. Unless a comment says otherwise: pixels of the upright photo at full size,
// origin at the top left corner, x to the right, y down; a coordinate names a point, not a pixel.
#pragma once

#include <array>

namespace photogate {

struct Point {
  float x, y;
};

// Left, top, width, height. May reach beyond the picture: a face can be cut by its edge.
struct Box {
  float x, y, w, h;
};

// The five points used for alignment, image left first: the eye, then the other eye, nose tip,
// mouth corner, the other mouth corner. (In a frontal face the first is the person's right eye.)
struct Landmarks {
  std::array<Point, 5> points;
};

// Area of the intersection over area of the union, 0..1; 0 for empty boxes.
float IntersectionOverUnion(const Box& a, const Box& b);

}  // namespace photogate
