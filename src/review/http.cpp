#include "review/http.h"

#include <algorithm>

namespace photogate {
namespace {

std::string_view Trimmed(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

}  // namespace

std::string_view HttpRequest::Header(const std::string& lower_case_name) const {
  const auto found = headers.find(lower_case_name);
  return found == headers.end() ? std::string_view() : std::string_view(found->second);
}

std::optional<std::string> HttpRequest::Query(const std::string& name) const {
  if (query.count(name) != 1) return std::nullopt;
  return query.find(name)->second;
}

std::optional<std::string> HttpRequest::Cookie(std::string_view name) const {
  std::optional<std::string> value;
  std::string_view rest = Header("cookie");
  while (!rest.empty()) {
    const std::size_t end = std::min(rest.find(';'), rest.size());
    const std::string_view pair = Trimmed(rest.substr(0, end));
    rest.remove_prefix(std::min(end + 1, rest.size()));
    const std::size_t equals = pair.find('=');
    if (equals == std::string_view::npos || pair.substr(0, equals) != name) continue;
    // Two of one name: somebody planted one, and which is ours cannot be told.
    if (value.has_value()) return std::nullopt;
    value = std::string(pair.substr(equals + 1));
  }
  return value;
}

}  // namespace photogate
