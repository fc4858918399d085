// Redrawing parts of a picture from so few cells that nobody can be told from them.
#pragma once

#include <vector>

#include "core/image.h"

namespace photogate {

// Whole pixels of one picture: [left, right) x [top, bottom).
struct PixelRect {
  int left, top, right, bottom;
  bool empty() const { return right <= left || bottom <= top; }
};

// A handful, whatever the size. People tell half of the faces they know from 7 x 10 pixels of face
// (Sinha et al., "Face recognition by humans", Proc. IEEE 94, 2006, result 1). These are of a head
// with margin: the face itself has less than 4 x 4 of them.
inline constexpr int kMostCells = 6;  // each way
// A cell that is hardly larger than a pixel would leave the picture as it was.
inline constexpr int kLeastCell_px = 8;  // each way; a narrower region is one cell

// Redraws `regions`, which must lie within `image`: each pixel becomes the mean of its cell, and a
// region has at most kMostCells x kMostCells of them. Regions that overlap or touch are one region,
// so that drawing several over a face does not make its cells finer. What lies in none of them
// neither changes nor enters a mean. Thread-safe.
void Pixelate(const std::vector<PixelRect>& regions, DecodedImage& image);

}  // namespace photogate
