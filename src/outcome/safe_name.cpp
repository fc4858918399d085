#include "outcome/safe_name.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace photogate {
namespace {

// Room for a number and an extension within what every file system and archive takes.
constexpr std::size_t kLongestStem = 80;
constexpr std::size_t kLongestName = 120;

bool IsLetterOrDigit(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

// Names that Windows gives to devices, whatever the extension.
bool IsDeviceName(std::string_view stem) {
  const std::string lower = LowerAscii(stem.substr(0, stem.find('.')));
  static constexpr std::array<std::string_view, 4> kDevices = {"con", "prn", "aux", "nul"};
  if (std::find(kDevices.begin(), kDevices.end(), lower) != kDevices.end()) return true;
  return lower.size() == 4 &&
         (lower.compare(0, 3, "com") == 0 || lower.compare(0, 3, "lpt") == 0) && lower[3] >= '0' &&
         lower[3] <= '9';
}

}  // namespace

std::string LowerAscii(std::string_view text) {
  std::string lower(text);
  for (char& c : lower) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return lower;
}

std::string SafeName(std::string_view original, FileFormat format, bool neutral,
                     std::size_t number) {
  const std::string_view ending = FormatExtension(format);
  const std::string extension = fmt::format(".{}", ending.empty() ? "bin" : ending);
  std::string stem;
  if (!neutral) {
    const std::size_t slash = original.find_last_of("/\\");
    std::string_view name = slash == std::string_view::npos ? original : original.substr(slash + 1);
    const std::size_t dot = name.rfind('.');
    if (dot != std::string_view::npos && dot > 0) name = name.substr(0, dot);
    for (const char c : name) {
      const char safe = IsLetterOrDigit(c) || c == '-' || c == '_' ? c : c == ' ' ? '-' : '_';
      // Many bytes that nobody could type make one mark; underscores of the name's own stay.
      if (!stem.empty() && safe == '_' && c != '_' && stem.back() == '_') continue;
      if (stem.empty() && !IsLetterOrDigit(safe)) continue;
      if (stem.size() == kLongestStem) break;
      stem += safe;
    }
    while (!stem.empty() && !IsLetterOrDigit(stem.back())) stem.pop_back();
    if (IsDeviceName(stem)) stem = "photo-" + stem;
  }
  if (stem.empty()) stem = fmt::format("photo-{:04}", number);
  return stem + extension;
}

bool IsSafeName(std::string_view name) {
  if (name.empty() || name.size() > kLongestName || !IsLetterOrDigit(name.front())) return false;
  if (!IsLetterOrDigit(name.back()) || IsDeviceName(name)) return false;
  return std::all_of(name.begin(), name.end(),
                     [](char c) { return IsLetterOrDigit(c) || c == '-' || c == '_' || c == '.'; });
}

std::string NumberedName(const std::string& name, std::size_t number) {
  if (number <= 1) return name;
  const std::size_t dot = name.rfind('.');
  const std::string stem = name.substr(0, dot);
  const std::string extension = dot == std::string::npos ? "" : name.substr(dot);
  return fmt::format("{}-{}{}", stem, number, extension);
}

}  // namespace photogate
