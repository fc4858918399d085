// A recogniser: an aligned crop in, a vector out.
#pragma once

#include <memory>
#include <vector>

#include "core/model.h"
#include "core/result.h"
#include "face/pixels.h"

namespace photogate {

// One loaded network. Not thread-safe.
class Embedder {
 public:
  virtual ~Embedder() = default;
  // `crop` is a square of card.input_px. The vector has card.dimensions numbers, not normalised.
  // kUnavailable when the network refuses to run or gives another shape.
  virtual Result<std::vector<float>> Embed(const PixelView& crop) = 0;
};

// Reads the network that `card` names with the loader that it names and tries it on a grey crop.
// kUnavailable when the file cannot be read, or the vector has not card.dimensions numbers.
Result<std::unique_ptr<Embedder>> LoadEmbedder(const LoadedModelCard& card);

// The loaders behind it.
Result<std::unique_ptr<Embedder>> LoadOnnxEmbedder(const std::filesystem::path& file,
                                                   const EmbedderCard& card);
Result<std::unique_ptr<Embedder>> LoadDlibEmbedder(const std::filesystem::path& file,
                                                   const EmbedderCard& card);

// The error of every loader: `detail` is for the terminal.
Error BrokenRecogniser(const char* detail);

}  // namespace photogate
