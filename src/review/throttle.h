// How often somebody may try.
#pragma once

#include <chrono>
#include <cstddef>
#include <map>
#include <mutex>
#include <string>

#include "core/clock.h"

namespace photogate {

// Failures to sign in, by name and by address. After `free` failures of one key each further one
// doubles the wait, from 10 seconds to 15 minutes; a success of a name forgets that name's. Waiting
// is refusing: no thread sleeps. A name that nobody has counts like any other, so that the answer
// does not tell them apart. Thread-safe.
class LoginGuard {
 public:
  LoginGuard(const Clock& clock, int free) : clock_(clock), free_(free) {}

  // How long `key` must still wait; zero: it may try.
  std::chrono::seconds Wait(const std::string& key);
  void Failed(const std::string& key);
  void Succeeded(const std::string& key);

 private:
  struct Record {
    int failures = 0;
    std::chrono::system_clock::time_point last, until;
  };
  void Tidy(std::chrono::system_clock::time_point now);

  const Clock& clock_;
  const int free_;
  std::mutex mutex_;
  std::map<std::string, Record> records_;
};

// A bucket for each key that fills with `per_second` up to `burst`. Thread-safe.
class RateLimiter {
 public:
  RateLimiter(double per_second, double burst) : per_second_(per_second), burst_(burst) {}
  bool Take(const std::string& key, std::chrono::steady_clock::time_point now);

 private:
  struct Bucket {
    double level;
    std::chrono::steady_clock::time_point at;
  };
  const double per_second_, burst_;
  std::mutex mutex_;
  std::map<std::string, Bucket> buckets_;
};

}  // namespace photogate
