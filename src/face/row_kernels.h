// The two sums that YuNet consists of, over one row of pixels, in the widest arithmetic of the
// processor. Pixels of a row stand one after the other, each with all its channels.
#pragma once

#include <cstddef>
#include <vector>

namespace photogate {

// Output channels are computed in groups of so many; tables are padded to them.
constexpr int kLanes = 16;

// out[x][o] = bias[o] + sum over i of in[x * in_step + i] * weight[i][o], for `pixels` pixels.
// `outputs` is a multiple of kLanes. With `relu`, negative sums become 0.
struct PointSum {
  int inputs;
  int outputs;
  std::vector<float> weight;  // inputs * outputs
  std::vector<float> bias;    // outputs
  bool relu;
};

// out[x][c] = bias[c] + sum over rows r and columns k of in[r][x + k][c] * weight[3 r + k][c].
// Each of the three input rows has one pixel more on either side.
struct DepthSum {
  int channels;
  std::vector<float> weight;  // 9 * channels
  std::vector<float> bias;    // channels
  bool relu;
};

void PointRow(const PointSum& sum, const float* in, std::size_t in_step, int pixels, float* out);
void DepthRow(const DepthSum& sum, const float* const rows[3], int pixels, float* out);

}  // namespace photogate
