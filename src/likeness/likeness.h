// Finding a picture again that was resized, re-encoded or cropped by a little. PURE.
#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <span>
#include <vector>

#include "core/image.h"
#include "core/picture_mark.h"

namespace photogate {

// The mark of a picture from its pixels at any scale. Nullopt where there is too little to tell
// pictures apart by: one without contrast, or smaller than 32 pixels. Thread-safe.
std::optional<PictureMark> MarkOf(const DecodedImage& image);

// The mark as that of the same picture turned by 0, 90, 180 and 270 degrees, and each of them in a
// mirror; itself first. What "rotate and save" makes of a picture.
std::array<PictureMark, 8> AllWaysUp(const PictureMark& mark);

// Bits in which the hashes differ, 0 .. 64. Copies of one picture with at most 5 % cropped are
// mostly below 12, unrelated pictures around 32.
int HashDistance(const PictureMark& a, const PictureMark& b);

// How far the pixels of `copy` are from those of `whole`, at the best place of `copy` within
// `whole` with up to 6 % cut off each axis: 0 for the same picture, 2 for its opposite. Both are
// compared after taking out brightness and contrast. Infinity when the shapes rule a copy out.
double PixelDistance(const PictureMark& whole, const PictureMark& copy);

// At most this PixelDistance: near-identical. docs/MEASUREMENTS.md says how it was chosen.
inline constexpr double kNearIdentical = 0.0125;

// At most this HashDistance: worth comparing pixels.
inline constexpr int kHashReach = 20;

// At most this HashDistance: taken for the same picture where only its hash is kept. Copies that
// were resized or encoded again are within it, cropped ones mostly not; docs/MEASUREMENTS.md.
inline constexpr int kHashAlone = 4;

// Near-identical by both checks, either one being the cropped one.
bool NearIdentical(const PictureMark& a, const PictureMark& b);

struct LikenessHit {
  std::size_t index;  // into the marks that were searched
  double distance;
};

// Every near-identical mark, the nearest first. Reads all of `marks`: about a millisecond for
// 50,000 and some for each candidate.
std::vector<LikenessHit> FindLikenesses(std::span<const PictureMark> marks,
                                        const PictureMark& wanted);

}  // namespace photogate
