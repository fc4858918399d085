// Time as an input. Dates are civil dates of the school's own time zone.
#pragma once

#include <chrono>
#include <compare>
#include <optional>
#include <string>
#include <string_view>

namespace photogate {

// A calendar day, always valid once made by ParseDate or a Clock.
struct Date {
  int year;
  int month;  // 1..12
  int day;    // 1..31
  auto operator<=>(const Date&) const = default;
};

// ISO 8601 only, "2026-11-21"; nullopt for anything else and for days that do not exist.
std::optional<Date> ParseDate(std::string_view text);
std::string FormatDate(const Date& date);                           // "2026-11-21"
std::string FormatUtc(std::chrono::system_clock::time_point when);  // "2026-11-21T09:30:00Z"

// Passed in wherever the time matters, so that a test can set it.
class Clock {
 public:
  virtual ~Clock() = default;
  virtual std::chrono::system_clock::time_point Now() const = 0;
  Date Today() const;  // local time zone
};

class SystemClock final : public Clock {
 public:
  std::chrono::system_clock::time_point Now() const override;
};

}  // namespace photogate
