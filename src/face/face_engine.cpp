#include "face/face_engine.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <utility>

#include "face/alignment.h"
#include "face/embedder.h"
#include "face/face_finder.h"
#include "face/quality.h"

namespace photogate {
namespace {

double MillisecondsSince(std::chrono::steady_clock::time_point start) {
  return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start)
      .count();
}

// In reading order: by the upper edge, then by the left one.
void SortForReading(std::vector<Detection>& found) {
  std::sort(found.begin(), found.end(), [](const Detection& a, const Detection& b) {
    return a.box.y != b.box.y ? a.box.y < b.box.y : a.box.x < b.box.x;
  });
}

double FaceWidth(const Box& box) { return std::sqrt(static_cast<double>(box.w * box.h)); }

// The part of the photo that some crops show, and the scale that the one needing most of it needs.
struct DetailRegion {
  float left = 0, top = 0, right = 0, bottom = 0;
  double scale = 0;

  void Add(const Similarity& to_crop, int side) {
    const Similarity back = to_crop.Inverse();
    const auto end = static_cast<float>(side);
    for (const Point corner : {Point{0, 0}, Point{end, 0}, Point{0, end}, Point{end, end}}) {
      const Point p = back.Apply(corner);
      const bool first = scale == 0;
      left = first ? p.x : std::min(left, p.x), right = first ? p.x : std::max(right, p.x);
      top = first ? p.y : std::min(top, p.y), bottom = first ? p.y : std::max(bottom, p.y);
      scale = std::max(scale, std::min(1.0, to_crop.scale()));
    }
  }
  Box Area() const { return {left, top, right - left, bottom - top}; }
  double Pixels() const {
    return static_cast<double>((right - left) * (bottom - top)) * scale * scale;
  }
};

}  // namespace

struct FaceEngine::Parts {
  FaceSettings settings;
  Limits limits;
  std::unique_ptr<FaceFinder> finder;
  std::unique_ptr<Embedder> embedder;
  std::optional<LoadedModelCard> recogniser;

  Result<Done> Compare(PixelSource& photo, const DecodedImage& seen, std::vector<Face>& faces);
  Result<Done> CompareOne(const DecodedImage& seen, Face& face);
  bool IsCutOff(const PhotoInfo& photo, const Landmarks& landmarks,
                const Similarity& to_crop) const;
};

FaceEngine::FaceEngine(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}
FaceEngine::~FaceEngine() = default;

Result<std::unique_ptr<FaceEngine>> FaceEngine::Load(const ModelSet& models,
                                                     const FaceSettings& settings,
                                                     const Limits& limits) {
  UseOneThread();
  auto finder = FaceFinder::Load(models.detector, settings);
  if (!finder.ok()) return finder.error();
  auto parts = std::make_unique<Parts>(
      Parts{settings, limits, std::move(finder).value(), nullptr, models.recogniser});
  if (models.recogniser) {
    auto embedder = LoadEmbedder(*models.recogniser);
    if (!embedder.ok()) return embedder.error();
    parts->embedder = std::move(embedder).value();
  }
  return std::unique_ptr<FaceEngine>(new FaceEngine(std::move(parts)));
}

bool FaceEngine::detector_complete() const { return parts_->finder->complete(); }
bool FaceEngine::recogniser_available() const { return parts_->embedder != nullptr; }

Result<Faces> FaceEngine::Inspect(PixelSource& photo, bool compare) {
  const auto image = photo.Decode(parts_->settings.decode_long_side_px);
  if (!image.ok()) return image.error();
  const auto start = std::chrono::steady_clock::now();
  auto found = parts_->finder->Find(image.value());
  if (!found.ok()) return found.error();
  if (found.value().size() > parts_->limits.faces) {
    return Error{ErrorKind::kLimitExceeded,
                 "There are more faces in this photo than can be compared: a person must look."};
  }
  SortForReading(found.value());
  Faces faces{{}, detector_complete(), recogniser_available(), std::nullopt};
  if (parts_->recogniser) faces.recogniser = parts_->recogniser->id;
  for (const Detection& d : found.value()) {
    const NotComparable why = !recogniser_available() ? NotComparable::kNoRecogniser
                              : !compare              ? NotComparable::kMatchingOff
                              : !d.direction_known    ? NotComparable::kTurnedAway
                                                      : NotComparable::kNoLandmarks;
    faces.faces.push_back({d.box, d.landmarks, static_cast<double>(d.score), d.detector,
                           d.rotation_deg, Quality{}, why, std::nullopt});
  }
  faces.detect_ms = MillisecondsSince(start);
  if (compare && recogniser_available() && !faces.faces.empty()) {
    const auto embedding = std::chrono::steady_clock::now();
    const auto done = parts_->Compare(photo, image.value(), faces.faces);
    if (!done.ok()) return done.error();
    faces.embed_ms = MillisecondsSince(embedding);
  }
  return faces;
}

