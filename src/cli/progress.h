// The progress line on a terminal.
#pragma once

#include <chrono>
#include <cstddef>
#include <string>

namespace photogate {

// A bar with count, rate and time left on standard error, from one second on and only on a
// terminal. One thread uses it. Goes from the screen when it is destroyed.
class Progress {
 public:
  // `noun` is the plural that is counted ("photos").
  Progress(std::size_t total, std::string noun);
  ~Progress();
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  void Advance();
  // Takes the line away so that other text can be printed; it comes back with the next Advance.
  void Hide();

 private:
  using SteadyClock = std::chrono::steady_clock;
  std::size_t total_, done_ = 0;
  std::string noun_;
  SteadyClock::time_point started_, drawn_;
  bool shown_ = false;
};

// "12 s", "3 min 5 s", "2 h 10 min".
std::string DurationText(double seconds);

}  // namespace photogate
