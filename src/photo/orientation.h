// Stored and upright: how a file's rows and columns are laid out on the screen.
#pragma once

#include <cstdint>

#include "core/bytes.h"
#include "core/geometry.h"
#include "photo/raster.h"

namespace photogate::photo {

// EXIF 2.32 tag 0x0112 (TIFF 6.0 tag 274) as three independent moves: the upright picture's pixel
// (x, y) is the stored one's (column, row), where (column, row) is (x, y), or (y, x) when `swap`,
// then counted from the far end where flipped.
struct Orientation {
  bool swap = false;
  bool flip_columns = false;
  bool flip_rows = false;
  bool operator==(const Orientation&) const = default;
};

// `tag` 1..8; anything else means upright, as the common viewers take it.
Orientation OrientationOf(unsigned tag);

// The orientation in the first directory of `tiff`, a TIFF structure as EXIF holds it (with or
// without "Exif\0\0" before it). Upright when there is none or it cannot be read.
Orientation ExifOrientation(ByteView tiff);

// The stored raster made upright. Takes its memory over; another raster is made only when needed.
Raster MakeUpright(Raster stored, Orientation orientation);

// Whole pixels, half open: [left, right) x [top, bottom).
struct PixelRect {
  int left, top, right, bottom;
};

// Part of a photo at 1/`denominator` size, as stored pixels and as the place they have upright.
struct RegionPlan {
  PixelRect stored;  // pixels of the stored picture at this size
  Point origin;      // full-size upright coordinates of the upright part's top left corner
};

// The pixels of a stored picture that cover `region` (upright, full size; every number finite),
// clipped to the photo and never empty. A scaled picture has ceil(side / denominator) pixels.
RegionPlan PlanRegion(const Box& region, int stored_width_px, int stored_height_px, int denominator,
                      Orientation orientation);

}  // namespace photogate::photo
