// Pictures of a photo for people to look at, and the photo with parts of it covered.
#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "core/bytes.h"
#include "core/geometry.h"

namespace photogate {

// Pixels that are not to be published, of the upright photo at full size.
struct CoverPlan {
  std::vector<Box> fills;       // become one flat colour
  std::optional<Box> crop;      // what stays; nullopt: everything
  std::vector<Box> cells = {};  // are redrawn from a handful of mean colours
};

// A part of the photo as a picture of its own.
struct CropOrder {
  Box box;
  int most_px;  // of its longer side; never enlarged
};

struct RenderOrder {
  int screen_px = 0;  // longer side of the whole photo's picture; 0: none
  std::vector<CropOrder> crops = {};
  // The photo at full size with this done to it; nullopt: no copy.
  std::optional<CoverPlan> cover = {};
  // Pictures of the covered photo instead of the photo itself.
  bool show_cover = false;
};

// All JPEG, upright, sRGB, and without anything of the file but pixels.
struct RenderedPhoto {
  int width_px = 0, height_px = 0;  // of the upright photo
  Bytes screen;                     // empty when none was ordered
  std::vector<Bytes> crops;         // one for each ordered
  Bytes cover;                      // empty when none was ordered
};

}  // namespace photogate
