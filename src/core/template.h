// Biometric templates and their distances (terms of ISO/IEC 2382-37).
#pragma once

#include <compare>
#include <vector>

#include "core/ids.h"

namespace photogate {

// A face as the vector a recogniser made of it, scaled to length 1. Two templates compare only when
// their model is the same. The numbers are overwritten when the object goes, so that templates of
// strangers do not linger in freed memory.
class Template {
 public:
  // `values` need not be normalised yet, but must be finite and not all zero: see IsUsableVector.
  Template(ModelId model, std::vector<float> values);
  Template(const Template&) = default;
  Template(Template&&) noexcept = default;
  Template& operator=(const Template& other);
  Template& operator=(Template&& other) noexcept;
  ~Template();

  const ModelId& model() const { return model_; }
  const std::vector<float>& values() const { return values_; }

 private:
  void Wipe() noexcept;

  ModelId model_;
  std::vector<float> values_;
};

// True when every value is finite and the length is above 1e-6: what Template's constructor needs.
bool IsUsableVector(const std::vector<float>& values);

// How far two faces are apart: smaller is closer. 1 - cosine, so 0 for the same vector, 2 at most.
struct Distance {
  double value;
  auto operator<=>(const Distance&) const = default;
};

}  // namespace photogate
