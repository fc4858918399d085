// What a detector says, and how the answers of several passes become one list.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/geometry.h"

namespace photogate {

struct Detection {
  Box box;
  std::optional<Landmarks> landmarks;
  float score;
  int rotation_deg = 0;
  const char* detector = "yunet";
  // False when it stays open which way up the face is, and so whether its landmarks are right.
  bool direction_known = true;
};

// `d` moved from a picture that was made of another by scaling with `scale` and then cutting at
// `origin` (in pixels before the scaling).
Detection ToSource(const Detection& d, double scale, Point origin);

// `d`, found in a picture turned clockwise by `degrees`, in the picture before the turn, whose size
// is given.
Detection TurnBack(const Detection& d, int degrees, float width, float height);

// Keeps the best of each heap: by score, a detection goes when it overlaps a better one by at least
// `iou` of their union, or when at least `inside` of the smaller lies inside the other. The latter
// removes the pieces of a large face that a fine pass takes for small ones.
std::vector<Detection> Suppress(std::vector<Detection> found, float iou, float inside);

}  // namespace photogate
