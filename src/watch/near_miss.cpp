#include "watch/near_miss.h"

#include <algorithm>
#include <cstddef>

#include "outcome/safe_name.h"

namespace photogate {
namespace {

// Short names are a letter apart without any mistake.
constexpr std::size_t kOneLetterFrom = 5;
constexpr std::size_t kTwoLettersFrom = 9;
// Of a path no file system has longer parts.
constexpr std::size_t kLongest = 255;

std::string Folded(const std::string& name) {
  std::string folded;
  for (const char c : LowerAscii(name.substr(0, kLongest))) {
    const bool between = c == ' ' || c == '-' || c == '_' || c == '.' || c == '\'';
    if (!between) folded += c;
  }
  return folded;
}

// Letters to put in, take out or change (Levenshtein).
std::size_t Apart(const std::string& a, const std::string& b) {
  std::vector<std::size_t> row(b.size() + 1);
  for (std::size_t at = 0; at <= b.size(); ++at) row[at] = at;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t changed = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
      diagonal = row[j];
      row[j] = std::min({changed, row[j] + 1, row[j - 1] + 1});
    }
  }
  return row[b.size()];
}

}  // namespace

std::optional<ChannelName> AlmostNamed(const std::string& folder,
                                       const std::vector<ChannelName>& channels) {
  const std::string name = Folded(folder);
  std::optional<ChannelName> nearest;
  std::size_t least = 3;
  bool alike = false;
  for (const ChannelName& channel : channels) {
    if (channel.value == folder) return std::nullopt;
    const std::string other = Folded(channel.value);
    const std::size_t apart = Apart(name, other);
    const std::size_t shorter = std::min(name.size(), other.size());
    const std::size_t most = shorter >= kTwoLettersFrom ? 2 : shorter >= kOneLetterFrom ? 1 : 0;
    if (apart > most || apart > least) continue;
    alike = nearest && apart == least;
    nearest = channel;
    least = apart;
  }
  return alike ? std::nullopt : nearest;
}

}  // namespace photogate
