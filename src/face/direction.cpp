#include "face/direction.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <optional>
#include <string_view>

#include "face/part_view.h"

namespace photogate {
namespace {

constexpr std::array<int, 4> kTurns = {0, 90, 180, 270};
// Widths, in pixels, at which the face is looked at: the middle of YuNet's range.
constexpr std::array<double, 2> kLookSizes = {64, 96};
constexpr float kMinScore = 0.1F;
// A turned face gets a somewhat different box, but none beside it: at 0.3, eyes and hair of a lying
// face passed for a face of their own.
constexpr float kSamePlace = 0.5F;

// How far the landmarks of two looks lie apart on average, as a share of the face's size.
double Apart(const Landmarks& a, const Landmarks& b, double face_size) {
  double sum = 0;
  for (std::size_t i = 0; i < a.points.size(); ++i) {
    sum += static_cast<double>(
        std::hypot(a.points[i].x - b.points[i].x, a.points[i].y - b.points[i].y));
  }
  return sum / static_cast<double>(a.points.size()) / face_size;
}

// By how many degrees, 0..180, the face leans in the picture turned clockwise by `degrees`.
double Lean(const Landmarks& face, int degrees) {
  const auto& p = face.points;
  const auto across = static_cast<double>(p[3].x + p[4].x - p[0].x - p[1].x);
  const auto down = static_cast<double>(p[3].y + p[4].y - p[0].y - p[1].y);
  // From the eyes to the mouth, clockwise from straight down.
  const double direction = std::atan2(-across, down) * 180 / std::numbers::pi + degrees;
  return std::abs(std::remainder(direction, 360));
}

struct Look {
  float score = 0;  // mean over the sizes
  std::optional<Detection> best;
};

Result<Look> LookTurned(YuNet& yunet, const std::array<Scaled, 2>& parts, Point origin,
                        const Box& box, int degrees) {
  Look look;
  for (const Scaled& part : parts) {
    const auto width = static_cast<float>(part.view.width);
    const auto height = static_cast<float>(part.view.height);
    const Pixels turned = degrees == 0 ? Pixels{} : Turn(part.view, degrees);
    const auto hits = yunet.Detect(degrees == 0 ? part.view : turned.view(), kMinScore);
    if (!hits.ok()) return hits.error();
    float best = 0;
    for (const Detection& hit : hits.value()) {
      Detection here = ToSource(TurnBack(hit, degrees, width, height), part.scale, origin);
      if (here.score <= best || IntersectionOverUnion(here.box, box) < kSamePlace) continue;
      best = here.score;
      if (!look.best || here.score > look.best->score) look.best = std::move(here);
    }
    look.score += best / static_cast<float>(parts.size());
  }
  return look;
}

}  // namespace

bool IsClearlyUpright(const Detection& face, const FaceSettings& settings) {
  // The score of another detector says something else.
  const bool by_yunet = std::string_view(face.detector) == Detection{}.detector;
  return by_yunet && face.score >= settings.upright_score && face.landmarks &&
         Lean(*face.landmarks, face.rotation_deg) <= settings.upright_roll_deg;
}

Result<Done> SettleDirection(YuNet& yunet, const PixelView& picture, Detection& face,
                             const FaceSettings& settings) {
  const double size = FaceSize(face.box);
  face.direction_known = false;
  Point origin{};
  const auto part = Around(picture, face.box, origin);
  if (!part || !face.landmarks) return Done{};
  const std::array<Scaled, 2> parts = {WithFaceOf(kLookSizes[0], *part, size),
                                       WithFaceOf(kLookSizes[1], *part, size)};
  std::array<Look, kTurns.size()> looks;
  const Look* best = nullptr;
  for (std::size_t i = 0; i < kTurns.size(); ++i) {
    auto look = LookTurned(yunet, parts, origin, face.box, kTurns[i]);
    if (!look.ok()) return look.error();
    looks[i] = std::move(look).value();
    if (!best || looks[i].score > best->score) best = &looks[i];
  }
  if (best->score < settings.min_look_score) return Done{};
  if (!best->best || !best->best->landmarks) return Done{};
  const Detection& chosen = *best->best;
  if (Lean(*chosen.landmarks, chosen.rotation_deg) > settings.most_roll_deg) return Done{};
  for (const Look& look : looks) {
    if (!look.best || look.score < best->score - settings.turn_margin) continue;
    if (!look.best->landmarks ||
        Apart(*look.best->landmarks, *chosen.landmarks, size) > settings.landmarks_apart) {
      return Done{};
    }
  }
  face.direction_known = true;
  // The look that found the face saw it larger: it is more exact where both agree.
  if (Apart(*face.landmarks, *chosen.landmarks, size) <= settings.landmarks_apart / 2) {
    return Done{};
  }
  face.box = chosen.box;
  face.landmarks = chosen.landmarks;
  face.rotation_deg = chosen.rotation_deg;
  return Done{};
}

}  // namespace photogate
