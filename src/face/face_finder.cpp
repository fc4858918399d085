#include "face/face_finder.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <utility>

namespace photogate {
namespace {

constexpr double kNoBound = std::numeric_limits<double>::infinity();
// Widths, in pixels, at which a face is looked at again: the middle of YuNet's range.
constexpr std::array<double, 5> kCloserSizes = {24, 32, 48, 64, 96};
// A look that sees the face at all, and at the same place, says how sure it is.
constexpr float kCloserMinScore = 0.1F;
constexpr float kSamePlace = 0.3F;

double FaceSize(const Box& box) { return std::sqrt(static_cast<double>(box.w * box.h)); }

int LongSide(const PixelView& view) { return std::max(view.width, view.height); }

struct Scaled {
  Pixels pixels;
  PixelView view;
  double scale;
};

// `picture` with the given longer side, without a copy when it has it already.
Scaled ScaledTo(const PixelView& picture, int long_side_px) {
  const double scale = static_cast<double>(long_side_px) / LongSide(picture);
  if (long_side_px == LongSide(picture)) return {{}, picture, 1};
  const auto side = [&](int size) {
    return std::max(1, static_cast<int>(std::lround(size * scale)));
  };
  Scaled made{Resize(picture, side(picture.width), side(picture.height)), {}, scale};
  made.view = made.pixels.view();
  return made;
}

struct Span {
  int begin, size;
};

// Covers 0..size with equal pieces of at most `most`, neighbours sharing `overlap`.
std::vector<Span> Pieces(int size, int most, int overlap) {
  if (size <= most) return {{0, size}};
  const int count = (size - overlap + most - overlap - 1) / (most - overlap);
  const int piece = (size + (count - 1) * overlap + count - 1) / count;
  std::vector<Span> pieces;
  for (int i = 0; i < count; ++i) {
    const int begin = std::min(i * (piece - overlap), size - piece);
    pieces.push_back({begin, piece});
  }
  return pieces;
}

}  // namespace

FaceFinder::FaceFinder(std::unique_ptr<YuNet> yunet, const FaceSettings& settings)
    : yunet_(std::move(yunet)), settings_(settings) {}

Result<std::unique_ptr<FaceFinder>> FaceFinder::Load(const std::optional<LoadedModelCard>& detector,
                                                     const FaceSettings& settings) {
  std::unique_ptr<YuNet> yunet;
  if (detector) {
    if (detector->loader != ModelLoader::kYuNetOnnx) {
      return Error{ErrorKind::kUnavailable,
                   "The face detector's card names a loader that is none of a detector: run "
                   "`photogate models fetch` again."};
    }
    auto loaded = YuNet::Load(detector->file);
    if (!loaded.ok()) return loaded.error();
    yunet = std::move(loaded).value();
  }
  return std::unique_ptr<FaceFinder>(new FaceFinder(std::move(yunet), settings));
}

Result<std::vector<Detection>> FaceFinder::Pass(const PixelView& picture, int long_side_px,
                                                Believed believed) {
  const Scaled scaled = ScaledTo(picture, long_side_px);
  Detections found;
  for (const Span row : Pieces(scaled.view.height, settings_.tile_px, settings_.tile_overlap_px)) {
    for (const Span column :
         Pieces(scaled.view.width, settings_.tile_px, settings_.tile_overlap_px)) {
      const auto hits = yunet_->Detect(
          Cut(scaled.view, column.begin, row.begin, column.size, row.size), settings_.min_score);
      if (!hits.ok()) return hits.error();
      const Point origin{static_cast<float>(column.begin / scaled.scale),
                         static_cast<float>(row.begin / scaled.scale)};
      for (const Detection& hit : hits.value()) {
        const double size = FaceSize(hit.box);
        if (size < believed.smallest || size > believed.largest) continue;
        found.push_back(ToSource(hit, scaled.scale, origin));
      }
    }
  }
  return found;
}

Result<std::vector<Detection>> FaceFinder::AllScales(const PixelView& picture) {
  const int long_side = LongSide(picture);
  const int enlarged =
      std::min(static_cast<int>(long_side * settings_.max_enlargement), settings_.enlarge_until_px);
  std::vector<int> sides = {std::min(std::max(long_side, enlarged), settings_.fine_long_side_px)};
  for (const int side : {settings_.middle_long_side_px, settings_.coarse_long_side_px}) {
    if (side < sides.back()) sides.push_back(side);
  }
  Detections found;
  for (std::size_t i = 0; i < sides.size(); ++i) {
    const bool finest = i == 0;
    const bool coarsest = i + 1 == sides.size();
    const auto pass = Pass(
        picture, sides[i],
        {finest ? 0 : settings_.pass_smallest_px, coarsest ? kNoBound : settings_.pass_largest_px});
    if (!pass.ok()) return pass.error();
    found.insert(found.end(), pass.value().begin(), pass.value().end());
  }
  return Suppress(std::move(found), settings_.nms_iou, settings_.inside_share);
}

bool FaceFinder::HasStrong(const Detections& found) const {
  return std::any_of(found.begin(), found.end(),
                     [&](const Detection& d) { return d.score >= settings_.strong_score; });
}

// `found` when a strong one is among them, otherwise those that closer looks confirm.
Result<std::vector<Detection>> FaceFinder::Convincing(const PixelView& picture, Detections found,
                                                      double min_face_px) {
  std::erase_if(found, [&](const Detection& d) { return FaceSize(d.box) < min_face_px; });
  if (HasStrong(found)) return found;
  if (found.size() > static_cast<std::size_t>(settings_.closer_looks)) {
    // Suppress left the best first.
    found.resize(static_cast<std::size_t>(settings_.closer_looks));
  }
  Detections confirmed;
  for (const Detection& d : found) {
    const auto look = LookCloser(picture, d.box);
    if (!look.ok()) return look.error();
    if (look.value().mean_score >= settings_.confirmed_mean) confirmed.push_back(d);
  }
  return confirmed;
}

Result<std::vector<Detection>> FaceFinder::Turned(const PixelView& picture, double min_face_px) {
  const Scaled scaled =
      ScaledTo(picture, std::min(settings_.turned_long_side_px, LongSide(picture)));
  int best_degrees = 0;
  float best_score = settings_.turned_min_score;
  for (const int degrees : {90, 180, 270}) {
    const Pixels turned = Turn(scaled.view, degrees);
    const auto hits = yunet_->Detect(turned.view(), best_score);
    if (!hits.ok()) return hits.error();
    for (const Detection& hit : hits.value()) {
      if (FaceSize(hit.box) < min_face_px * scaled.scale || hit.score < best_score) continue;
      best_score = hit.score;
      best_degrees = degrees;
    }
  }
  Detections found;
  if (best_degrees == 0) return found;
  // The photo lies on its side: everybody in it does.
  const Pixels turned = Turn(picture, best_degrees);
  auto all = AllScales(turned.view());
  if (!all.ok()) return all;
  auto convincing = Convincing(turned.view(), std::move(all).value(), min_face_px);
  if (!convincing.ok()) return convincing;
  for (const Detection& d : convincing.value()) {
    found.push_back(TurnBack(d, best_degrees, static_cast<float>(picture.width),
                             static_cast<float>(picture.height)));
  }
  return found;
}

Result<std::vector<Detection>> FaceFinder::SecondOpinion(const PixelView& picture,
                                                         int long_side_px) {
  // Small pictures are doubled, as dlib's own examples do, since its faces begin at 80 px.
  const Scaled scaled = ScaledTo(picture, std::min(long_side_px, 2 * LongSide(picture)));
  const auto hits = hog_.Detect(scaled.view, settings_.hog_min_confidence);
  if (!hits.ok()) return hits;
  Detections found;
  for (const Detection& hit : hits.value()) {
    Detection face = ToSource(hit, scaled.scale, {0, 0});
    if (yunet_) {
      const auto look = LookCloser(picture, face.box);
      if (!look.ok()) return look.error();
      if (look.value().best) face.landmarks = look.value().best->landmarks;
    }
    found.push_back(std::move(face));
  }
  return Suppress(std::move(found), settings_.nms_iou, settings_.inside_share);
}

Result<std::vector<Detection>> FaceFinder::Find(const DecodedImage& image) {
  const PixelView picture = ViewOf(image);
  const double min_face_px = settings_.min_face_px * image.scale;
  auto found = [&]() -> Result<Detections> {
    if (!yunet_) return SecondOpinion(picture, settings_.hog_fallback_long_side_px);
    auto all = AllScales(picture);
    if (!all.ok()) return all;
    auto upright = Convincing(picture, std::move(all).value(), min_face_px);
    if (!upright.ok() || HasStrong(upright.value())) return upright;
    // A photo that lies on its side shows weak faces upright as well: both kinds count.
    auto turned = Turned(picture, min_face_px);
    if (!turned.ok()) return turned;
    Detections both = std::move(upright).value();
    both.insert(both.end(), turned.value().begin(), turned.value().end());
    if (!both.empty()) {
      return Suppress(std::move(both), settings_.nms_iou, settings_.inside_share);
    }
    return SecondOpinion(picture, settings_.hog_long_side_px);
  }();
  if (!found.ok()) return found;
  for (Detection& d : found.value()) d = ToSource(d, image.scale, image.origin);
  return found;
}

Result<CloserLook> FaceFinder::LookCloser(const PixelView& view, const Box& box) {
  CloserLook look{0, std::nullopt};
  // Around the face as much again on each side, as far as there is picture.
  const double reach = 1.25 * std::max(box.w, box.h);
  const double cx = box.x + box.w / 2;
  const double cy = box.y + box.h / 2;
  const auto inside = [](double value, int size) {
    return static_cast<int>(std::clamp(value, 0.0, static_cast<double>(size)));
  };
  const int left = inside(cx - reach, view.width), right = inside(cx + reach, view.width);
  const int top = inside(cy - reach, view.height), bottom = inside(cy + reach, view.height);
  if (right - left < 2 || bottom - top < 2) return look;
  const PixelView part = Cut(view, left, top, right - left, bottom - top);
  const Point origin{static_cast<float>(left), static_cast<float>(top)};
  int looks = 0;
  float sum = 0;
  for (const double wanted : kCloserSizes) {
    const double scale = wanted / FaceSize(box);
    const Scaled scaled =
        ScaledTo(part, std::max(1, static_cast<int>(std::lround(LongSide(part) * scale))));
    const auto hits = yunet_->Detect(scaled.view, kCloserMinScore);
    if (!hits.ok()) return hits.error();
    float best = 0;
    for (const Detection& hit : hits.value()) {
      Detection here = ToSource(hit, scaled.scale, origin);
      if (here.score <= best || IntersectionOverUnion(here.box, box) < kSamePlace) continue;
      best = here.score;
      if (!look.best || here.score > look.best->score) look.best = std::move(here);
    }
    sum += best;
    ++looks;
  }
  look.mean_score = sum / static_cast<float>(looks);
  return look;
}

}  // namespace photogate
