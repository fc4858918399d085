#include "face/face_finder.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <deque>
#include <limits>
#include <optional>
#include <set>
#include <utility>

#include "face/direction.h"
#include "face/part_view.h"

namespace photogate {
namespace {

constexpr double kNoBound = std::numeric_limits<double>::infinity();
// Widths, in pixels, at which a face is looked at again: the middle of YuNet's range.
constexpr std::array<double, 5> kCloserSizes = {24, 32, 48, 64, 96};
// The width at which a face is looked at turned by 180 degrees.
constexpr double kTurnedLookSize = 64;
// A look that sees the face at all, and at the same place, says how sure it is.
constexpr float kCloserMinScore = 0.1F;
constexpr float kSamePlace = 0.3F;

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

// By how far a picture must be turned clockwise so that this face stands upright: 0 up to 60
// degrees of roll, which YuNet sees without turning.
int NeededTurn(const Landmarks& face) {
  const auto& p = face.points;
  const float across = p[3].x + p[4].x - p[0].x - p[1].x;  // from the eyes to the mouth
  const float down = p[3].y + p[4].y - p[0].y - p[1].y;
  if (down >= 0.5F * std::hypot(across, down)) return 0;
  if (-down >= std::abs(across)) return 180;
  return across > 0 ? 90 : 270;
}

}  // namespace

// A picture at the sizes that were asked for, each made once and of the next larger one.
class FaceFinder::Pyramid {
 public:
  explicit Pyramid(const PixelView& picture) : picture_(picture) {}

  const PixelView& picture() const { return picture_; }

  const Scaled& At(int long_side_px) {
    PixelView source = picture_;
    for (const Scaled& made : made_) {
      const int side = LongSide(made.view);
      if (side == long_side_px) return made;
      if (side > long_side_px && side < LongSide(source)) source = made.view;
    }
    return made_.emplace_back(ScaledTo(picture_, source, long_side_px));
  }