// Whether the photo's edge cuts the face: what lies beyond it is repeated pixels, not a face.
bool FaceEngine::Parts::IsCutOff(const PhotoInfo& photo, const Landmarks& landmarks,
                                 const Similarity& to_crop) const {
  const auto outside = [&](Point p) {
    return p.x < 0 || p.y < 0 || p.x > static_cast<float>(photo.width_px) ||
           p.y > static_cast<float>(photo.height_px);
  };
  if (std::any_of(landmarks.points.begin(), landmarks.points.end(), outside)) return true;
  constexpr int kSamples = 16;  // in each direction
  const Similarity back = to_crop.Inverse();
  const float step = static_cast<float>(recogniser->embedder->input_px) / kSamples;
  int lost = 0;
  for (int i = 0; i < kSamples * kSamples; ++i) {
    const Point p{(static_cast<float>(i % kSamples) + 0.5F) * step,
                  (static_cast<float>(i / kSamples) + 0.5F) * step};
    lost += outside(back.Apply(p)) ? 1 : 0;
  }
  return lost > settings.max_outside * kSamples * kSamples;
}

// Faces that the picture used for detection shows smaller than the recogniser's crop are decoded
// again at the scale they need, neighbours together, since a JPEG must be read from its top for
// each region. The others are cut from `seen`.
Result<Done> FaceEngine::Parts::Compare(PixelSource& photo, const DecodedImage& seen,
                                        std::vector<Face>& faces) {
  const EmbedderCard& card = *recogniser->embedder;
  std::vector<Face*> waiting;
  DetailRegion region;
  const auto compare_waiting = [&]() -> Result<Done> {
    if (waiting.empty()) return Done{};
    const auto detail = photo.DecodeRegion(region.Area(), region.scale);
    if (!detail.ok()) return detail.error();
    for (Face* face : waiting) {
      const auto done = CompareOne(detail.value(), *face);
      if (!done.ok()) return done;
    }
    waiting.clear();
    region = DetailRegion{};
    return Done{};
  };
  for (Face& face : faces) {
    if (!face.landmarks || face.why_not == NotComparable::kTurnedAway) continue;
    const auto to_crop = AlignTo(*face.landmarks, card.template_points, card.input_px);
    const bool large_enough = FaceWidth(face.box) >= settings.min_compare_px;
    if (to_crop && IsCutOff(photo.info(), *face.landmarks, *to_crop)) {
      face.why_not = NotComparable::kCovered;
      continue;
    }
    if (!to_crop || !large_enough || seen.scale >= 1 || to_crop->scale() <= seen.scale) {
      const auto done = CompareOne(seen, face);
      if (!done.ok()) return done;
      continue;
    }
    DetailRegion wider = region;
    wider.Add(*to_crop, card.input_px);
    if (!waiting.empty() && wider.Pixels() > settings.detail_pixels) {
      const auto done = compare_waiting();
      if (!done.ok()) return done;
      wider = DetailRegion{};
      wider.Add(*to_crop, card.input_px);
    }
    region = wider;
    waiting.push_back(&face);
  }
  return compare_waiting();
}

Result<Done> FaceEngine::Parts::CompareOne(const DecodedImage& seen, Face& face) {
  const EmbedderCard& card = *recogniser->embedder;
  const auto to_crop = AlignTo(*face.landmarks, card.template_points, card.input_px);
  if (!to_crop) return Done{};
  // From the pixels of `seen` to full size, then to the crop.
  const Similarity& m = *to_crop;
  const Similarity from_seen{m.a / seen.scale, m.b / seen.scale,
                             m.a * seen.origin.x - m.b * seen.origin.y + m.tx,
                             m.b * seen.origin.x + m.a * seen.origin.y + m.ty};
  const Pixels crop = Warp(ViewOf(seen), from_seen, card.input_px);
  const double face_px = FaceWidth(face.box);
  const double residual =
      AlignmentResidual(*face.landmarks, card.template_points, *to_crop, card.input_px);
  face.quality = JudgeQuality({crop.view(), to_crop->scale(), residual});
  face.why_not = WhyNot(face.quality, face_px, settings);
  if (face.why_not != NotComparable::kNone) return Done{};
  auto vector = embedder->Embed(crop.view());
  if (!vector.ok()) return vector.error();
  if (card.mirror) {
    const auto mirrored = embedder->Embed(Mirror(crop.view()).view());
    if (!mirrored.ok()) return mirrored.error();
    for (std::size_t i = 0; i < vector.value().size(); ++i) {
      vector.value()[i] += mirrored.value()[i];
    }
  }
  if (!IsUsableVector(vector.value())) {
    face.why_not = NotComparable::kRecogniserError;
    return Done{};
  }
  face.face_template.emplace(recogniser->id, std::move(vector).value());
  return Done{};
}

}  // namespace photogate
