#include "consent/miss_rate.h"

#include <cmath>

namespace photogate {
namespace {

constexpr double kTail = 0.025;
constexpr int kHalvings = 60;  // to the last bit of a double

// The chance of at most `found` among `looked`, each with the chance `share`.
double AtMost(int found, int looked, double share) {
  double sum = 0;
  for (int k = 0; k <= found; ++k) {
    sum +=
        std::exp(std::lgamma(looked + 1.0) - std::lgamma(k + 1.0) - std::lgamma(looked - k + 1.0) +
                 k * std::log(share) + (looked - k) * std::log1p(-share));
  }
  return sum;
}

// The share at which AtMost(found) is `chance`; it falls as the share grows.
double ShareOf(int found, int looked, double chance) {
  double low = 0, high = 1;
  for (int step = 0; step < kHalvings; ++step) {
    const double middle = (low + high) / 2;
    (AtMost(found, looked, middle) > chance ? low : high) = middle;
  }
  return (low + high) / 2;
}

}  // namespace

RateInterval ExactInterval(int found, int looked) {
  if (looked <= 0) return {0, 1};
  return {found == 0 ? 0 : ShareOf(found - 1, looked, 1 - kTail),
          found == looked ? 1 : ShareOf(found, looked, kTail)};
}

}  // namespace photogate
