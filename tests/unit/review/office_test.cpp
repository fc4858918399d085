// Users, channels and the register over the API: who may, and what then holds.
#include <catch2/catch.hpp>

#include "consent/people.h"
#include "consent/users.h"
#include "tests/unit/review/review_home.h"

namespace photogate::test {
namespace {

using nlohmann::json;

struct Tried {
  const char* method;
  const char* path;
  json body;
  std::set<std::string> may;  // of the users of ReviewHome
};

// Each of these bodies is refused for what it says (404, 422), never for want of a right, so that a
// right alone changes nothing in the home.
const std::vector<Tried>& Table() {
  const std::set<std::string> objectors{"Admin", "Ann", "Bo", "Cy", "Di", "Ed", "Fay", "Hal"};
  const std::set<std::string> lookers{"Admin", "Cy", "Di", "Ed", "Fay", "Guy"};
  const std::set<std::string> permitters{"Cy", "Di", "Ed", "Fay"};
  static const std::vector<Tried> table{
      {"GET", "/api/v1/users", {}, {"Admin"}},
      {"POST", "/api/v1/users", {{"name", ""}}, {"Admin"}},
      {"POST", "/api/v1/users/set", {{"name", "Nobody"}}, {"Admin"}},
      {"POST", "/api/v1/users/password", {{"name", "Ann"}, {"password", "short"}}, {"Admin"}},
      {"POST", "/api/v1/users/sign-out", {{"name", "Nobody"}}, {"Admin"}},
      {"GET", "/api/v1/register/people?q=am", {}, lookers},
      {"GET", "/api/v1/register/person?id=none", {}, lookers},
      {"POST",
       "/api/v1/register/permissions",
       {{"person", "none"},
        {"use", "newsletter"},
        {"statement", "granted"},
        {"from", "2026-11-20"}},
       permitters},
      {"POST", "/api/v1/register/bars", {{"person", "none"}, {"reason", "a court"}}, permitters},
      {"POST", "/api/v1/register/bars/lift", {{"person", "none"}, {"reason", "x"}}, {"Cy", "Di"}},
      {"POST", "/api/v1/channels/approve", {{"name", "none"}}, {"Cy"}},
      {"POST", "/api/v1/channels/suspend", {{"name", "none"}}, objectors},
  };
  return table;
}

TEST_CASE("only whose role allows it reach users, channels and the register", "[review]") {
  const ReviewHome home;
  for (const char* name : {"Admin", "Ann", "Cy", "Di", "Ed", "Fay", "Guy", "Hal"}) {
    const Reviewer user(home, name);
    for (const Tried& tried : Table()) {
      INFO(name << " " << tried.method << " " << tried.path);
      const WebAnswer answer = user.Send(tried.method, tried.path, tried.body);
      if (tried.may.count(name) != 0) {
        CHECK(answer.status != 403);
      } else {
        CHECK(answer.status == 403);
        CHECK(CodeOf(answer) == "not_allowed");
      }
    }
  }
  const Reviewer nobody(home.port());
  for (const Tried& tried : Table()) {
    CHECK(nobody.Send(tried.method, tried.path, tried.body).status == 401);
  }
}

TEST_CASE("an administrator adds a user, who then signs in and leaves", "[review]") {
  const ReviewHome home;
  const Reviewer admin(home, "Admin");
  const json form{{"name", "Ivy"}, {"roles", {"teacher"}}, {"trained", "2026-11-01"}};
  CHECK(admin.Post("/api/v1/users", form).status == 200);
  CHECK(admin.Post("/api/v1/users", form).status == 422);
  CHECK(admin.Post("/api/v1/users/password", {{"name", "Ivy"}, {"password", "short"}}).status ==
        422);
  CHECK(admin.Post("/api/v1/users/password", {{"name", "Ivy"}, {"password", kPassword}}).status ==
        200);
  const Reviewer ivy(home, "Ivy");
  CHECK(ivy.Get("/api/v1/queue").status == 200);

  json leaving = form;
  leaving["leaving_date"] = "2026-11-19";
  CHECK(admin.Post("/api/v1/users/set", leaving).status == 200);
  CHECK(ivy.Get("/api/v1/queue").status == 401);
}

TEST_CASE("a new password ends the sessions of the one before", "[review]") {
  const ReviewHome home;
  const Reviewer ann(home, "Ann");
  const Reviewer admin(home, "Admin");
  CHECK(
      admin
          .Post("/api/v1/users/password", {{"name", "Ann"}, {"password", "five other plain words"}})
          .status == 200);
  CHECK(ann.Get("/api/v1/queue").status == 401);
}

TEST_CASE("what an administrator may not take away is an administrator", "[review]") {
  const ReviewHome home;
  const Reviewer admin(home, "Admin");
  CHECK(admin.Post("/api/v1/users/set", {{"name", "Admin"}, {"roles", {"teacher"}}}).status == 422);
  CHECK(admin.Post("/api/v1/users/set", {{"name", "Ann"}, {"roles", {"king"}}}).status == 400);
  CHECK(admin.Post("/api/v1/users/set", {{"name", "Ann"}, {"roles", json::array()}}).status == 422);
  CHECK(admin
            .Post("/api/v1/users/set",
                  {{"name", "Ann"}, {"roles", {"teacher"}}, {"trained", "2026-02-31"}})
            .status == 422);
}

TEST_CASE("a permission entered on the page holds at once and keeps its history", "[review]") {
  const ReviewHome home;
  const Reviewer fay(home, "Fay");
  const json found = Parsed(fay.Get("/api/v1/register/people?q=amelia"));
  REQUIRE(found["people"].size() == 1);
  const std::string id = found["people"][0]["id"];
  const WebAnswer answer = fay.Post("/api/v1/register/permissions", {{"person", id},
                                                                     {"use", "newsletter"},
                                                                     {"statement", "withdrawn"},
                                                                     {"from", "2026-11-20"},
                                                                     {"given_by", "mother"}});
  REQUIRE(answer.status == 200);
  const json person = Parsed(answer)["person"];
  bool withdrawn = false;
  for (const json& permission : person["permissions"]) {
    if (permission["use"] == "newsletter") withdrawn = permission["state"] == "withdrawn";
  }
  CHECK(withdrawn);
  CHECK(person["history"].back()["by"] == "Fay");
  CHECK(
      fay.Post("/api/v1/register/permissions",
               {{"person", id}, {"use", "newsletter"}, {"statement", "granted"}, {"from", "soon"}})
          .status == 422);
}

TEST_CASE("a bar is set and lifted with a reason, each by whom it is for", "[review]") {
  const ReviewHome home;
  const Reviewer fay(home, "Fay");
  const Reviewer di(home, "Di");
  const std::string id = Parsed(fay.Get("/api/v1/register/people?q=una"))["people"][0]["id"];
  CHECK(fay.Post("/api/v1/register/bars", {{"person", id}, {"reason", ""}}).status == 422);
  const WebAnswer barred =
      fay.Post("/api/v1/register/bars", {{"person", id}, {"reason", "a court order"}});
  REQUIRE(barred.status == 200);
  CHECK(Parsed(barred)["person"]["barred"] == true);
  CHECK(barred.body.find("a court order") == std::string::npos);
  CHECK(fay.Post("/api/v1/register/bars/lift", {{"person", id}, {"reason", "over"}}).status == 403);
  const WebAnswer lifted =
      di.Post("/api/v1/register/bars/lift", {{"person", id}, {"reason", "the order ended"}});
  REQUIRE(lifted.status == 200);
  CHECK(Parsed(lifted)["person"]["barred"] == false);
}

TEST_CASE("a senior leader suspends a channel and approves it again", "[review]") {
  const ReviewHome home;
  const Reviewer cy(home, "Cy");
  CHECK(cy.Post("/api/v1/channels/suspend", {{"name", "newsletter"}}).status == 200);
  for (const json& channel : Parsed(cy.Get("/api/v1/channels"))["channels"]) {
    if (channel["name"] == "newsletter") CHECK(channel["state"] == "suspended");
  }
  const Reviewer ann(home, "Ann");
  CHECK(ann.Post("/api/v1/channels/approve", {{"name", "newsletter"}}).status == 403);
}

}  // namespace
}  // namespace photogate::test
