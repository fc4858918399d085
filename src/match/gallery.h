// Everybody whose face is on the register, laid out for fast comparison.
#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "core/consent.h"
#include "core/ids.h"
#include "core/result.h"
#include "match/population.h"
#include "match/wiped_floats.h"

namespace photogate {

// People and their templates as one contiguous matrix of single precision: vectors of length 1,
// after the population was taken out. A person with three references or more has one row, the
// normalised mean of them (FNMR 0.07 % against 0.14 % for the nearest of three on adults, 2.8
// against 4.7 % on harder photos); with fewer, a row each, and the nearest counts.
//
// Immutable once built, so any number of threads may compare with it. It holds biometric data: the
// numbers are overwritten when it goes, and it must not enter a worker process.
class Gallery {
 public:
  // Fails, rather than leave anybody out unnoticed: kCorrupt for a person without a template, a
  // person given twice, templates of different models or lengths, or values that are not finite;
  // kRefused for a population of another model or length, or one whose covariance is not positive
  // definite. Nobody at all is a valid gallery. Error.context holds the person's id.
  static Result<Gallery> Build(const std::vector<GalleryPerson>& people,
                               const Population& population = {});

  // The model of every template here; nullopt when the gallery is empty.
  const std::optional<ModelId>& model() const { return model_; }
  std::size_t people() const { return people_.size(); }
  std::size_t dimension() const { return dimension_; }
  const PersonId& person(std::size_t index) const { return people_[index]; }

  // `probes` of the gallery's model and dimension against everybody. Row by row for each probe, in
  // the order of person(): distances[probe * people() + person]. A distance that could not be
  // worked out is NaN. A probe that says nothing once the population is taken out is all NaN.
  std::vector<double> Distances(const std::vector<const Template*>& probes) const;

 private:
  Gallery() = default;
  bool Prepare(const std::vector<float>& values, float* row) const;

  std::optional<ModelId> model_;
  std::size_t dimension_ = 0;
  std::size_t stride_ = 0;  // dimension rounded up to a whole number of lanes, filled with zeros
  std::vector<PersonId> people_;
  std::vector<std::size_t> first_row_;  // people() + 1 entries
  WipedFloats rows_;
  std::vector<float> mean_;
  std::vector<double> cholesky_;  // lower triangle of the covariance's root, by rows
};

}  // namespace photogate
