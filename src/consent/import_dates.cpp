#include "consent/import_dates.h"

#include <fmt/core.h>

#include <array>
#include <charconv>
#include <string>

namespace photogate {
namespace {

constexpr std::array<std::string_view, 12> kMonths = {
    "january", "february", "march",     "april",   "may",      "june",
    "july",    "august",   "september", "october", "november", "december"};

std::optional<int> Number(std::string_view text, std::size_t most_digits) {
  int value = 0;
  if (text.empty() || text.size() > most_digits) return std::nullopt;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || text.front() == '-') {
    return std::nullopt;
  }
  return value;
}

// A number, or a month's name or its first three letters.
std::optional<int> Month(std::string_view text) {
  if (const auto number = Number(text, 2)) return number;
  std::string lower(text);
  for (char& c : lower) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  for (std::size_t month = 0; month < kMonths.size(); ++month) {
    if (lower == kMonths[month] || lower == kMonths[month].substr(0, 3)) {
      return static_cast<int>(month) + 1;
    }
  }
  return std::nullopt;
}

std::string_view WithoutMidnight(std::string_view text) {
  for (const std::string_view midnight :
       {"T00:00:00.000", "T00:00:00", " 00:00:00", "T00:00", " 00:00", "T00:00:00Z"}) {
    if (text.size() > midnight.size() && text.substr(text.size() - midnight.size()) == midnight) {
      return text.substr(0, text.size() - midnight.size());
    }
  }
  return text;
}

}  // namespace

std::optional<Date> ReadImportDate(std::string_view text) {
  text = WithoutMidnight(text);
  if (const auto iso = ParseDate(text)) return iso;
  const std::size_t first = text.find_first_of("/.- ");
  if (first == std::string_view::npos) return std::nullopt;
  const std::size_t second = text.find(text[first], first + 1);
  if (second == std::string_view::npos) return std::nullopt;
  const auto day = Number(text.substr(0, first), 2);
  const auto month = Month(text.substr(first + 1, second - first - 1));
  const std::string_view year = text.substr(second + 1);
  if (!day || !month || year.size() != 4 || !Number(year, 4)) return std::nullopt;
  return ParseDate(fmt::format("{}-{:02}-{:02}", year, *month, *day));
}

}  // namespace photogate
