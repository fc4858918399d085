#include "face/face_finder.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace photogate {
namespace {

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

Result<Done> FaceFinder::Pass(const PixelView& picture, int long_side_px,
                              std::vector<Detection>& found) {
  const Scaled scaled = ScaledTo(picture, long_side_px);
  const auto columns = Pieces(scaled.view.width, settings_.tile_px, settings_.tile_overlap_px);
  const auto rows = Pieces(scaled.view.height, settings_.tile_px, settings_.tile_overlap_px);
  for (const Span row : rows) {
    for (const Span column : columns) {
      const auto hits = yunet_->Detect(
          Cut(scaled.view, column.begin, row.begin, column.size, row.size), settings_.min_score);
      if (!hits.ok()) return hits.error();
      const Point origin{static_cast<float>(column.begin / scaled.scale),
                         static_cast<float>(row.begin / scaled.scale)};
      for (const Detection& hit : hits.value()) {
        found.push_back(ToSource(hit, scaled.scale, origin));
      }
    }
  }
  return Done{};
}

Result<Done> FaceFinder::TurnedPasses(const PixelView& picture, std::vector<Detection>& found) {
  const Scaled scaled =
      ScaledTo(picture, std::min(settings_.turned_long_side_px, LongSide(picture)));
  for (const int degrees : {90, 180, 270}) {
    const Pixels turned = Turn(scaled.view, degrees);
    const auto hits = yunet_->Detect(turned.view(), settings_.turned_min_score);
    if (!hits.ok()) return hits.error();
    for (const Detection& hit : hits.value()) {
      const Detection upright = TurnBack(hit, degrees, static_cast<float>(scaled.view.width),
                                         static_cast<float>(scaled.view.height));
      found.push_back(ToSource(upright, scaled.scale, {0, 0}));
    }
  }
  return Done{};
}

Result<Done> FaceFinder::SecondOpinion(const PixelView& picture, int long_side_px,
                                       std::vector<Detection>& found) {
  const Scaled scaled = ScaledTo(picture, long_side_px);
  const auto hits = hog_.Detect(scaled.view, settings_.hog_min_confidence);
  if (!hits.ok()) return hits.error();
  for (const Detection& hit : hits.value()) found.push_back(ToSource(hit, scaled.scale, {0, 0}));
  return Done{};
}

Result<std::vector<Detection>> FaceFinder::Find(const DecodedImage& image) {
  const PixelView picture = ViewOf(image);
  const int long_side = LongSide(picture);
  std::vector<Detection> found;
  if (yunet_) {
    const int enlarged = std::min(static_cast<int>(long_side * settings_.max_enlargement),
                                  settings_.enlarge_until_px);
    const int fine = std::min(std::max(long_side, enlarged), settings_.fine_long_side_px);
    for (const int side : {fine, settings_.middle_long_side_px, settings_.coarse_long_side_px}) {
      if (side > fine || (side == fine && side != long_side && side != enlarged)) continue;
      const auto done = Pass(picture, side, found);
      if (!done.ok()) return done.error();
    }
    if (found.empty()) {
      const auto done = TurnedPasses(picture, found);
      if (!done.ok()) return done.error();
    }
  }
  if (found.empty()) {
    const int side = yunet_ ? settings_.hog_long_side_px : settings_.hog_fallback_long_side_px;
    // Small pictures are enlarged: dlib's own examples double them, since its faces begin at 80 px.
    const auto done = SecondOpinion(picture, std::min(side, 2 * long_side), found);
    if (!done.ok()) return done.error();
  }
  for (Detection& d : found) d = ToSource(d, image.scale, image.origin);
  return Suppress(std::move(found), settings_.nms_iou, settings_.inside_share);
}

Result<std::optional<Detection>> FaceFinder::LookCloser(const PixelView& view,
                                                        const Detection& face) {
  (void)view;
  (void)face;
  return std::optional<Detection>{};
}

}  // namespace photogate
