// Evaluation sets of made-up people whose templates are known.
#pragma once

#include <cstddef>
#include <optional>
#include <random>
#include <string>
#include <vector>

#include "evaluate/evaluation_set.h"

namespace photogate::test {

// A vector `noise` away from the person's own direction; distances between photos of one person are
// near noise^2 / (1 + noise^2), between people near 1.
class FakePeople {
 public:
  explicit FakePeople(unsigned seed) : random_(seed) {}

  // Adds a person with these many photos of one comparable face each; returns the index.
  std::size_t Add(std::size_t photos, double noise);
  // Adds a photo of somebody with the given faces: a person's index, or nullopt for a face that
  // cannot be compared. The first face is the main one.
  void AddPhoto(std::size_t person, const std::vector<std::optional<std::size_t>>& faces,
                double noise);

  EvaluationSet set;

 private:
  Face MakeFace(std::optional<std::size_t> person, double noise);
  std::mt19937 random_;
  std::vector<std::vector<float>> directions_;
};

// An inspection of a picture with these faces.
Inspection MakeInspection(std::vector<Face> faces, int width_px, int height_px);

}  // namespace photogate::test
