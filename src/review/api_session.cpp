// Signing in and out. See docs/API.md, "Session".
#include <chrono>

#include "consent/users.h"
#include "review/answer.h"
#include "review/site.h"

namespace photogate {
namespace {

constexpr std::size_t kMostTextBytes = 1'024;

std::string Text(const nlohmann::json& body, const char* field) {
  const auto found = body.find(field);
  if (found == body.end() || !found->is_string()) return {};
  const auto& text = found->get_ref<const std::string&>();
  return text.size() <= kMostTextBytes ? text : std::string();
}

std::string CookieText(const SiteParts& parts, const std::string& value) {
  const bool tls = parts.options.address.tls;
  return CookieName(tls) + "=" + value + "; Path=/; HttpOnly; SameSite=Strict" +
         (tls ? "; Secure" : "") + (value.empty() ? "; Max-Age=0" : "");
}

Json Describe(const SiteParts& parts, const Call& call) {
  Json json{{"signed_in", call.session.has_value()},
            {"demo", parts.options.demo},
            {"school", parts.options.school}};
  if (!call.session) return json;
  Json obstacles = Json::array();
  for (const UserObstacle obstacle : ObstaclesToDeciding(call.who(), call.today)) {
    obstacles.push_back(ObstacleText(obstacle));
  }
  Json may = Json::array();
  for (const PageAct act : PageActs()) {
    if (call.May(act)) may.push_back(PageActName(act));
  }
  json["token"] = call.session->token;
  json["expires"] = FormatUtc(call.session->expires);
  json["idle_minutes"] = parts.options.sessions.idle.count();
  json["today"] = FormatDate(call.today);
  json["user"] = {{"name", call.who().name},
                  {"roles", RoleNames(call.who())},
                  {"may_decide", call.May(PageAct::kDecide)},
                  {"obstacles", obstacles}};
  json["may"] = may;
  return json;
}

HttpResponse Locked(std::chrono::seconds wait) {
  const auto minutes = std::chrono::ceil<std::chrono::minutes>(wait).count();
  HttpResponse response =
      Problem(429, "locked",
              "Too many attempts failed. Try again in " +
                  (wait < std::chrono::minutes(1) ? std::to_string(wait.count()) + " seconds"
                   : minutes == 1                 ? std::string("a minute")
                                                  : std::to_string(minutes) + " minutes") +
                  ".");
  response.headers.emplace_back("Retry-After", std::to_string(wait.count()));
  return response;
}

HttpResponse OpenSession(SiteParts& parts, Call call, const User& user) {
  const auto opened = parts.sessions.Open(user.name, user.password_at.value_or(""));
  call.user = user;
  call.session = opened.session;
  HttpResponse response = JsonAnswer(Describe(parts, call));
  response.headers.emplace_back("Set-Cookie", CookieText(parts, opened.cookie));
  return response;
}

// Checks a password within the limits. Thread-safe.
Result<User> Check(SiteParts& parts, const std::string& name, const std::string& password,
                   const Date& today) {
  if (!parts.password_checks.try_acquire_for(std::chrono::seconds(5))) {
    return Error{ErrorKind::kUnavailable, "Many people are signing in. Try again in a moment."};
  }
  auto user = Users(parts.reg).CheckPassword(name, password, today);
  parts.password_checks.release();
  return user;
}

HttpResponse SignIn(SiteParts& parts, const Call& call) {
  const std::string name = Text(call.body, "name");
  const std::string& address = call.request.address;
  const std::string both = name + '\n' + address;
  const auto wait = std::max(
      {parts.by_both.Wait(both), parts.by_name.Wait(name), parts.by_address.Wait(address)});
  if (wait > std::chrono::seconds(0)) return Locked(wait);
  const auto user = Check(parts, name, Text(call.body, "password"), call.today);
  if (!user.ok() && user.error().kind != ErrorKind::kRefused) return ProblemOf(user.error());
  if (!user.ok()) {
    parts.by_both.Failed(both);
    parts.by_name.Failed(name);
    parts.by_address.Failed(address);
    return Problem(401, "wrong_password", user.error().message);
  }
  parts.by_both.Succeeded(both);
  parts.by_name.Succeeded(name);
  // A new session at each signing in: one that was planted before is of no use.
  if (call.session) parts.sessions.Close(call.session->key);
  return OpenSession(parts, call, user.value());
}

HttpResponse SignedOutNow(const SiteParts& parts) {
  HttpResponse response = JsonAnswer({{"signed_in", false}});
  response.headers.emplace_back("Set-Cookie", CookieText(parts, ""));
  return response;
}

HttpResponse ChangePassword(SiteParts& parts, const Call& call) {
  const std::string both = call.who().name + '\n' + call.request.address;
  if (const auto wait = parts.by_both.Wait(both); wait > std::chrono::seconds(0)) {
    return Locked(wait);
  }
  const auto known = Check(parts, call.who().name, Text(call.body, "old"), call.today);
  if (!known.ok()) {
    if (known.error().kind == ErrorKind::kRefused) parts.by_both.Failed(both);
    return known.error().kind == ErrorKind::kRefused
               ? Problem(401, "wrong_password", "The old password is not right.")
               : ProblemOf(known.error());
  }
  if (Text(call.body, "new") == Text(call.body, "old")) {
    return Problem(
        403, "not_allowed",
        "That is the password you have. Choose another one: whoever may know the old one "
        "must not know the new one.");
  }
  const auto set =
      Users(parts.reg).SetPassword(call.who().name, Text(call.body, "new"), call.actor());
  if (!set.ok()) return ProblemOf(set.error());
  parts.sessions.CloseAll(call.who().name);
  const auto user = Users(parts.reg).Active(call.who().name, call.today);
  return user.ok() ? OpenSession(parts, call, user.value()) : ProblemOf(user.error());
}

}  // namespace

std::vector<Route> SessionRoutes(SiteParts& parts) {
  std::vector<Route> routes;
  routes.push_back(
      {"GET", "/api/v1/session", true, {}, true, false, {}, [&parts](const Call& call) {
         return JsonAnswer(Describe(parts, call));
       }});
  routes.push_back({"POST",
                    "/api/v1/session",
                    true,
                    {},
                    false,
                    false,
                    {"name", "password"},
                    [&parts](const Call& call) { return SignIn(parts, call); }});
  routes.push_back(
      {"DELETE", "/api/v1/session", false, {}, false, false, {}, [&parts](const Call& call) {
         parts.sessions.Close(call.session->key);
         return SignedOutNow(parts);
       }});
  routes.push_back(
      {"DELETE", "/api/v1/sessions", false, {}, false, false, {}, [&parts](const Call& call) {
         parts.sessions.CloseAll(call.session->user);
         return SignedOutNow(parts);
       }});
  routes.push_back({"POST",
                    "/api/v1/session/password",
                    false,
                    {},
                    false,
                    false,
                    {"old", "new"},
                    [&parts](const Call& call) { return ChangePassword(parts, call); }});
  return routes;
}

}  // namespace photogate
