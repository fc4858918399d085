#include "match/gallery.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>
#include <limits>
#include <unordered_set>

namespace photogate {
namespace {

// Rows are whole multiples of this, so that the inner loops need no remainder.
constexpr std::size_t kLanes = 16;

// Probes compared with a row at a time: each number of the row is fetched once for all of them, and
// their sums just fit the registers.
constexpr std::size_t kProbes = 4;

// From three references on their mean is the better score; below, it is the noise of one photo.
constexpr std::size_t kReferencesForMean = 3;

// Shorter than this is rounding error, not a direction.
constexpr double kSmallestLength = 1e-6;

using Compare = void (*)(const float* row, const float* probes, std::size_t count,
                         std::array<float, kProbes>& dots);

template <typename Lanes>
[[gnu::always_inline]] inline void Load(Lanes& to, const float* from) {
  std::memcpy(&to, from, sizeof to);
}

// dots[p] = row . probe p, for kProbes probes that lie `count` numbers apart, with two registers of
// sums a probe. Named vector types, because a compiler keeps arrays of sums in memory.
template <typename Lanes>
[[gnu::always_inline]] inline void Dots(const float* row, const float* probes, std::size_t count,
                                        std::array<float, kProbes>& dots) {
  constexpr std::size_t kWidth = sizeof(Lanes) / sizeof(float);
  Lanes first[kProbes] = {}, second[kProbes] = {};
  for (std::size_t i = 0; i < count; i += 2 * kWidth) {
    Lanes here, next;
    Load(here, row + i);
    Load(next, row + i + kWidth);
#pragma GCC unroll 4
    for (std::size_t p = 0; p < kProbes; ++p) {
      Lanes one, other;
      Load(one, probes + p * count + i);
      Load(other, probes + p * count + i + kWidth);
      first[p] += here * one;
      second[p] += next * other;
    }
  }
#pragma GCC unroll 4
  for (std::size_t p = 0; p < kProbes; ++p) {
    const Lanes both = first[p] + second[p];
    // Pairs of pairs: one after the other the sums would wait for each other.
    float total = 0;
#pragma GCC unroll 4
    for (std::size_t lane = 0; lane < kWidth; lane += 4) {
      total += (both[lane] + both[lane + 1]) + (both[lane + 2] + both[lane + 3]);
    }
    dots[p] = total;
  }
}

// As wide as the registers that every processor of this kind has, and as those that most have.
using Lanes4 = float __attribute__((vector_size(16)));
using Lanes8 = float __attribute__((vector_size(32)));
static_assert(kLanes == 2 * sizeof(Lanes8) / sizeof(float));

void DotsPlain(const float* row, const float* probes, std::size_t count,
               std::array<float, kProbes>& dots) {
  Dots<Lanes4>(row, probes, count, dots);
}

#if defined(__x86_64__)
__attribute__((target("avx2,fma"))) void DotsWide(const float* row, const float* probes,
                                                  std::size_t count,
                                                  std::array<float, kProbes>& dots) {
  Dots<Lanes8>(row, probes, count, dots);
}
#endif

Compare ForThisProcessor() {
#if defined(__x86_64__)
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) return DotsWide;
#endif
  return DotsPlain;
}

bool Normalise(float* values, std::size_t count) {
  double sum = 0;
  for (std::size_t i = 0; i < count; ++i) {
    sum += static_cast<double>(values[i]) * static_cast<double>(values[i]);
  }
  const double length = std::sqrt(sum);
  if (!(std::isfinite(length) && length > kSmallestLength)) return false;
  for (std::size_t i = 0; i < count; ++i) {
    values[i] = static_cast<float>(static_cast<double>(values[i]) / length);
  }
  return true;
}

// Lower triangle L with L * transpose(L) = matrix; empty unless symmetric and positive definite.
std::vector<double> Cholesky(const std::vector<double>& matrix, std::size_t n) {
  std::vector<double> root(n * n, 0.0);
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t j = 0; j <= i; ++j) {
      const double value = matrix[i * n + j];
      const double mirrored = matrix[j * n + i];
      if (!(std::abs(value - mirrored) <= 1e-6 * (1.0 + std::abs(value)))) return {};
      double rest = value;
      for (std::size_t k = 0; k < j; ++k) rest -= root[i * n + k] * root[j * n + k];
      if (i == j) {
        if (!(std::isfinite(rest) && rest > 0)) return {};
        root[i * n + i] = std::sqrt(rest);
      } else {
        root[i * n + j] = rest / root[j * n + j];
      }
    }
  }
  return root;
}

bool AllFinite(const std::vector<float>& values) {
  return std::all_of(values.begin(), values.end(), [](float v) { return std::isfinite(v); });
}

Error BadTemplate(const PersonId& id) {
  return Error{ErrorKind::kCorrupt,
               "A face template on the register cannot be used. Enrol the person again.", id.value};
}

}  // namespace

// The population taken out of one vector, at length 1. False when nothing is left to compare.
bool Gallery::Prepare(const std::vector<float>& values, float* row) const {
  std::copy(values.begin(), values.end(), row);
  for (std::size_t i = 0; i < mean_.size(); ++i) row[i] -= mean_[i];
  if (!cholesky_.empty()) {
    for (std::size_t i = 0; i < dimension_; ++i) {
      double rest = static_cast<double>(row[i]);
      for (std::size_t k = 0; k < i; ++k) {
        rest -= cholesky_[i * dimension_ + k] * static_cast<double>(row[k]);
      }
      row[i] = static_cast<float>(rest / cholesky_[i * dimension_ + i]);
    }
  }
  return Normalise(row, dimension_);
}

