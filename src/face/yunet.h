// The YuNet face detector through OpenCV DNN.
// Source: Wu, Peng, Yu, "YuNet: A Tiny Millisecond-level Face Detector", 2023; the outputs are
// those of libfacedetection.train's ONNX export.
#pragma once

#include <filesystem>
#include <memory>
#include <vector>

#include "core/result.h"
#include "face/detection.h"
#include "face/pixels.h"

namespace photogate {

// Not thread-safe. Works best on faces of 10 to 300 pixels in the picture it is given.
class YuNet {
 public:
  // kUnavailable when the file is no ONNX network or does not have YuNet's twelve outputs.
  static Result<std::unique_ptr<YuNet>> Load(const std::filesystem::path& file);
  ~YuNet();

  // Every cell with a score of at least `min_score`, in pixels of `view`, not yet suppressed.
  // kUnavailable when the network refuses to run.
  Result<std::vector<Detection>> Detect(const PixelView& view, float min_score);

 private:
  struct Net;
  explicit YuNet(std::unique_ptr<Net> net);
  std::unique_ptr<Net> net_;
};

}  // namespace photogate
