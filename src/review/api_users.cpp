// Users, their roles and duties, for the administrator (POLICY.md P9, P12).
#include "consent/users.h"
#include "review/office_routes.h"
#include "review/page_acts.h"
#include "review/photo_routes.h"

namespace photogate {
namespace {

HttpResponse List(SiteParts& parts, const Call& call) {
  const auto users = Users(parts.reg).List();
  if (!users.ok()) return ProblemOf(users.error());
  Json list = Json::array();
  for (const User& user : users.value()) {
    Json obstacles = Json::array();
    for (const UserObstacle obstacle : ObstaclesToDeciding(user, call.today)) {
      obstacles.push_back(ObstacleText(obstacle));
    }
    list.push_back({{"name", user.name},
                    {"roles", RoleNames(user)},
                    {"policy_read", DayJson(user.policy_read)},
                    {"trained", DayJson(user.trained)},
                    {"delegated", DayJson(user.delegated)},
                    {"delegation_evidence", user.delegation_evidence},
                    {"leaving_date", DayJson(user.leaving_date)},
                    {"has_password", user.password_at.has_value()},
                    {"obstacles", obstacles},
                    {"sessions", parts.sessions.Count(user.name)}});
  }
  return JsonAnswer({{"users", list}});
}

// What the form says in place of what is on record; nullopt with the problem when it is no answer.
std::optional<HttpResponse> FillIn(User& user, const Call& call) {
  const auto roles = BodyTexts(call.body, "roles");
  const auto evidence = BodyText(call.body, "delegation_evidence", 500);
  const auto read = BodyDay(call.body, "policy_read"), trained = BodyDay(call.body, "trained"),
             delegated = BodyDay(call.body, "delegated"),
             leaving = BodyDay(call.body, "leaving_date");
  if (!roles || !evidence) return Problem(400, "bad_request", "Load the page again.");
  if (!read || !trained || !delegated || !leaving) {
    return Problem(422, "incomplete", "A date is not a day. Choose it from the calendar.");
  }
  user.roles.clear();
  for (const std::string& name : *roles) {
    const auto role = ParseUserRole(name);
    if (!role) return Problem(400, "bad_request", "There is no such role.");
    user.roles.insert(*role);
  }
  if (user.roles.empty()) return Problem(422, "incomplete", "Choose at least one role.");
  user.policy_read = *read;
  user.trained = *trained;
  user.delegated = *delegated;
  user.delegation_evidence = *evidence;
  user.leaving_date = *leaving;
  return std::nullopt;
}

HttpResponse Add(SiteParts& parts, const Call& call) {
  const auto name = BodyText(call.body, "name", 200);
  if (!name || name->empty()) return Problem(422, "incomplete", "Enter the name.");
  User user{*name, {}, {}, {}, {}, {}, "", {}};
  if (auto problem = FillIn(user, call)) return *std::move(problem);
  return DoneAnswer(Users(parts.reg).Add(user, call.actor()), [&] { return List(parts, call); });
}

HttpResponse Set(SiteParts& parts, const Call& call) {
  const auto known = Users(parts.reg).Show(BodyText(call.body, "name", 200).value_or(""));
  if (!known.ok()) return ProblemOf(known.error());
  User user = known.value();
  if (auto problem = FillIn(user, call)) return *std::move(problem);
  return DoneAnswer(Users(parts.reg).Set(user, call.actor()), [&] { return List(parts, call); });
}

// A password somebody else chose is known to two people, so the sessions of the one before end.
HttpResponse SetPassword(SiteParts& parts, const Call& call) {
  const auto name = BodyText(call.body, "name", 200);
  const auto found = call.body.find("password");
  if (!name || name->empty() || found == call.body.end() || !found->is_string()) {
    return Problem(400, "bad_request", "Say whose password it is.");
  }
  const auto set = Users(parts.reg).SetPassword(*name, found->get<std::string>(), call.actor());
  return DoneAnswer(set, [&] {
    parts.sessions.CloseAll(*name);
    return List(parts, call);
  });
}

HttpResponse SignOut(SiteParts& parts, const Call& call) {
  const auto name = BodyText(call.body, "name", 200);
  if (!name || name->empty()) return Problem(400, "bad_request", "Say who is to be signed out.");
  parts.sessions.CloseAll(*name);
  return List(parts, call);
}

}  // namespace

std::vector<Route> UserRoutes(SiteParts& parts) {
  const std::vector<std::string> form{"name",        "roles",     "policy_read",
                                      "trained",     "delegated", "delegation_evidence",
                                      "leaving_date"};
  const auto route = [&](const char* method, const char* path, std::vector<std::string> fields,
                         HttpResponse (*answer)(SiteParts&, const Call&)) {
    return Route{method,
                 path,
                 false,
                 PageAct::kUsers,
                 false,
                 false,
                 std::move(fields),
                 Only(Act::kManageUsers,
                      [&parts, answer](const Call& call) { return answer(parts, call); })};
  };
  return {route("GET", "/api/v1/users", {}, List), route("POST", "/api/v1/users", form, Add),
          route("POST", "/api/v1/users/set", form, Set),
          route("POST", "/api/v1/users/password", {"name", "password"}, SetPassword),
          route("POST", "/api/v1/users/sign-out", {"name"}, SignOut)};
}

}  // namespace photogate
