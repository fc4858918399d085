#include "evaluate/verification.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>

namespace photogate {
namespace {

constexpr std::array kTargets = {1e-2, 1e-3, 1e-4};
// Fewer false matches than this make a threshold that is mostly chance.
constexpr double kFewestFalseMatches = 10;

// Non-mated distances by the hundred-thousandth: all pairs would not fit in memory for big folders.
class Histogram {
 public:
  Histogram() : counts_(kBins + 1) {}

  void Add(double distance) {
    const double place = std::clamp(distance, 0.0, 2.0) * kBinsPerUnit;
    ++counts_[static_cast<std::size_t>(std::ceil(place))];
    ++total_;
    const double similarity = 1 - distance;
    sum_ += similarity;
    squares_ += similarity * similarity;
  }

  std::uint64_t total() const { return total_; }
  double mean() const { return total_ == 0 ? 0 : sum_ / static_cast<double>(total_); }
  double sd() const {
    return total_ == 0
               ? 0
               : std::sqrt(std::max(0.0, squares_ / static_cast<double>(total_) - mean() * mean()));
  }

  double ShareAtMost(double distance) const {
    if (total_ == 0) return 0;
    const auto last = static_cast<std::size_t>(std::clamp(distance, 0.0, 2.0) * kBinsPerUnit);
    std::uint64_t count = 0;
    for (std::size_t bin = 0; bin <= last; ++bin) count += counts_[bin];
    return static_cast<double>(count) / static_cast<double>(total_);
  }

  // The largest distance that at most this share of the pairs reaches.
  double LargestWithShare(double share) const {
    const double allowed = share * static_cast<double>(total_);
    std::uint64_t count = 0;
    for (std::size_t bin = 0; bin < counts_.size(); ++bin) {
      count += counts_[bin];
      if (static_cast<double>(count) > allowed) {
        return static_cast<double>(bin == 0 ? 0 : bin - 1) / kBinsPerUnit;
      }
    }
    return 2;
  }

 private:
  static constexpr std::size_t kBins = 200'000;
  static constexpr double kBinsPerUnit = 100'000;
  std::vector<std::uint64_t> counts_;  // bin b: distances in (b - 1, b] / kBinsPerUnit
  std::uint64_t total_ = 0;
  double sum_ = 0;
  double squares_ = 0;
};

double Similarity(const std::vector<float>& a, const std::vector<float>& b) {
  // Eight sums let the compiler use the processor's lanes without reordering a single one.
  std::array<float, 8> sums{};
  const std::size_t whole = a.size() / 8 * 8;
  for (std::size_t i = 0; i < whole; i += 8) {
    for (std::size_t lane = 0; lane < 8; ++lane) sums[lane] += a[i + lane] * b[i + lane];
  }
  double sum = 0;
  for (std::size_t i = whole; i < a.size(); ++i) sum += static_cast<double>(a[i] * b[i]);
  for (const float part : sums) sum += static_cast<double>(part);
  return sum;
}

}  // namespace

Verification Verify(const EvaluationSet& set, const std::vector<std::size_t>& photos,
                    const std::vector<Distance>& given, std::uint64_t seed) {
  Verification result;
  std::vector<std::pair<std::size_t, const Template*>> templates;  // person, template
  for (const std::size_t index : photos) {
    const EvaluatedPhoto& photo = set.photos[index];
    if (photo.main_template()) templates.emplace_back(photo.person, photo.main_template());
  }
  std::vector<std::vector<double>> mated(set.people.size());
  std::vector<bool> seen(set.people.size());
  Histogram non_mated;
  for (std::size_t i = 0; i < templates.size(); ++i) {
    seen[templates[i].first] = true;
    for (std::size_t j = 0; j < i; ++j) {
      const double distance =
          1 - Similarity(templates[i].second->values(), templates[j].second->values());
      if (templates[i].first == templates[j].first) {
        mated[templates[i].first].push_back(distance);
      } else {
        non_mated.Add(distance);
      }
    }
  }
  result.people = static_cast<std::uint64_t>(std::count(seen.begin(), seen.end(), true));
  result.templates = templates.size();
  for (const auto& distances : mated) result.mated_pairs += distances.size();
  result.non_mated_pairs = non_mated.total();
  result.non_mated_mean = non_mated.mean();
  result.non_mated_sd = non_mated.sd();

  const auto add_point = [&](double target, Distance threshold) {
    std::vector<Tally> tallies;
    for (const auto& distances : mated) {
      Tally tally{0, distances.size()};
      for (const double distance : distances) tally.hits += distance > threshold.value ? 1 : 0;
      tallies.push_back(tally);
    }
    result.points.push_back(OperatingPoint{
        target, threshold, non_mated.ShareAtMost(threshold.value), Estimate(tallies, seed)});
  };
  for (const double target : kTargets) {
    if (target * static_cast<double>(non_mated.total()) < kFewestFalseMatches) continue;
    add_point(target, Distance{non_mated.LargestWithShare(target)});
  }
  for (const Distance threshold : given) add_point(0, threshold);
  return result;
}

}  // namespace photogate
