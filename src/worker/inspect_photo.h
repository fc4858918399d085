// What a worker does with one photo. No sockets and no processes here: a test calls it directly.
#pragma once

#include "core/inspection.h"
#include "core/limits.h"
#include "face/face_engine.h"

namespace photogate {

// Reads the photo at `fd` once and runs every stage on those bytes. Never throws and never fails as
// a whole: each part of the Inspection holds its own value or error. When the file cannot be read
// at all, every part holds that error and sha256 is empty. What was not ordered holds kUnavailable.
// One thread at a time for one engine.
Inspection InspectPhoto(int fd, const InspectionOrder& order, FaceEngine& engine,
                        const Limits& limits);

}  // namespace photogate
