#include "cli/progress.h"

#include <fmt/format.h>

#include <cstdio>
#include <utility>

#include "cli/terminal.h"

namespace photogate {

Progress::Progress(std::size_t total, std::string noun)
    : total_(total), noun_(std::move(noun)), started_(SteadyClock::now()), drawn_(started_) {}

Progress::~Progress() { Hide(); }

void Progress::Advance() {
  using namespace std::chrono_literals;
  ++done_;
  const auto now = SteadyClock::now();
  if (!StderrIsTerminal() || now - started_ < 1s || (shown_ && now - drawn_ < 100ms)) return;
  const double seconds = std::chrono::duration<double>(now - started_).count();
  const double rate = static_cast<double>(done_) / seconds;
  constexpr std::size_t kCells = 24;
  const std::size_t filled = total_ == 0 ? kCells : kCells * done_ / total_;
  const double left = static_cast<double>(total_ - done_) / rate;
  (void)std::fputs(
      fmt::format("\r[{}{}] {} of {} {}, {:.1f} a second, {} left\033[K", std::string(filled, '#'),
                  std::string(kCells - filled, '.'), done_, total_, noun_, rate, DurationText(left))
          .c_str(),
      stderr);
  std::fflush(stderr);
  drawn_ = now;
  shown_ = true;
}

void Progress::Hide() {
  if (!shown_) return;
  (void)std::fputs(fmt::format("\r\033[K").c_str(), stderr);
  std::fflush(stderr);
  shown_ = false;
}

std::string DurationText(double seconds) {
  const auto whole = static_cast<long>(seconds + 0.5);
  if (whole < 60) return fmt::format("{} s", whole);
  if (whole < 3600) return fmt::format("{} min {} s", whole / 60, whole % 60);
  return fmt::format("{} h {} min", whole / 3600, whole / 60 % 60);
}

}  // namespace photogate
