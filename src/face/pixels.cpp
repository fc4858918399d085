#include "face/pixels.h"

#include <algorithm>
#include <cmath>
#include <opencv2/imgproc.hpp>

namespace photogate {
namespace {

// OpenCV has no read-only matrix header; nothing here writes through it.
cv::Mat Header(const PixelView& view) {
  return {view.height, view.width, CV_8UC3, const_cast<std::uint8_t*>(view.bgr), view.stride};
}

cv::Mat Header(Pixels& pixels) { return {pixels.height, pixels.width, CV_8UC3, pixels.bgr.data()}; }

Pixels Blank(int width, int height) {
  Pixels made{width, height, {}};
  made.bgr.resize(3 * static_cast<std::size_t>(width) * static_cast<std::size_t>(height));
  return made;
}

}  // namespace

PixelView Pixels::view() const {
  return {bgr.data(), width, height, 3 * static_cast<std::size_t>(width)};
}

double Similarity::scale() const { return std::hypot(a, b); }

Point Similarity::Apply(Point p) const {
  return {static_cast<float>(a * p.x - b * p.y + tx), static_cast<float>(b * p.x + a * p.y + ty)};
}

Similarity Similarity::Inverse() const {
  const double square = a * a + b * b;
  const double ia = a / square;
  const double ib = -b / square;
  return {ia, ib, -(ia * tx - ib * ty), -(ib * tx + ia * ty)};
}

void UseOneThread() { cv::setNumThreads(1); }

PixelView ViewOf(const DecodedImage& image) {
  return {image.bgr.data(), image.width_px, image.height_px,
          3 * static_cast<std::size_t>(image.width_px)};
}

PixelView Cut(const PixelView& view, int x, int y, int width, int height) {
  return {view.bgr + static_cast<std::size_t>(y) * view.stride + 3 * static_cast<std::size_t>(x),
          width, height, view.stride};
}

Pixels Resize(const PixelView& view, int width, int height) {
  // Whole halves first: their averages take a tenth of the time of others.
  if (view.width % 2 == 0 && view.height % 2 == 0 && 2 * width < view.width &&
      2 * height < view.height) {
    Pixels half = Blank(view.width / 2, view.height / 2);
    cv::Mat smaller = Header(half);
    cv::resize(Header(view), smaller, smaller.size(), 0, 0, cv::INTER_AREA);
    return Resize(half.view(), width, height);
  }
  Pixels made = Blank(width, height);
  cv::Mat target = Header(made);
  // From a little larger, the four pixels that interpolation looks at are all there are; averaging
  // takes ten times as long.
  const bool shrinks_much = 4 * width < 3 * view.width || 4 * height < 3 * view.height;
  cv::resize(Header(view), target, target.size(), 0, 0,
             shrinks_much ? cv::INTER_AREA : cv::INTER_LINEAR);
  return made;
}

Pixels Turn(const PixelView& view, int degrees) {
  const bool upright = degrees == 180;
  Pixels made = Blank(upright ? view.width : view.height, upright ? view.height : view.width);
  cv::Mat target = Header(made);
  cv::rotate(Header(view), target,
             degrees == 90    ? cv::ROTATE_90_CLOCKWISE
             : degrees == 180 ? cv::ROTATE_180
                              : cv::ROTATE_90_COUNTERCLOCKWISE);
  return made;
}

Pixels Warp(const PixelView& view, const Similarity& m, int side) {
  Similarity to_crop = m;
  PixelView source = view;
  Pixels reduced;
  // Bilinear interpolation looks at four pixels, so a face larger than the crop is averaged down to
  // less than twice its size first; only the part that the crop shows.
  const double shrink = 1 / m.scale();
  if (shrink >= 2) {
    const Similarity back = m.Inverse();
    const auto end = static_cast<float>(side);
    float left = 1e9F, top = 1e9F, right = -1e9F, bottom = -1e9F;
    for (const Point corner : {Point{0, 0}, Point{end, 0}, Point{0, end}, Point{end, end}}) {
      const Point p = back.Apply(corner);
      left = std::min(left, p.x), right = std::max(right, p.x);
      top = std::min(top, p.y), bottom = std::max(bottom, p.y);
    }
    const auto inside = [](float value, int size) {
      return static_cast<int>(std::clamp(value, 0.0F, static_cast<float>(size)));
    };
    const int x0 = inside(left, view.width), x1 = inside(right + 1, view.width);
    const int y0 = inside(top, view.height), y1 = inside(bottom + 1, view.height);
    const double factor = std::floor(shrink);
    if (x1 - x0 >= factor && y1 - y0 >= factor) {
      const int width = std::max(1, static_cast<int>((x1 - x0) / factor));
      const int height = std::max(1, static_cast<int>((y1 - y0) / factor));
      reduced = Resize(Cut(view, x0, y0, x1 - x0, y1 - y0), width, height);
      source = reduced.view();
      to_crop = {m.a * factor, m.b * factor, m.a * x0 - m.b * y0 + m.tx,
                 m.b * x0 + m.a * y0 + m.ty};
    }
  }
  // Coordinates name points, OpenCV's name pixel centres: shift by half a pixel on both sides.
  const double tx = to_crop.tx + 0.5 * (to_crop.a - to_crop.b) - 0.5;
  const double ty = to_crop.ty + 0.5 * (to_crop.b + to_crop.a) - 0.5;
  const cv::Matx23d matrix(to_crop.a, -to_crop.b, tx, to_crop.b, to_crop.a, ty);
  Pixels made = Blank(side, side);
  cv::Mat target = Header(made);
  cv::warpAffine(Header(source), target, matrix, target.size(), cv::INTER_LINEAR,
                 cv::BORDER_REPLICATE);
  return made;
}

Pixels Mirror(const PixelView& view) {
  Pixels made = Blank(view.width, view.height);
  cv::Mat target = Header(made);
  cv::flip(Header(view), target, 1);
  return made;
}

std::vector<float> Luma(const PixelView& view) {
  std::vector<float> luma;
  luma.reserve(static_cast<std::size_t>(view.width) * static_cast<std::size_t>(view.height));
  for (int y = 0; y < view.height; ++y) {
    const std::uint8_t* row = view.bgr + static_cast<std::size_t>(y) * view.stride;
    for (int x = 0; x < view.width; ++x, row += 3) {
      luma.push_back(0.114F * row[0] + 0.587F * row[1] + 0.299F * row[2]);
    }
  }
  return luma;
}

}  // namespace photogate
