// Which way up a face is, when one look does not say.
#pragma once

#include "core/result.h"
#include "face/detection.h"
#include "face/face_settings.h"
#include "face/pixels.h"
#include "face/yunet.h"

namespace photogate {

// Whether `face` is clearly upright in the picture as it was turned when it was found:
// SettleDirection is not needed.
bool IsClearlyUpright(const Detection& face, const FaceSettings& settings);

// Looks at `face`, in pixels of `picture`, turned by 0, 90, 180 and 270 degrees. YuNet finds faces
// that lie or stand on their head, but puts their eyes and mouth anywhere. When one turn shows it
// best, and every turn that shows it nearly as well sees the same eyes and mouth, `face` has the
// box and landmarks of the best one; otherwise its direction_known becomes false. Fails when the
// network refuses to run.
Result<Done> SettleDirection(YuNet& yunet, const PixelView& picture, Detection& face,
                             const FaceSettings& settings);

}  // namespace photogate
