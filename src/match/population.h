// What the faces of a population have in common, taken out of a comparison before it is made.
#pragma once

#include <optional>
#include <vector>

#include "core/ids.h"

namespace photogate {

// Mean and covariance of the templates of faces like those compared: aggregates, never a person.
// Recognisers trained on adults put children close together (DESIGN.md section 5); what all faces
// of a school share says nothing about whose face it is. Both empty is the identity: templates are
// compared as they are. It may only come from the school's own faces: one unlike them made
// comparisons worse (FNMR 30 to 42 %).
struct Population {
  std::optional<ModelId> model;    // of the templates it was made from; set unless identity
  std::vector<float> mean;         // one value a dimension, or empty: zero
  std::vector<double> covariance;  // dimension x dimension by rows, or empty: the unit matrix
  bool identity() const { return mean.empty() && covariance.empty(); }
};

}  // namespace photogate
