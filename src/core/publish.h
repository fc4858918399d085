// How a channel wants the copies that are published on it.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "core/format.h"

namespace photogate {

enum class CopyFormat { kKeep = 1, kJpeg, kWebp };

// With these defaults a copy is the original's own coded picture, bit for bit. Where a rule asks
// for something else, the copy is encoded anew from the pixels.
struct PublishRules {
  int longest_edge_px = 0;  // of the copy; 0: as the original. Smaller photos are never enlarged.
  CopyFormat format = CopyFormat::kKeep;
  int quality = 85;      // 1..100, of JPEG and lossy WebP that are encoded anew
  bool to_srgb = false;  // colours of another space are turned to sRGB
  bool operator==(const PublishRules&) const = default;
};

inline constexpr int kLowestQuality = 1;
inline constexpr int kHighestQuality = 100;

std::string_view CopyFormatName(CopyFormat format);                // "keep", "jpeg", "webp"
std::optional<CopyFormat> ParseCopyFormat(std::string_view name);  // nullopt for anything else

// The format of a copy that is encoded anew from a file of format `from`: what the rules name, else
// its own where photogate encodes that (JPEG, WebP, PNG), PNG for GIF, and JPEG for the others.
FileFormat EncodedFormat(FileFormat from, const PublishRules& rules);

// How much smaller the published picture is than the photo, which is `width_px` x `height_px`:
// above 0 and at most 1.
double PublishedScale(int width_px, int height_px, const PublishRules& rules);

}  // namespace photogate
