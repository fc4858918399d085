// How many are missed, as far as a sample can tell. Pure.
#pragma once

namespace photogate {

struct RateInterval {
  double low, high;  // 0..1
};

// The exact 95 % interval of a share of which `found` of `looked` were seen (C. J. Clopper and E.
// S. Pearson, Biometrika 26, 1934): it holds the true share in at least 95 of 100 samples, however
// small they are. 0 to 1 when nothing was looked at. 0 <= found <= looked.
RateInterval ExactInterval(int found, int looked);

}  // namespace photogate
