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

// Not thread-safe.
class FaceFinder {
 public:
  // Without a card only dlib's HOG detector looks. kUnavailable for a model that is there but
  // broken.
  static Result<std::unique_ptr<FaceFinder>> Load(const std::optional<LoadedModelCard>& detector,
                                                  const FaceSettings& settings);

  // Every face of `image`, once, in full-size coordinates.
  Result<std::vector<Detection>> Find(const DecodedImage& image);

  // Looks again at one face, given in pixels of `view`, at the scale that YuNet knows best. Nullopt
  // when it sees none there, or without a detector model.
  Result<std::optional<Detection>> LookCloser(const PixelView& view, const Detection& face);

  bool complete() const { return yunet_ != nullptr; }

 private:
  FaceFinder(std::unique_ptr<YuNet> yunet, const FaceSettings& settings);
  Result<Done> Pass(const PixelView& picture, int long_side_px, std::vector<Detection>& found);
  Result<Done> TurnedPasses(const PixelView& picture, std::vector<Detection>& found);
  Result<Done> SecondOpinion(const PixelView& picture, int long_side_px,
                             std::vector<Detection>& found);

  std::unique_ptr<YuNet> yunet_;
  HogDetector hog_;
  FaceSettings settings_;
};

}  // namespace photogate
