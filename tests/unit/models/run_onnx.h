// Runs an ONNX network with OpenCV.
#pragma once

#include <vector>

#include "core/bytes.h"

namespace photogate::test {

// `input` is 1 x channels x height x width, row by row. Throws when OpenCV refuses the network.
std::vector<float> RunOnnx(const Bytes& onnx, int channels, int height, int width,
                           std::vector<float> input);

}  // namespace photogate::test
