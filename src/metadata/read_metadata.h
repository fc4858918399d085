// What a photo's file says besides its pixels.
#pragma once

#include "core/bytes.h"
#include "core/format.h"
#include "core/limits.h"
#include "core/metadata.h"
#include "core/result.h"

namespace photogate {

// Walks the whole file and reports every block that is neither pixel data nor structure: Exif, XMP,
// IPTC, comments, profiles, thumbnails, appended files. `format` is what SniffFormat said. A file
// that cannot be walked to its end, or a format that has no reader (`complete` is false and
// `why_incomplete` says so), still gives what was found up to there; an Error is kInternal only,
// when memory runs out. Never throws. Thread-safe. Allocates at most limits.text_bytes of text and
// limits.entries items, whatever the file claims.
//
// Sources: JPEG ITU-T T.81 annex B; Exif 2.32 (CIPA DC-008); TIFF 6.0; XMP part 3; IPTC-IIM 4.1;
// PNG third edition; WebP RFC 9649; GIF89a; HEIF ISO/IEC 23008-12.
Result<MetadataReport> ReadMetadata(ByteView file, FileFormat format, const Limits& limits);

}  // namespace photogate
