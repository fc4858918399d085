// YuNet computed row by row: each layer keeps the few rows that the next one needs, so that a
// picture of 3 megapixels needs about 20 MB, no memory is laid out anew for another picture size,
// and the sums find their numbers in the processor's cache. OpenCV, which computes layer after
// layer, needs three times the time and 200 MB.
#pragma once

#include <array>
#include <vector>

#include "face/pixels.h"
#include "face/row_kernels.h"

namespace photogate {

// A 1x1 convolution and a depthwise 3x3 one.
struct SeparableUnit {
  PointSum point;
  DepthSum depth;
};

struct YuNetWeights {
  PointSum first;                                      // 3x3, every second pixel: 27 inputs
  std::vector<SeparableUnit> half;                     // at 1/2 of the picture's size
  std::vector<SeparableUnit> quarter;                  // at 1/4
  std::array<std::vector<SeparableUnit>, 3> backbone;  // at 1/8, 1/16, 1/32
  std::array<std::vector<SeparableUnit>, 3> neck;      // after the coarser level was added
  std::array<std::vector<SeparableUnit>, 3> head;      // the last gives kLanes numbers a cell
};

// Rows of cells, each with its channels.
struct CellMap {
  int columns = 0;
  int rows = 0;
  int channels = 0;
  std::vector<float> values;
  const float* Cell(int row, int column) const {
    return values.data() + (static_cast<std::size_t>(row) * static_cast<std::size_t>(columns) +
                            static_cast<std::size_t>(column)) *
                               static_cast<std::size_t>(channels);
  }
};

// The heads' sums for cells of 8, 16 and 32 pixels of `view`, which is padded with black on the
// right and below to a multiple of 32. No sigmoid has been applied.
std::array<CellMap, 3> RunYuNet(const YuNetWeights& weights, const PixelView& view);

}  // namespace photogate
