#include "cli/texts.h"

namespace photogate {

std::string FilledIn(std::string_view text, const std::map<std::string, std::string>& values) {
  std::string filled;
  std::size_t at = 0;
  for (;;) {
    const std::size_t open = text.find("{{", at);
    const std::size_t close = open == std::string_view::npos ? open : text.find("}}", open);
    if (close == std::string_view::npos) return filled + std::string(text.substr(at));
    filled += text.substr(at, open - at);
    const std::string name(text.substr(open + 2, close - open - 2));
    const auto value = values.find(name);
    filled += value == values.end() || value->second.empty() ? "**[SCHOOL: " + name + "]**"
                                                             : value->second;
    at = close + 2;
  }
}

}  // namespace photogate
