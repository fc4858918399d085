// Which function answers which request, and what must hold before it is asked.
#pragma once

#include <functional>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "consent/actor.h"
#include "consent/user_rules.h"
#include "core/clock.h"
#include "review/http.h"
#include "review/page_acts.h"
#include "review/session_store.h"

namespace photogate {

// One request on its way to its function. Everything in it was checked.
struct Call {
  const HttpRequest& request;
  std::vector<std::string> ids;  // what stood for each {} of the pattern
  nlohmann::json body;           // an object; empty for GET
  Date today;
  std::optional<Session> session;  // there but on open routes
  std::optional<User> user;

  const User& who() const { return *user; }
  Actor actor() const;
  bool May(PageAct act) const;
};

struct Route {
  std::string method;
  std::string pattern;  // "/api/v1/photos/{}/faces/{}"
  // Open: whoever asks. Otherwise somebody who is signed in and, with `act`, may do it.
  bool open = false;
  std::optional<PageAct> act = {};
  // Asked by the page by itself: does not lengthen the session.
  bool idle = false;
  bool picture = false;                  // counted apart
  std::vector<std::string> fields = {};  // those the body may have
  std::function<HttpResponse(const Call&)> answer;
  bool bytes = false;  // the body is bytes and no JSON; Call::body is empty then
};

// The route, and what stood for each {}; `other_method` when only the method did not fit.
struct RouteMatch {
  const Route* route = nullptr;
  std::vector<std::string> ids;
  bool other_method = false;
};

// An id is 1 to 64 letters, digits, '-' or '.', so that no part of a path can be more than a name.
RouteMatch FindRoute(const std::vector<Route>& routes, std::string_view method,
                     std::string_view path);

// The body as an object of `fields` and no others, at most 8 deep. kRefused says what is wrong.
Result<nlohmann::json> ParseBody(const std::string& text, const std::vector<std::string>& fields);

}  // namespace photogate
