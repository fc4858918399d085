#include "face/embedder.h"

#include <cmath>

namespace photogate {

Error BrokenRecogniser(const char* detail) {
  return {ErrorKind::kUnavailable,
          "The face recogniser's model file cannot be used: run `photogate models fetch` again.",
          detail};
}

Result<std::unique_ptr<Embedder>> LoadEmbedder(const LoadedModelCard& card) {
  if (!card.embedder) return BrokenRecogniser("the card describes no embedder");
  const EmbedderCard& embedder = *card.embedder;
  // Bounds far above every recogniser in use, so that a wrong card cannot ask for gigabytes.
  if (embedder.input_px < 16 || embedder.input_px > 1024 || embedder.dimensions < 1 ||
      embedder.dimensions > 65536) {
    return BrokenRecogniser("the card's sizes are out of range");
  }
  auto loaded = [&]() -> Result<std::unique_ptr<Embedder>> {
    switch (card.loader) {
      case ModelLoader::kEmbedderOnnx: return LoadOnnxEmbedder(card.file, embedder);
      case ModelLoader::kDlibResNet: return LoadDlibEmbedder(card.file, embedder);
      case ModelLoader::kYuNetOnnx: break;
    }
    return BrokenRecogniser("the card names a detector's loader");
  }();
  if (!loaded.ok()) return loaded;
  const int side = embedder.input_px;
  const Pixels grey{side, side,
                    std::vector<std::uint8_t>(static_cast<std::size_t>(3 * side * side), 128)};
  const auto probe = loaded.value()->Embed(grey.view());
  if (!probe.ok()) return probe.error();
  return loaded;
}

}  // namespace photogate
