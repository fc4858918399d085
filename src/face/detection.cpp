#include "face/detection.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace photogate {
namespace {

float SharedArea(const Box& a, const Box& b) {
  const float width = std::min(a.x + a.w, b.x + b.w) - std::max(a.x, b.x);
  const float height = std::min(a.y + a.h, b.y + b.h) - std::max(a.y, b.y);
  return width > 0 && height > 0 ? width * height : 0;
}

bool SameFace(const Box& kept, const Box& box, float iou, float inside) {
  const float shared = SharedArea(kept, box);
  if (shared <= 0) return false;
  const float area = box.w * box.h;
  const float kept_area = kept.w * kept.h;
  return shared >= iou * (area + kept_area - shared) ||
         shared >= inside * std::min(area, kept_area);
}

}  // namespace

Detection ToSource(const Detection& d, double scale, Point origin) {
  const auto f = static_cast<float>(1 / scale);
  Detection moved = d;
  moved.box = {origin.x + d.box.x * f, origin.y + d.box.y * f, d.box.w * f, d.box.h * f};
  if (moved.landmarks) {
    for (Point& p : moved.landmarks->points) p = {origin.x + p.x * f, origin.y + p.y * f};
  }
  return moved;
}

Detection TurnBack(const Detection& d, int degrees, float width, float height) {
  const auto back = [&](Point p) -> Point {
    switch (degrees) {
      case 90: return {p.y, height - p.x};
      case 180: return {width - p.x, height - p.y};
      case 270: return {width - p.y, p.x};
    }
    return p;
  };
  Detection turned = d;
  const Point a = back({d.box.x, d.box.y});
  const Point b = back({d.box.x + d.box.w, d.box.y + d.box.h});
  turned.box = {std::min(a.x, b.x), std::min(a.y, b.y), std::abs(a.x - b.x), std::abs(a.y - b.y)};
  if (turned.landmarks) {
    for (Point& p : turned.landmarks->points) p = back(p);
  }
  turned.rotation_deg = degrees;
  return turned;
}

std::vector<Detection> Suppress(std::vector<Detection> found, float iou, float inside) {
  std::stable_sort(found.begin(), found.end(),
                   [](const Detection& a, const Detection& b) { return a.score > b.score; });
  std::vector<Detection> kept;
  for (Detection& candidate : found) {
    const bool known = std::any_of(kept.begin(), kept.end(), [&](const Detection& k) {
      return SameFace(k.box, candidate.box, iou, inside);
    });
    if (!known) kept.push_back(std::move(candidate));
  }
  return kept;
}

}  // namespace photogate
