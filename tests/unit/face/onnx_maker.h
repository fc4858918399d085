// Small ONNX networks with random weights, of a recogniser's outer shape.
#pragma once

#include <filesystem>

namespace photogate::test {

struct MadeNetwork {
  int input_px;
  int dimensions;
  unsigned seed;
};

// Input 1 x 3 x input_px x input_px, output 1 x dimensions: a strided convolution, PReLU, a fully
// connected layer. Like OpenCV Zoo's SFace, normalisation included: (x - 127.5) / 128.
void WriteRandomEmbedder(const std::filesystem::path& file, const MadeNetwork& made);

}  // namespace photogate::test