Result<Gallery> Gallery::Build(const std::vector<GalleryPerson>& people,
                               const Population& population) {
  Gallery gallery;
  gallery.first_row_.push_back(0);
  if (people.empty()) return gallery;

  std::unordered_set<PersonId> seen;
  std::size_t rows = 0;
  for (const GalleryPerson& person : people) {
    if (!seen.insert(person.id).second) {
      return Error{ErrorKind::kCorrupt,
                   "The register gives the face templates of one person twice. Restore it from a "
                   "backup.",
                   person.id.value};
    }
    if (person.templates.empty()) {
      return Error{ErrorKind::kCorrupt,
                   "The register lists a person for comparison without a face template. Enrol the "
                   "person again.",
                   person.id.value};
    }
    for (const Template& reference : person.templates) {
      if (!gallery.model_) {
        gallery.model_ = reference.model();
        gallery.dimension_ = reference.values().size();
      }
      if (reference.model() != *gallery.model_ || reference.values().size() != gallery.dimension_ ||
          gallery.dimension_ == 0) {
        return Error{ErrorKind::kCorrupt,
                     "The register mixes face templates of different models. Enrol the person "
                     "again with the model in use.",
                     person.id.value};
      }
      if (!AllFinite(reference.values())) return BadTemplate(person.id);
    }
    rows += person.templates.size() >= kReferencesForMean ? 1 : person.templates.size();
  }

  const std::size_t n = gallery.dimension_;
  if (!population.identity()) {
    const bool fits = population.model == gallery.model_ &&
                      (population.mean.empty() || population.mean.size() == n) &&
                      (population.covariance.empty() || population.covariance.size() == n * n) &&
                      AllFinite(population.mean);
    if (fits) {
      gallery.mean_ = population.mean;
      if (!population.covariance.empty()) gallery.cholesky_ = Cholesky(population.covariance, n);
    }
    if (!fits || (!population.covariance.empty() && gallery.cholesky_.empty())) {
      return Error{ErrorKind::kRefused,
                   "The population figures do not fit the recogniser in use. Measure them again "
                   "or switch them off."};
    }
  }

  gallery.stride_ = (n + kLanes - 1) / kLanes * kLanes;
  gallery.rows_ = WipedFloats(rows * gallery.stride_);
  float* row = gallery.rows_.data();
  for (const GalleryPerson& person : people) {
    const std::size_t references = person.templates.size();
    if (references >= kReferencesForMean) {
      WipedFloats one(gallery.stride_);
      for (const Template& reference : person.templates) {
        if (!gallery.Prepare(reference.values(), one.data())) return BadTemplate(person.id);
        for (std::size_t i = 0; i < n; ++i) row[i] += one.data()[i];
      }
      // References that cancel out are of different people, whatever the register says.
      if (!Normalise(row, n)) return BadTemplate(person.id);
      row += gallery.stride_;
    } else {
      for (const Template& reference : person.templates) {
        if (!gallery.Prepare(reference.values(), row)) return BadTemplate(person.id);
        row += gallery.stride_;
      }
    }
    gallery.people_.push_back(person.id);
    gallery.first_row_.push_back(static_cast<std::size_t>(row - gallery.rows_.data()) /
                                 gallery.stride_);
  }
  return gallery;
}

std::vector<double> Gallery::Distances(const std::vector<const Template*>& probes) const {
  std::vector<double> distances(probes.size() * people_.size(),
                                std::numeric_limits<double>::quiet_NaN());
  // Whole blocks of probes: the last one is filled up with zeros.
  const std::size_t blocks = (probes.size() + kProbes - 1) / kProbes;
  WipedFloats prepared(blocks * kProbes * stride_);
  std::vector<bool> usable(probes.size(), false);
  for (std::size_t p = 0; p < probes.size(); ++p) {
    const std::vector<float>& values = probes[p]->values();
    usable[p] = values.size() == dimension_ && dimension_ != 0 && AllFinite(values) &&
                Prepare(values, prepared.data() + p * stride_);
  }
  // The probes stay in the first-level cache while the matrix is read once.
  const Compare compare = ForThisProcessor();
  std::array<float, kProbes> dots{};
  for (std::size_t person = 0; person < people_.size(); ++person) {
    for (std::size_t block = 0; block < blocks; ++block) {
      const std::size_t first = block * kProbes;
      const std::size_t count = std::min(kProbes, probes.size() - first);
      for (std::size_t r = first_row_[person]; r < first_row_[person + 1]; ++r) {
        compare(rows_.data() + r * stride_, prepared.data() + first * stride_, stride_, dots);
        for (std::size_t p = 0; p < count; ++p) {
          if (!usable[first + p]) continue;
          double& nearest = distances[(first + p) * people_.size() + person];
          const double distance = std::clamp(1.0 - static_cast<double>(dots[p]), 0.0, 2.0);
          if (r == first_row_[person]) {
            nearest = distance;
          } else if (!(distance >= nearest)) {
            // A NaN on either side ends up here and stays, to be seen.
            nearest = std::isnan(nearest) ? nearest : distance;
          }
        }
      }
    }
  }
  return distances;
}

}  // namespace photogate
