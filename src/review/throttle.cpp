#include "review/throttle.h"

#include <algorithm>

namespace photogate {
namespace {

constexpr std::chrono::seconds kFirstWait{10};
constexpr std::chrono::seconds kLongestWait{15 * 60};
// Failures older than this are forgotten.
constexpr std::chrono::hours kMemory{24};
// Names are the attacker's to make up: beyond this many the oldest are forgotten.
constexpr std::size_t kMostKeys = 10'000;

}  // namespace

void LoginGuard::Tidy(std::chrono::system_clock::time_point now) {
  std::erase_if(records_, [now](const auto& entry) { return now - entry.second.last > kMemory; });
  if (records_.size() < kMostKeys) return;
  // Those that wait are kept: forgetting them is what an attacker would want.
  std::erase_if(records_, [now](const auto& entry) { return entry.second.until <= now; });
}

std::chrono::seconds LoginGuard::Wait(const std::string& key) {
  const std::lock_guard lock(mutex_);
  const auto found = records_.find(key);
  if (found == records_.end()) return std::chrono::seconds(0);
  const auto rest = found->second.until - clock_.Now();
  if (rest <= std::chrono::seconds(0)) return std::chrono::seconds(0);
  // Never longer than the longest, whatever the clock was set to.
  return std::min(std::chrono::ceil<std::chrono::seconds>(rest), kLongestWait);
}

void LoginGuard::Failed(const std::string& key) {
  const std::lock_guard lock(mutex_);
  const auto now = clock_.Now();
  Tidy(now);
  Record& record = records_[key];
  record.last = now;
  ++record.failures;
  if (record.failures < free_) return;
  std::chrono::seconds wait = kFirstWait;
  for (int at = free_; at < record.failures && wait < kLongestWait; ++at) wait *= 2;
  record.until = now + std::min(wait, kLongestWait);
}

void LoginGuard::Succeeded(const std::string& key) {
  const std::lock_guard lock(mutex_);
  records_.erase(key);
}

bool RateLimiter::Take(const std::string& key, std::chrono::steady_clock::time_point now) {
  const std::lock_guard lock(mutex_);
  if (buckets_.size() >= kMostKeys) {
    std::erase_if(buckets_, [&](const auto& entry) {
      return now - entry.second.at > std::chrono::seconds(60);
    });
  }
  const auto [at, fresh] = buckets_.try_emplace(key, Bucket{burst_, now});
  Bucket& bucket = at->second;
  const double seconds = std::chrono::duration<double>(now - bucket.at).count();
  bucket.level = std::min(burst_, bucket.level + std::max(0.0, seconds) * per_second_);
  bucket.at = now;
  if (bucket.level < 1) return false;
  bucket.level -= 1;
  return true;
}

}  // namespace photogate
