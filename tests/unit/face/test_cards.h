// Cards of the recognisers that the tests make themselves.
#pragma once

#include <filesystem>
#include <optional>

#include "core/model.h"

namespace photogate::test {

// The five-point template usual for 112-pixel crops, as fractions.
inline Landmarks UsualTemplate() {
  return {{{{0.3419F, 0.4616F},
            {0.6566F, 0.4598F},
            {0.5002F, 0.6405F},
            {0.3710F, 0.8247F},
            {0.6315F, 0.8232F}}}};
}

inline LoadedModelCard RecogniserCard(const std::filesystem::path& file, ModelLoader loader,
                                      int input_px, int dimensions) {
  return {ModelId{"made-by-test"},
          ModelRole::kRecogniser,
          loader,
          file,
          "none",
          EmbedderCard{
              input_px, ColourOrder::kRgb, {0, 0, 0}, 1, UsualTemplate(), dimensions, true, false},
          std::nullopt};
}

inline LoadedModelCard DetectorCard(const std::filesystem::path& file) {
  return {ModelId{"yunet"}, ModelRole::kDetector, ModelLoader::kYuNetOnnx, file, "Apache-2.0",
          std::nullopt,     std::nullopt};
}

}  // namespace photogate::test
