// Colour profiles as they may be kept.
#pragma once

#include "core/bytes.h"
#include "core/limits.h"
#include "core/result.h"

namespace photogate {

// The profile cut to its own length, with everything set to zero that no colour engine needs: bytes
// that no tag refers to, and tags that are not in ICC.1 or in common use for display (monitor
// serial numbers, measurement files, private data). Offsets stay, so that most profiles come back
// unchanged. kCorrupt when it is no profile, because the picture would then look different with it
// dropped in some programs and not in others; kLimitExceeded above limits.icc_bytes.
Result<Bytes> CleanIcc(ByteView profile, const Limits& limits);

}  // namespace photogate