 private:
  PixelView picture_;
  std::deque<Scaled> made_;  // whose elements stay where they are
};

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

Result<std::vector<Detection>> FaceFinder::Pass(Pyramid& pyramid, int long_side_px,
                                                Believed believed) {
  const Scaled& scaled = pyramid.At(long_side_px);
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

Result<std::vector<Detection>> FaceFinder::AllScales(Pyramid& pyramid) {
  const int long_side = LongSide(pyramid.picture());
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
        pyramid, sides[i],
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
    const auto look = LookCloser(picture, d.box, settings_.confirmed_mean);
    if (!look.ok()) return look.error();
    if (look.value().mean_score >= settings_.confirmed_mean) confirmed.push_back(d);
  }
  return confirmed;
}

Result<std::vector<Detection>> FaceFinder::Glance(Pyramid& pyramid, double min_face_px) {
  const Scaled& scaled =
      pyramid.At(std::min(settings_.turned_long_side_px, LongSide(pyramid.picture())));
  const auto width = static_cast<float>(scaled.view.width);
  const auto height = static_cast<float>(scaled.view.height);
  Detections found;
  for (const int degrees : {90, 180, 270}) {
    const Pixels turned = Turn(scaled.view, degrees);
    const auto hits = yunet_->Detect(turned.view(), settings_.turned_min_score);
    if (!hits.ok()) return hits.error();
    for (const Detection& hit : hits.value()) {
      if (FaceSize(hit.box) < min_face_px * scaled.scale) continue;
      found.push_back(ToSource(TurnBack(hit, degrees, width, height), scaled.scale, {0, 0}));
    }
  }
  return Suppress(std::move(found), settings_.nms_iou, settings_.inside_share);
}

Result<bool> FaceFinder::StandsOnItsHead(const PixelView& picture, const Box& box) {
  Point origin{};
  const auto part = Around(picture, box, origin);
  if (!part) return false;
  const Scaled scaled = WithFaceOf(kTurnedLookSize, *part, FaceSize(box));
  const auto width = static_cast<float>(scaled.view.width);
  const auto height = static_cast<float>(scaled.view.height);
  std::array<float, 2> best{};
  for (const std::size_t turned : {0U, 1U}) {
    const int degrees = turned == 0 ? 0 : 180;
    const Pixels pixels = turned == 0 ? Pixels{} : Turn(scaled.view, degrees);
    const auto hits = yunet_->Detect(turned == 0 ? scaled.view : pixels.view(), kCloserMinScore);
    if (!hits.ok()) return hits.error();
    for (const Detection& hit : hits.value()) {
      const Detection here = ToSource(TurnBack(hit, degrees, width, height), scaled.scale, origin);
      if (IntersectionOverUnion(here.box, box) < kSamePlace) continue;
      best[turned] = std::max(best[turned], here.score);
    }
  }
  return best[1] > best[0];
}

Result<std::vector<Detection>> FaceFinder::Turned(const PixelView& picture, int degrees,
                                                  double min_face_px) {
  const Pixels turned = Turn(picture, degrees);
  Pyramid pyramid(turned.view());
  auto all = AllScales(pyramid);
  if (!all.ok()) return all;
  auto convincing = Convincing(turned.view(), std::move(all).value(), min_face_px);
  if (!convincing.ok()) return convincing;
  for (Detection& d : convincing.value()) {
    d = TurnBack(d, degrees, static_cast<float>(picture.width), static_cast<float>(picture.height));
  }
  return convincing;
}

// A photo that lies on its side, or stands on its head, shows some faces as it lies as well, even
// strong ones. Their landmarks say how they lie on their side; of a face on its head YuNet takes
// the mouth for the eyes, but knows it better turned. Where everybody lies the same way, weak faces
// count beside a strong one; somebody who lies beside people who stand must be a strong one.
Result<std::vector<Detection>> FaceFinder::WithTurned(Pyramid& pyramid, Detections upright,
                                                      double min_face_px) {
  const auto glance = Glance(pyramid, min_face_px);
  if (!glance.ok()) return glance;
  std::set<int> turns;
  if (HasStrong(upright)) {
    int looks = 0;
    for (const Detection& d : upright) {
      if (d.score < settings_.strong_score || !d.landmarks) continue;
      if (const int turn = NeededTurn(*d.landmarks); turn != 0) turns.insert(turn);
      if (++looks > settings_.upside_down_looks || turns.count(180) != 0) continue;
      const auto on_head = StandsOnItsHead(pyramid.picture(), d.box);
      if (!on_head.ok()) return on_head.error();
      if (on_head.value()) turns.insert(180);
    }
  } else if (!glance.value().empty()) {
    turns.insert(glance.value().front().rotation_deg);
  }
  for (const int degrees : turns) {
    const auto turned = Turned(pyramid.picture(), degrees, min_face_px);
    if (!turned.ok()) return turned;
    // The better score of the two keeps its landmarks.
    upright.insert(upright.end(), turned.value().begin(), turned.value().end());
  }
  upright.insert(upright.end(), glance.value().begin(), glance.value().end());
  return Suppress(std::move(upright), settings_.nms_iou, settings_.inside_share);
}

Result<std::vector<Detection>> FaceFinder::SecondOpinion(Pyramid& pyramid, int long_side_px) {
  const PixelView& picture = pyramid.picture();
  // Small pictures are doubled, as dlib's own examples do, since its faces begin at 80 px.
  const Scaled& scaled = pyramid.At(std::min(long_side_px, 2 * LongSide(picture)));
  const auto hits = hog_.Detect(scaled.view, settings_.hog_min_confidence);
  if (!hits.ok()) return hits;
  Detections found;
  for (const Detection& hit : hits.value()) {
    Detection face = ToSource(hit, scaled.scale, {0, 0});
    if (yunet_) {
      const auto look = LookCloser(picture, face.box, 0);
      if (!look.ok()) return look.error();
      if (look.value().best) face.landmarks = look.value().best->landmarks;
    }
    found.push_back(std::move(face));
  }
  return Suppress(std::move(found), settings_.nms_iou, settings_.inside_share);
}

Result<std::vector<Detection>> FaceFinder::Find(const DecodedImage& image) {
  const PixelView picture = ViewOf(image);
  Pyramid pyramid(picture);
  const double min_face_px = settings_.min_face_px * image.scale;
  auto found = [&]() -> Result<Detections> {
    if (!yunet_) return SecondOpinion(pyramid, settings_.hog_fallback_long_side_px);
    auto all = AllScales(pyramid);
    if (!all.ok()) return all;
    auto upright = Convincing(picture, std::move(all).value(), min_face_px);
    if (!upright.ok()) return upright;
    auto faces = WithTurned(pyramid, std::move(upright).value(), min_face_px);
    if (!faces.ok() || !faces.value().empty()) return faces;
    return SecondOpinion(pyramid, settings_.hog_long_side_px);
  }();
  if (!found.ok()) return found;
  for (Detection& d : found.value()) {
    if (!yunet_ || IsClearlyUpright(d, settings_)) continue;
    const auto settled = SettleDirection(*yunet_, picture, d, settings_);
    if (!settled.ok()) return settled.error();
  }
  for (Detection& d : found.value()) d = ToSource(d, image.scale, image.origin);
  return found;
}

Result<CloserLook> FaceFinder::LookCloser(const PixelView& view, const Box& box, float enough) {
  CloserLook look{0, std::nullopt};
  Point origin{};
  const auto part = Around(view, box, origin);
  if (!part) return look;
  constexpr auto kLooks = static_cast<float>(kCloserSizes.size());
  float left_over = kLooks;
  float sum = 0;
  for (const double wanted : kCloserSizes) {
    const Scaled scaled = WithFaceOf(wanted, *part, FaceSize(box));
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
    // The small looks come first and cost least.
    if (sum + --left_over < enough * kLooks) break;
  }
  look.mean_score = sum / kLooks;
  return look;
}

}  // namespace photogate
