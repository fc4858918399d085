// Models as the manifest and their cards describe them.
#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "core/geometry.h"
#include "core/ids.h"
#include "core/template.h"

namespace photogate {

enum class ModelRole { kDetector = 1, kRecogniser, kSecondDetector };
enum class ModelLoader { kYuNetOnnx = 1, kEmbedderOnnx, kDlibResNet };
enum class ColourOrder { kBgr = 1, kRgb };

// How far apart two faces may be. `match` <= `possible`.
struct Thresholds {
  Distance match;        // at most this: the same person
  Distance possible;     // above match and at most this: a person must look
  std::string measured;  // where, how, on whom: one sentence that doctor prints
};

// What an embedder needs to be fed. Template points are fractions of the crop's side, 0..1.
struct EmbedderCard {
  int input_px;  // square
  ColourOrder colour;
  std::array<float, 3> mean;  // subtracted, in the order of `colour`
  float scale;                // multiplied after the mean
  Landmarks template_points;
  int dimensions;  // of the output vector
  bool mirror;     // add the vector of the mirrored crop
  bool euclidean;  // the model's own metric; vectors are compared by 1 - cosine all the same
};

// A model that is present and whose hash was verified.
struct LoadedModelCard {
  ModelId id;
  ModelRole role;
  ModelLoader loader;
  std::filesystem::path file;
  std::string licence;
  std::optional<EmbedderCard> embedder;  // recognisers only
  std::optional<Thresholds> thresholds;  // recognisers only
};

// What the face stage is given. A missing member is a missing model, which holds photos.
struct ModelSet {
  std::optional<LoadedModelCard> detector;
  std::optional<LoadedModelCard> recogniser;
};

}  // namespace photogate
