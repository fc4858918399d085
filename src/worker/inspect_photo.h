// What a worker does with one photo. No sockets and no processes here: a test calls it directly.
#pragma once

#include "core/inspection.h"
#include "core/limits.h"
#include "face/face_engine.h"

namespace photogate {

// Reads the photo at `fd` once and runs every stage on those bytes. Each part of the Inspection
// holds its own value or error; what was not ordered holds kUnavailable. Fails as a whole only when
// the file cannot be read (ReadBounded's errors). Never throws. One thread at a time for one
// engine.
Result<Inspection> InspectPhoto(int fd, const InspectionOrder& order, FaceEngine& engine,
                                const Limits& limits);

}  // namespace photogate
