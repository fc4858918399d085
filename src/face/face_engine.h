// Finds the faces of one photo and makes templates of them.
#pragma once

#include <memory>

#include "core/face.h"
#include "core/image.h"
#include "core/limits.h"
#include "core/model.h"
#include "core/result.h"
#include "face/face_settings.h"

namespace photogate {

// The detector and the recogniser, loaded once per worker process. Not thread-safe: one thread uses
// an engine, and parallel work is done by several processes. Calls into OpenCV stay in one thread.
class FaceEngine {
 public:
  // A model that `models` does not name is no error: the engine says so in every Faces
  // (detector_complete, recogniser_available). A model that is named but cannot be read, or whose
  // outputs are not those of its loader and card, is kUnavailable.
  static Result<std::unique_ptr<FaceEngine>> Load(const ModelSet& models,
                                                  const FaceSettings& settings,
                                                  const Limits& limits);
  ~FaceEngine();
  FaceEngine(const FaceEngine&) = delete;
  FaceEngine& operator=(const FaceEngine&) = delete;

  // All faces of `photo`, in pixels of the upright photo at full size. With `compare`, each face
  // good enough has a template; the others say why not. Fails with the error of `photo` when it
  // cannot be decoded, kLimitExceeded for more faces than limits.faces, kUnavailable when a network
  // refuses to run. A photo without a face is an empty list, not an error.
  Result<Faces> Inspect(PixelSource& photo, bool compare);

  bool detector_complete() const;
  bool recogniser_available() const;

 private:
  struct Parts;
  explicit FaceEngine(std::unique_ptr<Parts> parts);
  std::unique_ptr<Parts> parts_;
};

}  // namespace photogate
