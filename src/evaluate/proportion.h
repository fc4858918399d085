// Shares with the interval that the number of people behind them allows.
#pragma once

#include <cstdint>
#include <vector>

namespace photogate {

// What one person contributed.
struct Tally {
  std::uint64_t hits = 0;
  std::uint64_t trials = 0;
};

// hits / trials with a 95 % confidence interval; all zero without trials.
struct Proportion {
  std::uint64_t hits = 0;
  std::uint64_t trials = 0;
  std::uint64_t people = 0;  // with at least one trial
  double value = 0;
  double low = 0;
  double high = 0;
};

// One Tally a person. Photos of one person succeed or fail together, so people are resampled and
// never photos (percentile bootstrap, 2,000 draws; ISO/IEC 19795-1 annex on resampling by subject).
// Where nothing was hit, resampling cannot say how rare it is: the upper end is then 1 - 0.025 to
// the power 1/people; where everything was hit, the lower end is its mirror image. The same seed
// gives the same interval. Pure, thread-safe.
Proportion Estimate(const std::vector<Tally>& by_person, std::uint64_t seed);

}  // namespace photogate
