#include "review/router.h"

#include <algorithm>

namespace photogate {
namespace {

constexpr int kMostDeep = 8;

std::vector<std::string_view> Split(std::string_view path) {
  std::vector<std::string_view> parts;
  while (!path.empty()) {
    const std::size_t end = std::min(path.find('/'), path.size());
    parts.push_back(path.substr(0, end));
    if (end == path.size()) break;
    path.remove_prefix(end + 1);
    // A path that ends in '/' has an empty last part.
    if (path.empty()) parts.emplace_back();
  }
  return parts;
}

bool IsId(std::string_view text) {
  return !text.empty() && text.size() <= 64 && std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '.';
  });
}

Error BadBody(std::string message) { return {ErrorKind::kRefused, std::move(message)}; }

}  // namespace

Actor Call::actor() const { return Actor{user ? user->name : ""}; }

bool Call::May(PageAct act) const { return user && MayOnPage(*user, act, today).ok(); }

RouteMatch FindRoute(const std::vector<Route>& routes, std::string_view method,
                     std::string_view path) {
  const std::vector<std::string_view> wanted = Split(path);
  RouteMatch match;
  for (const Route& route : routes) {
    const std::vector<std::string_view> parts = Split(route.pattern);
    if (parts.size() != wanted.size()) continue;
    std::vector<std::string> ids;
    bool fits = true;
    for (std::size_t at = 0; at < parts.size() && fits; ++at) {
      if (parts[at] == "{}") {
        fits = IsId(wanted[at]);
        ids.emplace_back(wanted[at]);
      } else {
        fits = parts[at] == wanted[at];
      }
    }
    if (!fits) continue;
    if (route.method != method) {
      match.other_method = true;
      continue;
    }
    match.route = &route;
    match.ids = std::move(ids);
    return match;
  }
  return match;
}

Result<nlohmann::json> ParseBody(const std::string& text, const std::vector<std::string>& fields) {
  using Parser = nlohmann::json;
  if (text.empty()) return Parser::object();
  bool too_deep = false;
  const auto shallow = [&](int depth, Parser::parse_event_t, Parser&) {
    too_deep = too_deep || depth > kMostDeep;
    return !too_deep;
  };
  const Parser body = Parser::parse(text, shallow, false);
  if (too_deep || body.is_discarded() || !body.is_object()) {
    return BadBody("The request is not JSON as the page sends it. Load the page again.");
  }
  for (const auto& [name, value] : body.items()) {
    if (std::find(fields.begin(), fields.end(), name) == fields.end()) {
      return BadBody("The request has a field that does not belong there. Load the page again.");
    }
  }
  return body;
}

}  // namespace photogate
