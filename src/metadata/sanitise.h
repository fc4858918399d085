// The copy that may leave the school.
#pragma once

#include "core/bytes.h"
#include "core/format.h"
#include "core/limits.h"
#include "core/metadata.h"
#include "core/result.h"

namespace photogate {

// Rewrites `file` by allowlist: what is needed to show the picture the same is copied bit for bit,
// the orientation of `report` and the credit of `options` go into a fresh minimal Exif, and nothing
// else is written. The result was read again by ProveClean. `report` is what ReadMetadata said of
// the same bytes. An Error means that no copy may be released: kUnsupported (a kind of picture that
// has no rewriter, or an animation without options.keep_animation), kCorrupt, kLimitExceeded,
// kInternal. Never throws. Thread-safe. Needs about twice the file's size in memory.
Result<SanitisedPhoto> Sanitise(ByteView file, FileFormat format, const MetadataReport& report,
                                const SanitiseOptions& options, const Limits& limits);

}  // namespace photogate
