// How well a face can be compared, in numbers a reviewer can be shown.
#pragma once

#include "core/face.h"
#include "face/face_settings.h"
#include "face/pixels.h"

namespace photogate {

// What the quality is judged by.
struct QualityInputs {
  PixelView crop;        // aligned, square
  double crop_scale;     // pixels of the crop per pixel of the full-size photo
  double pose_residual;  // AlignmentResidual of the landmarks
};

// Each part 0..1 and their minimum.
Quality JudgeQuality(const QualityInputs& inputs);

// The first reason, in the order size, pose, light, sharpness, not to compare a face of this
// quality; kNone when it may be compared.
NotComparable WhyNot(const Quality& quality, double face_px, const FaceSettings& settings);

}  // namespace photogate
