#include "evaluate/proportion.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <random>

namespace photogate {
namespace {

constexpr std::size_t kDraws = 2'000;
constexpr double kTail = 0.025;

}  // namespace

Proportion Estimate(const std::vector<Tally>& by_person, std::uint64_t seed) {
  Proportion result;
  std::vector<Tally> people;
  for (const Tally& tally : by_person) {
    if (tally.trials == 0) continue;
    people.push_back(tally);
    result.hits += tally.hits;
    result.trials += tally.trials;
  }
  result.people = people.size();
  if (people.empty()) return result;
  result.value = static_cast<double>(result.hits) / static_cast<double>(result.trials);

  std::mt19937_64 random(seed);
  std::vector<double> draws(kDraws);
  for (double& draw : draws) {
    std::uint64_t hits = 0;
    std::uint64_t trials = 0;
    for (std::size_t i = 0; i < people.size(); ++i) {
      const Tally& tally = people[random() % people.size()];
      hits += tally.hits;
      trials += tally.trials;
    }
    draw = static_cast<double>(hits) / static_cast<double>(trials);
  }
  std::sort(draws.begin(), draws.end());
  const auto at = [&draws](double share) {
    return draws[static_cast<std::size_t>(share * static_cast<double>(kDraws - 1) + 0.5)];
  };
  result.low = at(kTail);
  result.high = at(1 - kTail);
  const double rare = 1 - std::pow(kTail, 1 / static_cast<double>(people.size()));
  if (result.hits == 0) result.high = rare;
  if (result.hits == result.trials) result.low = 1 - rare;
  return result;
}

}  // namespace photogate
