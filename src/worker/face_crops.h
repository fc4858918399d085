// Small upright pictures of the faces in a photo.
#pragma once

#include <vector>

#include "core/bytes.h"
#include "core/face.h"
#include "core/image.h"

namespace photogate {

// More faces than this are a crowd, not reference photos or a case that somebody looks at one by
// one.
inline constexpr std::size_t kMaxFaceCrops = 200;

// One JPEG for each of `faces`, in their order: the box with four tenths of its size around it,
// turned upright as the face was found, at most `longer_side_px` long. Empty where the pixels
// cannot be decoded, and for every face when there are more than kMaxFaceCrops.
std::vector<Bytes> CropFaces(PixelSource& source, const std::vector<Face>& faces,
                             int longer_side_px);

}  // namespace photogate
