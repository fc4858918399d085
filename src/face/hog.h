// dlib's built-in frontal face detector: histograms of oriented gradients, five linear classifiers.
// Source: Dalal, Triggs, "Histograms of Oriented Gradients for Human Detection", CVPR 2005.
#pragma once

#include <memory>
#include <vector>

#include "core/result.h"
#include "face/detection.h"
#include "face/pixels.h"

namespace photogate {

// Needs no model file. Not thread-safe.
class HogDetector {
 public:
  HogDetector();
  ~HogDetector();
  // Frontal faces of about 80 pixels and more in `view` with at least `min_confidence`, a distance
  // to the classifier's plane that has no unit. Detection::score is that distance brought to 0..1;
  // there are no landmarks. kUnavailable when memory runs out.
  Result<std::vector<Detection>> Detect(const PixelView& view, double min_confidence);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;  // made by the first Detect
};

}  // namespace photogate
