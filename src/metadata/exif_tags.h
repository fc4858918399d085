// The names and classes of Exif and TIFF tags.
#pragma once

#include <cstdint>
#include <string_view>

#include "core/metadata.h"

namespace photogate {

enum class IfdKind { kMain = 1, kThumbnail, kExif, kGps, kInterop };

struct TagInfo {
  std::uint16_t tag;
  std::string_view name;
  MetadataClass kind;
};

// Null when the tag is in none of TIFF 6.0, Exif 2.32, Microsoft's XP tags, GeoTIFF and DNG's
// identity tags.
const TagInfo* FindTag(IfdKind ifd, std::uint16_t tag);

// True for the tags of TIFF 6.0 and its supplements that describe how pixels are stored and shown.
bool IsPixelTag(std::uint16_t tag);

}  // namespace photogate
