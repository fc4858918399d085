// Smaller pictures for publication.
#pragma once

#include "core/image.h"

namespace photogate {

// The image with its longer side at exactly `longer_side_px` (at least 1), by Lanczos's filter with
// three lobes (Duchon 1979), which keeps edges where the mean of an area blurs them; a copy when it
// is not longer. `scale` follows, `origin` stays. Works on the sRGB values as they are.
// Thread-safe.
DecodedImage Shrink(const DecodedImage& image, int longer_side_px);

}  // namespace photogate
