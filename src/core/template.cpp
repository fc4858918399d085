#include "core/template.h"

#include <cmath>
#include <cstddef>
#include <cstdlib>
#include <utility>

namespace photogate {
namespace {

double Length(const std::vector<float>& values) {
  double sum = 0;
  for (const float v : values) sum += static_cast<double>(v) * static_cast<double>(v);
  return std::sqrt(sum);
}

}  // namespace

bool IsUsableVector(const std::vector<float>& values) {
  const double length = Length(values);
  return std::isfinite(length) && length > 1e-6;
}

Template::Template(ModelId model, std::vector<float> values)
    : model_(std::move(model)), values_(std::move(values)) {
  if (!IsUsableVector(values_)) std::abort();
  const double length = Length(values_);
  for (float& v : values_) v = static_cast<float>(static_cast<double>(v) / length);
}

Template& Template::operator=(const Template& other) {
  if (this == &other) return *this;
  Wipe();
  model_ = other.model_;
  values_ = other.values_;
  return *this;
}

Template& Template::operator=(Template&& other) noexcept {
  if (this == &other) return *this;
  Wipe();
  model_ = std::move(other.model_);
  values_ = std::move(other.values_);
  return *this;
}

Template::~Template() { Wipe(); }

void Template::Wipe() noexcept {
  // volatile keeps the compiler from dropping stores to memory that is about to be freed.
  volatile float* values = values_.data();
  for (std::size_t i = 0; i < values_.size(); ++i) values[i] = 0;
}

}  // namespace photogate
