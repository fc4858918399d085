#include "evaluate/subgroups.h"

#include <fmt/core.h>

#include <algorithm>
#include <string_view>

namespace photogate {
namespace {

std::string_view Trimmed(std::string_view text) {
  const auto is_space = [](char c) { return c == ' ' || c == '\t' || c == '\r'; };
  while (!text.empty() && is_space(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_space(text.back())) text.remove_suffix(1);
  return text;
}

bool IsPlain(std::string_view text) {
  return !text.empty() && std::none_of(text.begin(), text.end(), [](char c) {
    return c == ',' || c == '"' || static_cast<unsigned char>(c) < 0x20;
  });
}

}  // namespace

Result<std::map<std::string, std::string>> ParseSubgroups(const std::string& text) {
  std::map<std::string, std::string> subgroups;
  std::string_view rest = text;
  if (rest.starts_with("\xef\xbb\xbf")) rest.remove_prefix(3);  // spreadsheets write a mark first
  for (std::size_t number = 1; !rest.empty(); ++number) {
    const std::size_t end = rest.find('\n');
    const std::string_view line = Trimmed(rest.substr(0, end));
    rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
    if (line.empty()) continue;
    const std::size_t comma = line.find(',');
    const std::string_view person = Trimmed(line.substr(0, comma));
    const std::string_view subgroup =
        comma == std::string_view::npos ? std::string_view() : Trimmed(line.substr(comma + 1));
    if (number == 1 && person == "person" && subgroup == "subgroup") continue;
    if (!IsPlain(person) || !IsPlain(subgroup) ||
        !subgroups.emplace(std::string(person), std::string(subgroup)).second) {
      return Error{ErrorKind::kCorrupt,
                   fmt::format("Line {} of the subgroups file is not \"person,subgroup\" or names "
                               "a person again. Correct it and try again.",
                               number)};
    }
  }
  return subgroups;
}

}  // namespace photogate
