// The one Exif block that photogate writes.
#pragma once

#include "core/bytes.h"
#include "core/metadata.h"
#include "core/result.h"

namespace photogate {

// A new Exif block that says the orientation (1..8; 1 is not written) and the credit, and nothing
// else: made from nothing, never from the block that was there. Begins with the TIFF header; empty
// when there is nothing to say. kInternal when libexif fails, kLimitExceeded for a credit longer
// than a JPEG segment.
Result<Bytes> MakeFreshExif(int orientation, const SanitiseOptions& options);

}  // namespace photogate
