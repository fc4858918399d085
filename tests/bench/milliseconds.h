// How long a piece of work takes by the wall clock.
#pragma once

#include <chrono>
#include <utility>

namespace photogate::bench {

template <typename F>
double Milliseconds(F&& work) {
  const auto start = std::chrono::steady_clock::now();
  std::forward<F>(work)();
  return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start)
      .count();
}

}  // namespace photogate::bench
