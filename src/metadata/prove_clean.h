// The second reader: proves that a copy holds nothing but the picture.
#pragma once

#include "core/bytes.h"
#include "core/format.h"
#include "core/limits.h"
#include "core/metadata.h"
#include "core/result.h"

namespace photogate {

// Walks every byte of `file` with code that shares nothing with the rewriters but the reading of
// numbers, and accounts for each byte as pixel data, structure or an allowlisted field that fits
// `options` (a credit only if one is asked for and only that one, an animation only if kept).
// Done when all are accounted for; else an Error, kCorrupt or kUnsupported, whose message says that
// the copy could not be proven clean and whose context says what was met. Never throws.
// Thread-safe.
Result<Done> ProveClean(ByteView file, FileFormat format, const SanitiseOptions& options,
                        const Limits& limits);

}  // namespace photogate
