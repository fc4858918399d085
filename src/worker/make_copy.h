// The copy that may be published: bit for bit where the channel's rules allow it, else from pixels.
#pragma once

#include <memory>

#include "core/bytes.h"
#include "core/image.h"
#include "core/inspection.h"
#include "core/limits.h"
#include "core/result.h"

namespace photogate {

// Whether the rules ask for a copy other than the original's coded picture. `info` must have been
// completed by a decode where the rules ask for sRGB.
bool NeedsEncoding(const PhotoInfo& info, const PublishRules& rules);

// Sanitise, or, where the rules ask for it, the pixels of `source` made smaller and encoded, and
// that file sanitised and proven in the same way; it is upright, in sRGB and has no profile.
// kUnsupported, besides what Sanitise says, when the colours are described in a way that decoding
// leaves aside, so that the copy would look different. Takes
// the source, because what it keeps of the pixels is let go before anything is written.
Result<SanitisedPhoto> MakeCopy(ByteView file, std::unique_ptr<PixelSource> source,
                                const MetadataReport& report, const InspectionOrder& order,
                                const Limits& limits);

}  // namespace photogate
