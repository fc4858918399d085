#include <catch2/catch.hpp>

#include "review/router.h"
#include "tests/unit/review/review_home.h"

namespace photogate {
namespace {

using nlohmann::json;
using test::Ask;
using test::CodeOf;
using test::kPassword;
using test::Parsed;
using test::Reviewer;
using test::ReviewHome;
using test::WebAnswer;

WebAnswer SignIn(const ReviewHome& home, const std::string& name, const std::string& password) {
  return Reviewer(home.port()).Post("/api/v1/session", {{"name", name}, {"password", password}});
}

TEST_CASE("somebody signs in, is known, and signs out", "[session]") {
  ReviewHome home;
  CHECK(Parsed(Reviewer(home.port()).Get("/api/v1/session"))["signed_in"] == false);
  const WebAnswer answer = SignIn(home, "Ann", kPassword);
  REQUIRE(answer.status == 200);
  REQUIRE(answer.cookies.size() == 1);
  for (const char* part : {"HttpOnly", "SameSite=Strict", "Path=/"}) {
    CHECK(answer.cookies[0].find(part) != std::string::npos);
  }
  const Reviewer ann(home, "Ann");
  const json session = Parsed(ann.Get("/api/v1/session"));
  CHECK(session["user"]["name"] == "Ann");
  CHECK(session["user"]["may_decide"] == true);
  CHECK(ann.Send("DELETE", "/api/v1/session").status == 200);
  CHECK(CodeOf(ann.Get("/api/v1/queue")) == "signed_out");
}

TEST_CASE("a wrong name, a wrong password and no password look the same", "[session]") {
  ReviewHome home;
  const WebAnswer wrong = SignIn(home, "Ann", "not the password");
  const WebAnswer nobody = SignIn(home, "Nobody", "not the password");
  const WebAnswer empty = SignIn(home, "", "");
  CHECK(wrong.status == 401);
  CHECK(wrong.body == nobody.body);
  CHECK(wrong.body == empty.body);
}

TEST_CASE("failures lock with a wait that doubles and ends", "[session]") {
  ReviewHome home;
  for (int at = 0; at < 5; ++at) CHECK(SignIn(home, "Ann", "wrong wrong wrong").status == 401);
  const WebAnswer locked = SignIn(home, "Ann", kPassword);
  CHECK(locked.status == 429);
  CHECK(CodeOf(locked) == "locked");
  CHECK(locked.headers.at("retry-after") == "10");
  // Somebody else is not kept out.
  CHECK(SignIn(home, "Bo", kPassword).status == 200);
  home.clock().Advance(std::chrono::seconds(11));
  CHECK(SignIn(home, "Ann", "wrong wrong wrong").status == 401);
  CHECK(SignIn(home, "Ann", kPassword).headers.at("retry-after") == "20");
  home.clock().Advance(std::chrono::seconds(21));
  CHECK(SignIn(home, "Ann", kPassword).status == 200);
  CHECK(SignIn(home, "Ann", "wrong wrong wrong").status == 401);
}

TEST_CASE("a session ends by idleness, not by the page's polling, and after a day", "[session]") {
  ReviewHome home;
  const Reviewer ann(home, "Ann");
  home.clock().Advance(std::chrono::minutes(25));
  CHECK(ann.Get("/api/v1/queue").status == 200);
  home.clock().Advance(std::chrono::minutes(10));
  CHECK(ann.Get("/api/v1/queue").status == 401);

  const Reviewer bo(home, "Bo");
  for (int at = 0; at < 24; ++at) {
    home.clock().Advance(std::chrono::minutes(25));
    REQUIRE(bo.Get("/api/v1/channels").status == 200);
  }
  home.clock().Advance(std::chrono::minutes(1));
  CHECK(bo.Get("/api/v1/channels").status == 401);
}

TEST_CASE("whoever leaves is out at the next request", "[session]") {
  ReviewHome home;
  const Reviewer ann(home, "Ann");
  REQUIRE(ann.Get("/api/v1/queue").status == 200);
  User user = Users(home.reg()).Show("Ann").value();
  user.leaving_date = ParseDate("2026-11-19");
  REQUIRE(Users(home.reg()).Set(user, Actor{"Admin"}).ok());
  CHECK(ann.Get("/api/v1/queue").status == 401);
  CHECK(SignIn(home, "Ann", kPassword).status == 401);
}

TEST_CASE("a role that is taken away counts at the next request", "[session]") {
  ReviewHome home;
  const PhotoId id =
      home.AddPhoto({home.Make(FindingCode::kPossibleListedPerson, Effect::kReview, "2")});
  const Reviewer ann(home, "Ann");
  User user = Users(home.reg()).Show("Ann").value();
  user.roles = {UserRole::kAuditor};
  REQUIRE(Users(home.reg()).Set(user, Actor{"Admin"}).ok());
  CHECK(ann.OnPhoto(id, "decision", {{"act", "block"}}).status == 403);
}

TEST_CASE("a password that is changed ends the sessions it opened", "[session]") {
  ReviewHome home;
  const Reviewer tablet(home, "Ann");
  const Reviewer desk(home, "Ann");
  CHECK(CodeOf(desk.Post("/api/v1/session/password", {{"old", "not this one at all"},
                                                      {"new", "five other plain words here"}})) ==
        "wrong_password");
  CHECK(desk.Post("/api/v1/session/password", {{"old", kPassword}, {"new", "short"}}).status ==
        403);
  const WebAnswer same =
      desk.Post("/api/v1/session/password", {{"old", kPassword}, {"new", kPassword}});
  CHECK(same.status == 403);
  CHECK(same.body.find("the password you have") != std::string::npos);
  CHECK(tablet.Get("/api/v1/queue").status == 200);
  const WebAnswer changed = desk.Post("/api/v1/session/password",
                                      {{"old", kPassword}, {"new", "five other plain words here"}});
  CHECK(changed.status == 200);
  CHECK(tablet.Get("/api/v1/queue").status == 401);
  CHECK(SignIn(home, "Ann", kPassword).status == 401);
  CHECK(SignIn(home, "Ann", "five other plain words here").status == 200);
}

TEST_CASE("signing out everywhere ends every session of one user", "[session]") {
  ReviewHome home;
  const Reviewer tablet(home, "Ann");
  const Reviewer desk(home, "Ann");
  const Reviewer bo(home, "Bo");
  CHECK(desk.Send("DELETE", "/api/v1/sessions").status == 200);
  CHECK(tablet.Get("/api/v1/queue").status == 401);
  CHECK(bo.Get("/api/v1/queue").status == 200);
  const Reviewer admin(home, "Admin");
  CHECK(admin.Post("/api/v1/users/sign-out", {{"name", "Bo"}}).status == 200);
  CHECK(bo.Get("/api/v1/queue").status == 401);
}

TEST_CASE("what is answered carries the headers of a page that trusts nobody", "[session]") {
  ReviewHome home;
  for (const char* path : {"/", "/api/v1/session", "/api/v1/queue", "/nothing"}) {
    const WebAnswer answer = Reviewer(home.port()).Get(path);
    INFO(path);
    CHECK(answer.headers.at("cache-control") == "no-store");
    CHECK(answer.headers.at("x-content-type-options") == "nosniff");
    CHECK(answer.headers.at("x-frame-options") == "DENY");
    const std::string policy = answer.headers.at("content-security-policy");
    CHECK(policy.find("default-src 'none'") == 0);
    CHECK(policy.find("unsafe") == std::string::npos);
  }
}

TEST_CASE("ids in paths are plain and bodies are what they should be", "[session]") {
  std::vector<Route> routes(1);
  routes[0].method = "GET";
  routes[0].pattern = "/a/{}/b";
  CHECK(FindRoute(routes, "GET", "/a/x-1/b").ids == std::vector<std::string>{"x-1"});
  for (const char* path : {"/a//b", "/a/../b", "/a/x/b/", "/a/x%2F/b", "/a/x_/b", "//a/x/b",
                           "a/x/b", "/a/x/b/c", ""}) {
    INFO(path);
    // ".." is letters of an id and names nothing but a photo that does not exist.
    if (std::string(path) != "/a/../b") CHECK(FindRoute(routes, "GET", path).route == nullptr);
  }
  CHECK(FindRoute(routes, "POST", "/a/x/b").other_method);
  CHECK(ParseBody(R"({"a":1})", {"a"}).ok());
  for (const char* text : {R"({"b":1})", "[]", "1", "{", R"({"a":})", "null", "\xFF",
                           R"({"a":[[[[[[[[[[[]]]]]]]]]]]})"}) {
    INFO(text);
    CHECK_FALSE(ParseBody(text, {"a"}).ok());
  }
}

}  // namespace
}  // namespace photogate
