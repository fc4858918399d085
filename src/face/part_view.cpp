#include "face/part_view.h"

#include <algorithm>
#include <cmath>

namespace photogate {

double FaceSize(const Box& box) { return std::sqrt(static_cast<double>(box.w * box.h)); }

int LongSide(const PixelView& view) { return std::max(view.width, view.height); }

Scaled ScaledTo(const PixelView& picture, const PixelView& source, int long_side_px) {
  const double scale = static_cast<double>(long_side_px) / LongSide(picture);
  if (long_side_px == LongSide(source)) return {{}, source, scale};
  const auto side = [&](int size) {
    return std::max(1, static_cast<int>(std::lround(size * scale)));
  };
  Scaled made{Resize(source, side(picture.width), side(picture.height)), {}, scale};
  made.view = made.pixels.view();
  return made;
}

std::optional<PixelView> Around(const PixelView& view, const Box& box, Point& origin) {
  const double reach = 1.25 * std::max(box.w, box.h);
  const double cx = box.x + box.w / 2;
  const double cy = box.y + box.h / 2;
  const auto inside = [](double value, int size) {
    return static_cast<int>(std::clamp(value, 0.0, static_cast<double>(size)));
  };
  const int left = inside(cx - reach, view.width), right = inside(cx + reach, view.width);
  const int top = inside(cy - reach, view.height), bottom = inside(cy + reach, view.height);
  if (right - left < 2 || bottom - top < 2) return std::nullopt;
  origin = {static_cast<float>(left), static_cast<float>(top)};
  return Cut(view, left, top, right - left, bottom - top);
}

Scaled WithFaceOf(double wanted, const PixelView& part, double face) {
  return ScaledTo(part, part,
                  std::max(1, static_cast<int>(std::lround(LongSide(part) * wanted / face))));
}

}  // namespace photogate
