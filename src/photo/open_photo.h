// Opens a photo of any supported format for decoding.
#pragma once

#include <memory>

#include "core/bytes.h"
#include "core/image.h"
#include "core/limits.h"
#include "core/result.h"

namespace photogate {

// A source of the pixels of `bytes`, which must outlive it. The type is told from the content.
// Reads the headers only: width, height, memory and picture count are checked against `limits`
// before any pixel is decoded. Of several pictures the first frame or page, or HEIF's primary
// image, is the one decoded; info().pictures says how many there are.
//
// Orientation is applied exactly once: the EXIF or TIFF tag for JPEG, PNG, WebP and TIFF, and for
// HEIF and AVIF their own transformation properties alone (ISO/IEC 23008-12 section 6.5).
// An embedded ICC profile is converted to sRGB where that changes the picture; one that cannot be
// used is ignored.
//
// Errors, here and from the source's methods: kCorrupt when bytes contradict the format or any
// pixel would be lost (truncated, damaged data), kLimitExceeded, kUnsupported (not a picture, or a
// variant no decoder handles). A decoder that complains without losing pixels is not an error.
// Thread-safe; the source is used by one thread.
Result<std::unique_ptr<PixelSource>> OpenPhoto(ByteView bytes, const Limits& limits);

}  // namespace photogate
