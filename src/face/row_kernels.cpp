#include "face/row_kernels.h"

#include <cstring>

// The same source is compiled once for each instruction set; which one runs is decided when the
// program starts. Only x86 needs that: other processors' compilers know their vectors.
#if defined(__x86_64__)
#define PHOTOGATE_WIDE __attribute__((target("avx512f,avx2,fma")))
#define PHOTOGATE_MIDDLE __attribute__((target("avx2,fma")))
#endif

namespace photogate {
namespace {

// As wide as the registers: of wider ones compilers make slow code.
using Lanes16 = float __attribute__((vector_size(64)));
using Lanes8 = float __attribute__((vector_size(32)));
using Lanes4 = float __attribute__((vector_size(16)));
template <typename Lanes>
constexpr int kWidth = static_cast<int>(sizeof(Lanes) / sizeof(float));

#define PHOTOGATE_INLINE [[gnu::always_inline]] inline

template <typename Lanes>
PHOTOGATE_INLINE void Load(Lanes& to, const float* from) {
  std::memcpy(&to, from, sizeof to);
}

template <typename Lanes>
PHOTOGATE_INLINE void Store(float* to, const Lanes& from, bool relu) {
  const Lanes zero{};
  const Lanes kept = relu ? (from > zero ? from : zero) : from;
  std::memcpy(to, &kept, sizeof kept);
}

// `Groups` groups of output channels of `Pixels` neighbours, all kept in registers.
template <typename Lanes, int Groups, int Pixels>
PHOTOGATE_INLINE void PointBlock(const PointSum& sum, int first, const float* in,
                                 std::size_t in_step, float* out) {
  Lanes total[Pixels][Groups];
  const auto outputs = static_cast<std::size_t>(sum.outputs);
  for (int p = 0; p < Pixels; ++p) {
    for (int g = 0; g < Groups; ++g) Load(total[p][g], &sum.bias[0] + first + g * kWidth<Lanes>);
  }
  const float* weight = sum.weight.data() + first;
  for (int i = 0; i < sum.inputs; ++i, weight += outputs) {
    Lanes w[Groups];
    for (int g = 0; g < Groups; ++g) Load(w[g], weight + g * kWidth<Lanes>);
    for (int p = 0; p < Pixels; ++p) {
      const float value = in[static_cast<std::size_t>(p) * in_step + static_cast<std::size_t>(i)];
      for (int g = 0; g < Groups; ++g) total[p][g] += w[g] * value;
    }
  }
  for (int p = 0; p < Pixels; ++p) {
    float* to = out + static_cast<std::size_t>(p) * outputs + first;
    for (int g = 0; g < Groups; ++g) Store(to + g * kWidth<Lanes>, total[p][g], sum.relu);
  }
}

template <typename Lanes, int Groups, int Pixels>
PHOTOGATE_INLINE void PointGroups(const PointSum& sum, int first, const float* in,
                                  std::size_t in_step, int pixels, float* out) {
  const auto outputs = static_cast<std::size_t>(sum.outputs);
  int x = 0;
  for (; x + Pixels <= pixels; x += Pixels) {
    const auto at = static_cast<std::size_t>(x);
    PointBlock<Lanes, Groups, Pixels>(sum, first, in + at * in_step, in_step, out + at * outputs);
  }
  for (; x < pixels; ++x) {
    const auto at = static_cast<std::size_t>(x);
    PointBlock<Lanes, Groups, 1>(sum, first, in + at * in_step, in_step, out + at * outputs);
  }
}

// `Most` groups at once is what the registers hold together with `Pixels` pixels.
template <typename Lanes, int Most, int Pixels>
PHOTOGATE_INLINE void Point(const PointSum& sum, const float* in, std::size_t in_step, int pixels,
                            float* out) {
  int first = 0;
  for (; first + Most * kWidth<Lanes> <= sum.outputs; first += Most * kWidth<Lanes>) {
    PointGroups<Lanes, Most, Pixels>(sum, first, in, in_step, pixels, out);
  }
  for (; first < sum.outputs; first += kWidth<Lanes>) {
    PointGroups<Lanes, 1, Pixels>(sum, first, in, in_step, pixels, out);
  }
}

template <typename Lanes>
PHOTOGATE_INLINE void Depth(const DepthSum& sum, const float* const rows[3], int pixels,
                            float* out) {
  const auto channels = static_cast<std::size_t>(sum.channels);
  constexpr std::size_t kStep = kWidth<Lanes>;
  for (std::size_t first = 0; first < channels; first += kStep) {
    Lanes w[9], bias;
    Load(bias, sum.bias.data() + first);
    for (std::size_t k = 0; k < 9; ++k) Load(w[k], sum.weight.data() + k * channels + first);
    for (int x = 0; x < pixels; ++x) {
      const std::size_t at = static_cast<std::size_t>(x) * channels + first;
      Lanes total = bias;
      for (std::size_t r = 0; r < 3; ++r) {
        for (std::size_t k = 0; k < 3; ++k) {
          Lanes value;
          Load(value, rows[r] + at + k * channels);
          total += w[3 * r + k] * value;
        }
      }
      Store(out + at, total, sum.relu);
    }
  }
}

using PointFunction = void (*)(const PointSum&, const float*, std::size_t, int, float*);
using DepthFunction = void (*)(const DepthSum&, const float* const*, int, float*);

void PointPlain(const PointSum& sum, const float* in, std::size_t step, int pixels, float* out) {
  Point<Lanes4, 2, 4>(sum, in, step, pixels, out);
}
void DepthPlain(const DepthSum& sum, const float* const* rows, int pixels, float* out) {
  Depth<Lanes4>(sum, rows, pixels, out);
}

#if defined(__x86_64__)
PHOTOGATE_WIDE void PointWide(const PointSum& sum, const float* in, std::size_t step, int pixels,
                              float* out) {
  Point<Lanes16, 4, 6>(sum, in, step, pixels, out);
}
PHOTOGATE_WIDE void DepthWide(const DepthSum& sum, const float* const* rows, int pixels,
                              float* out) {
  Depth<Lanes16>(sum, rows, pixels, out);
}
PHOTOGATE_MIDDLE void PointMiddle(const PointSum& sum, const float* in, std::size_t step,
                                  int pixels, float* out) {
  Point<Lanes8, 2, 6>(sum, in, step, pixels, out);
}
PHOTOGATE_MIDDLE void DepthMiddle(const DepthSum& sum, const float* const* rows, int pixels,
                                  float* out) {
  Depth<Lanes8>(sum, rows, pixels, out);
}
#endif

struct Chosen {
  PointFunction point = PointPlain;
  DepthFunction depth = DepthPlain;
};

Chosen Choose() {
#if defined(__x86_64__)
  __builtin_cpu_init();
  if (__builtin_cpu_supports("avx512f")) return {PointWide, DepthWide};
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) {
    return {PointMiddle, DepthMiddle};
  }
#endif
  return {};
}

const Chosen& Best() {
  static const Chosen chosen = Choose();
  return chosen;
}

}  // namespace

void PointRow(const PointSum& sum, const float* in, std::size_t in_step, int pixels, float* out) {
  Best().point(sum, in, in_step, pixels, out);
}

void DepthRow(const DepthSum& sum, const float* const rows[3], int pixels, float* out) {
  Best().depth(sum, rows, pixels, out);
}

}  // namespace photogate
