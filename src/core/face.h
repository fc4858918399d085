// What the face stage says of one photo.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/geometry.h"
#include "core/ids.h"
#include "core/template.h"

namespace photogate {

// Each part 0 (useless) to 1 (as good as the recogniser can use); `overall` is the smallest of
// them.
struct Quality {
  double size = 0;
  double sharpness = 0;
  double pose = 0;
  double light = 0;
  double overall = 0;
};

enum class FaceUse {
  kNotComparable = 0,  // found, but not to be compared: see why_not
  kComparable,         // has a template
};

enum class NotComparable {
  kNone = 0,  // comparable
  kTooSmall,
  kBlurred,
  kTurnedAway,
  kTooDark,  // or too bright, or without contrast
  kCovered,
  kNoLandmarks,   // found by a detector that gives none
  kNoRecogniser,  // no recogniser model is loaded
  kMatchingOff,   // comparing was not asked for (no DPIA, biometric objection, self-test failed)
  kRecogniserError,
};

struct Face {
  Box box;
  std::optional<Landmarks> landmarks;
  double score;          // the detector's, 0..1
  std::string detector;  // "yunet", "dlib-hog"
  int rotation_deg;      // 0, 90, 180, 270: how the photo was turned when this face was found
  Quality quality;
  NotComparable why_not;  // kNone exactly when face_template is there
  std::optional<Template> face_template;
  bool usable() const { return face_template.has_value(); }
};

struct Faces {
  std::vector<Face> faces;    // in reading order: top to bottom, then left to right
  bool detector_complete;     // false: the main detector was missing, only the fallback looked
  bool recogniser_available;  // false: no face could be compared, whoever it is
  std::optional<ModelId> recogniser;
  double detect_ms = 0;
  double embed_ms = 0;
};

}  // namespace photogate
