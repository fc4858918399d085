// Is this the same person: how often one face against one face goes wrong.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/template.h"
#include "evaluate/evaluation_set.h"
#include "evaluate/proportion.h"

namespace photogate {

// Error rates of one threshold, in the terms of ISO/IEC 19795-1.
struct OperatingPoint {
  double fmr_target;  // what the threshold was chosen for; 0 when it was given
  Distance threshold;
  double fmr;       // share of non-mated pairs at most this far apart
  Proportion fnmr;  // of mated pairs farther apart; a trial is a pair
};

struct Verification {
  std::string subgroup;  // empty: everybody
  std::uint64_t people = 0;
  std::uint64_t templates = 0;
  std::uint64_t mated_pairs = 0;
  std::uint64_t non_mated_pairs = 0;
  double non_mated_mean = 0;  // similarity (1 - distance) of non-mated pairs
  double non_mated_sd = 0;
  std::vector<OperatingPoint> points;  // for FMR 1e-2, 1e-3, 1e-4, then for the thresholds given
};

// Every pair of main faces with a template of the photos listed, mated and non-mated. Thresholds
// are found to 1e-5. A photo whose main face has none is in no pair: it is counted by
// DetectionCounts. A target of which the non-mated pairs hold fewer than ten is left out. Pure,
// thread-safe; time grows with the square of the photos (3,000 take a second).
Verification Verify(const EvaluationSet& set, const std::vector<std::size_t>& photos,
                    const std::vector<Distance>& given, std::uint64_t seed);

}  // namespace photogate
