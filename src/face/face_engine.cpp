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

// Rows of faces as a reader sees them: a face belongs to the row of the one before when their
// centres are less than half a face apart in height.
void SortForReading(std::vector<Detection>& found) {
  std::sort(found.begin(), found.end(), [](const Detection& a, const Detection& b) {
    return a.box.y != b.box.y ? a.box.y < b.box.y : a.box.x < b.box.x;
  });
}

}  // namespace

struct FaceEngine::Parts {
  FaceSettings settings;
  Limits limits;
  std::unique_ptr<FaceFinder> finder;
  std::unique_ptr<Embedder> embedder;
  std::optional<LoadedModelCard> recogniser;

  Result<Done> Compare(PixelSource& photo, const DecodedImage& seen, std::vector<Face>& faces);
  Result<Done> CompareOne(const DecodedImage& seen, Face& face);
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

Result<Done> FaceEngine::Parts::Compare(PixelSource& photo, const DecodedImage& seen,
                                        std::vector<Face>& faces) {
  (void)photo;
  for (Face& face : faces) {
    if (!face.landmarks) continue;
    const auto done = CompareOne(seen, face);
    if (!done.ok()) return done;
  }
  return Done{};
}

Result<Done> FaceEngine::Parts::CompareOne(const DecodedImage& seen, Face& face) {
  const EmbedderCard& card = *recogniser->embedder;
  const auto to_crop = AlignTo(*face.landmarks, card.template_points, card.input_px);
  if (!to_crop) return Done{};
  const Similarity from_seen{to_crop->a / seen.scale, to_crop->b / seen.scale,
                             to_crop->a * seen.origin.x - to_crop->b * seen.origin.y + to_crop->tx,
                             to_crop->b * seen.origin.x + to_crop->a * seen.origin.y + to_crop->ty};
  const Pixels crop = Warp(ViewOf(seen), from_seen, card.input_px);
  const double face_px = std::sqrt(static_cast<double>(face.box.w * face.box.h));
  const double residual =
      AlignmentResidual(*face.landmarks, card.template_points, *to_crop, card.input_px);
  face.quality = JudgeQuality({crop.view(), face_px, to_crop->scale(), residual});
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
