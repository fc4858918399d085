// Looks for faces in one picture at several scales, turned if need be, with two detectors.
#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "core/image.h"
#include "core/model.h"
#include "core/result.h"
#include "face/detection.h"
#include "face/face_settings.h"
#include "face/hog.h"
#include "face/pixels.h"
#include "face/yunet.h"

namespace photogate {

// What several looks at one face, at sizes that YuNet knows best, say together.
struct CloserLook {
  float mean_score;  // over all looks, 0 for one that saw nothing there or was not taken any more
  std::optional<Detection> best;  // of the highest score
};

// Not thread-safe.
class FaceFinder {
 public:
  // Without a card only dlib's HOG detector looks. kUnavailable for a model that is there but
  // broken.
  static Result<std::unique_ptr<FaceFinder>> Load(const std::optional<LoadedModelCard>& detector,
                                                  const FaceSettings& settings);

  // Every face of `image`, once, in full-size coordinates.
  Result<std::vector<Detection>> Find(const DecodedImage& image);

  // Looks again at `box` of `view`, in its pixels, until the mean score can no longer reach
  // `enough`. Needs complete().
  Result<CloserLook> LookCloser(const PixelView& view, const Box& box, float enough);

  bool complete() const { return yunet_ != nullptr; }

 private:
  using Detections = std::vector<Detection>;
  // Sizes, in pixels of the net's input, of the faces that a pass is believed about.
  struct Believed {
    double smallest, largest;
  };

  class Pyramid;

  FaceFinder(std::unique_ptr<YuNet> yunet, const FaceSettings& settings);
  Result<Detections> Pass(Pyramid& pyramid, int long_side_px, Believed believed);
  bool HasStrong(const Detections& found) const;
  Result<Detections> AllScales(Pyramid& pyramid);
  Result<Detections> Convincing(const PixelView& picture, Detections found, double min_face_px);
  // The strong faces that the small picture shows when it is turned, the best first.
  Result<Detections> Glance(Pyramid& pyramid, double min_face_px);
  // Whether YuNet is surer of the face at `box` when it is turned by 180 degrees.
  Result<bool> StandsOnItsHead(const PixelView& picture, const Box& box);
  Result<Detections> Turned(const PixelView& picture, int degrees, double min_face_px);
  Result<Detections> WithTurned(Pyramid& pyramid, Detections upright, double min_face_px);
  Result<Detections> SecondOpinion(Pyramid& pyramid, int long_side_px);

  std::unique_ptr<YuNet> yunet_;
  HogDetector hog_;
  FaceSettings settings_;
};

}  // namespace photogate
