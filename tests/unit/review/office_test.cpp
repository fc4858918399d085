// Users, channels and the register over the API: who may, and what then holds.
#include <algorithm>
#include <catch2/catch.hpp>

#include "consent/people.h"
#include "consent/permissions.h"
#include "consent/users.h"
#include "tests/unit/review/review_home.h"

namespace photogate::test {
namespace {

using nlohmann::json;

struct Tried {
  const char* method;
  const char* path;
  json body;                  // a text is sent as it is, not as JSON
  std::set<std::string> may;  // of the users of ReviewHome
};

// Each of these bodies is refused for what it says (404, 422), never for want of a right, so that a
// right alone changes nothing in the home.
const std::vector<Tried>& Table() {
  const std::set<std::string> all{"Admin", "Ann", "Cy", "Di", "Ed", "Fay", "Guy", "Hal"};
  const json no_case{{"name", "none"}, {"access", "open"}};
  const std::set<std::string> objectors{"Admin", "Ann", "Bo", "Cy", "Di", "Ed", "Fay", "Hal"};
  const std::set<std::string> lookers{"Admin", "Cy", "Di", "Ed", "Fay", "Guy"};
  const std::set<std::string> permitters{"Cy", "Di", "Ed", "Fay"};
  const std::set<std::string> deciders{"Ann", "Cy", "Di", "Ed", "Fay"};
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
      {"POST", "/api/v1/register/uploads?upload=a&at=1&whole=2", "x", permitters},
      {"POST", "/api/v1/register/references", {{"person", "none"}, {"upload", "a"}}, permitters},
      {"GET", "/api/v1/channels", {}, all},
      {"POST", "/api/v1/channels", no_case, objectors},
      {"POST", "/api/v1/channels/case", no_case, objectors},
      {"POST", "/api/v1/channels/owners", {{"name", "none"}, {"owners", {"A", "B"}}}, objectors},
      {"POST", "/api/v1/channels/close", {{"name", "none"}}, objectors},
      {"POST", "/api/v1/channels/approve", {{"name", "none"}}, {"Cy"}},
      {"POST", "/api/v1/channels/suspend", {{"name", "none"}}, objectors},
      {"GET", "/api/v1/releases?channel=none", {}, all},
      {"GET", "/api/v1/releases/999", {}, all},
      {"GET", "/api/v1/releases/999/zip", {}, deciders},
      {"POST", "/api/v1/releases/999/places", {{"url", "https://example.org/a"}}, deciders},
      {"POST", "/api/v1/releases/batch", {{"channel", "none"}}, deciders},
      {"GET", "/api/v1/releases/batch/0a1b2c3d/pictures/1", {}, deciders},
      {"POST", "/api/v1/releases", {{"channel", "none"}, {"code", "0a1b2c3d"}}, deciders},
      {"POST", "/api/v1/verify/uploads?upload=a&at=1&whole=2", "x", all},
      {"POST", "/api/v1/verify", {{"channel", "none"}, {"upload", "a"}, {"name", "a.jpg"}}, all},
  };
  return table;
}

WebAnswer Send(const Reviewer& user, const Tried& tried) {
  if (tried.body.is_string()) return user.SendBytes(tried.path, tried.body);
  return user.Send(tried.method, tried.path, tried.body);
}

TEST_CASE("only whose role allows it reach the pages of the office and of releases", "[review]") {
  ReviewHome home;
  for (const Route& route : AllPhotoRoutes(home.photo_parts())) {
    if (!IsOfficeRoute(route)) continue;
    INFO(route.method << " " << route.pattern << " is missing from the table");
    CHECK(std::any_of(Table().begin(), Table().end(), [&](const Tried& row) {
      const std::string path(row.path);
      return FindRoute({route}, row.method, path.substr(0, path.find('?'))).route != nullptr;
    }));
  }
  for (const char* name : {"Admin", "Ann", "Cy", "Di", "Ed", "Fay", "Guy", "Hal"}) {
    const Reviewer user(home, name);
    for (const Tried& tried : Table()) {
      INFO(name << " " << tried.method << " " << tried.path);
      const WebAnswer answer = Send(user, tried);
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
    CHECK(Send(nobody, tried).status == 401);
  }
}

json FindChannel(const WebAnswer& answer, const std::string& name) {
  const json list = Parsed(answer);
  for (const json& channel : list["channels"]) {
    if (channel["name"] == name) return channel;
  }
  return nullptr;
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

TEST_CASE("a search says when it shows only the first, and uses have their descriptions",
          "[review]") {
  ReviewHome home;
  const Reviewer fay(home, "Fay");
  const auto add = [&](int number) {
    const std::string id = std::to_string(100 + number);
    REQUIRE(People(home.reg())
                .Add({PersonId{id}, "Zoe Number" + id, PersonKind::kPupil, {}, {}}, Actor{"office"})
                .ok());
  };
  for (int at = 0; at < 20; ++at) add(at);
  for (const char* where : {"/api/v1/register/people?q=zoe", "/api/v1/people?q=zoe"}) {
    CHECK(Parsed(fay.Get(where))["people"].size() == 20);
    CHECK(Parsed(fay.Get(where))["more"] == false);
  }
  add(20);
  for (const char* where : {"/api/v1/register/people?q=zoe", "/api/v1/people?q=zoe"}) {
    CHECK(Parsed(fay.Get(where))["people"].size() == 20);
    CHECK(Parsed(fay.Get(where))["more"] == true);
  }
  REQUIRE(Permissions(home.reg())
              .DescribeUse({UseName{"newsletter"}, "The printed newsletter"}, Actor{"office"})
              .ok());
  const json person = Parsed(fay.Get("/api/v1/register/person?id=1"))["person"];
  std::string described;
  for (const auto& permission : person["permissions"]) {
    if (permission["use"] == "newsletter") described = permission["description"];
  }
  CHECK(described == "The printed newsletter");
}

TEST_CASE("a permission entered on the page holds at once and keeps its history", "[review]") {
  ReviewHome home;
  const Reviewer fay(home, "Fay");
  const json found = Parsed(fay.Get("/api/v1/register/people?q=amelia"));
  REQUIRE(found["people"].size() == 1);
  const std::string id = found["people"][0]["id"];
  // The office may not know whom a case number means, however it is typed.
  const std::string number =
      People(home.reg()).Show(PersonId{id}, home.clock().Today()).value().entry.case_number;
  for (const std::string& text : {number, "CASE-" + number.substr(5)}) {
    CHECK(Parsed(fay.Get("/api/v1/register/people?q=" + text))["people"].empty());
  }
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
  CHECK(FindChannel(cy.Get("/api/v1/channels"), "newsletter")["state"] == "suspended");
  const Reviewer ann(home, "Ann");
  CHECK(ann.Post("/api/v1/channels/approve", {{"name", "newsletter"}}).status == 403);
}

std::string MessageOf(const WebAnswer& answer) { return Parsed(answer)["error"]["message"]; }

TEST_CASE("a channel proposed on the page waits for a senior leader who did not propose it",
          "[review]") {
  const ReviewHome home;
  const Reviewer ann(home, "Ann");
  const Reviewer cy(home, "Cy");
  json form{{"name", "ptablog"},
            {"use", "website"},
            {"aim", "news of the PTA"},
            {"audience", "parents"},
            {"promotion", "in the newsletter"},
            {"access", "closed"},
            {"owners", {"Ann", "Somebody Else"}}};
  const WebAnswer proposed = ann.Post("/api/v1/channels", form);
  REQUIRE(proposed.status == 200);
  const json channel = FindChannel(proposed, "ptablog");
  CHECK(channel["state"] == "proposed");
  CHECK(channel["proposed_by"] == "Ann");
  CHECK(channel["access"] == "closed");
  CHECK(channel["use"] == "website");
  CHECK(channel["owners"] == json{"Ann", "Somebody Else"});
  // The page offers the school's uses, and no others.
  std::set<std::string> uses;
  const json list = Parsed(proposed);
  for (const json& use : list["uses"]) uses.insert(use["name"]);
  CHECK(uses.count("website") == 1);

  const WebAnswer taken = ann.Post("/api/v1/channels", form);
  CHECK(taken.status == 422);
  CHECK(MessageOf(taken) == "There is a channel of this name already. Choose another name.");

  const WebAnswer early = cy.Post("/api/v1/channels/approve", {{"name", "ptablog"}});
  CHECK(early.status == 422);
  CHECK(MessageOf(early) ==
        "The business case is not complete. Missing: its address; two owners who are users and "
        "have not left.");
  form.erase("use");
  form["address"] = "https://example.org/pta";
  CHECK(ann.Post("/api/v1/channels/case", form).status == 200);
  const WebAnswer strangers = ann.Post("/api/v1/channels/owners",
                                       {{"name", "ptablog"}, {"owners", {"Ann", "Somebody Else"}}});
  CHECK(strangers.status == 422);
  CHECK(MessageOf(strangers) == "At least two of the owners must be users who have not left.");
  CHECK(ann.Post("/api/v1/channels/owners", {{"name", "ptablog"}, {"owners", {"Ann", "Ann"}}})
            .status == 422);
  CHECK(ann.Post("/api/v1/channels/owners", {{"name", "ptablog"}, {"owners", {"Ann", "Bo"}}})
            .status == 200);
  const WebAnswer approved = cy.Post("/api/v1/channels/approve", {{"name", "ptablog"}});
  REQUIRE(approved.status == 200);
  CHECK(FindChannel(approved, "ptablog")["approved_by"] == "Cy");

  const WebAnswer moved =
      ann.Post("/api/v1/channels/owners", {{"name", "ptablog"}, {"owners", {"Bo", "Fay"}}});
  CHECK(FindChannel(moved, "ptablog")["state"] == "approved");
  const WebAnswer closed = ann.Post("/api/v1/channels/close", {{"name", "ptablog"}});
  CHECK(FindChannel(closed, "ptablog")["state"] == "closed");
  const WebAnswer again = cy.Post("/api/v1/channels/approve", {{"name", "ptablog"}});
  CHECK(again.status == 422);
  CHECK(MessageOf(again) == "This channel was closed for good.");
}

TEST_CASE("a teacher changes only the channels that are theirs", "[review]") {
  const ReviewHome home;
  const Reviewer ann(home, "Ann"), bo(home, "Bo"), cy(home, "Cy");
  REQUIRE(cy.Post("/api/v1/channels/owners", {{"name", "website"}, {"owners", {"Ann", "Fay"}}})
              .status == 200);
  CHECK(FindChannel(bo.Get("/api/v1/channels"), "website")["manage"] == false);
  for (const char* what : {"suspend", "close"}) {
    const WebAnswer refused =
        bo.Post(std::string("/api/v1/channels/") + what, {{"name", "website"}});
    CHECK(refused.status == 403);
    CHECK(MessageOf(refused).find("Only its owners") == 0);
  }
  CHECK(
      bo.Post("/api/v1/channels/owners", {{"name", "website"}, {"owners", {"Bo", "Fay"}}}).status ==
      403);
  CHECK(FindChannel(ann.Get("/api/v1/channels"), "website")["manage"] == true);
  CHECK(ann.Post("/api/v1/channels/suspend", {{"name", "website"}}).status == 200);
}

TEST_CASE("whoever proposes a channel does not approve it, on the page either", "[review]") {
  const ReviewHome home;
  const Reviewer cy(home, "Cy");
  const json form{{"name", "blog"},   {"use", "website"},       {"address", "a"},
                  {"aim", "b"},       {"audience", "c"},        {"promotion", "d"},
                  {"access", "open"}, {"owners", {"Ann", "Bo"}}};
  REQUIRE(cy.Post("/api/v1/channels", form).status == 200);
  const WebAnswer own = cy.Post("/api/v1/channels/approve", {{"name", "blog"}});
  CHECK(own.status == 422);
  CHECK(MessageOf(own) ==
        "Whoever proposed a channel cannot approve it. Ask another senior leader.");
}

TEST_CASE("a channel that cannot be is refused with the reason", "[review]") {
  const ReviewHome home;
  const Reviewer ann(home, "Ann");
  const auto propose = [&](const json& name, const json& use, const char* access = "open") {
    return ann.Post("/api/v1/channels",
                    {{"name", name}, {"use", use}, {"access", access}, {"owners", json::array()}});
  };
  for (const char* name :
       {"", "../../elsewhere", "a/b", "a\\b", "..", ".hidden", "blog.", "a\nb"}) {
    INFO(name);
    const WebAnswer answer = propose(name, "website");
    CHECK(answer.status == 422);
    CHECK(MessageOf(answer).rfind("The channel was not proposed: ", 0) == 0);
  }
  CHECK(propose("blog", "no such use").status == 404);
  CHECK(propose("blog", "website", "half").status == 400);
  CHECK(propose(7, "website").status == 400);
  CHECK(FindChannel(ann.Get("/api/v1/channels"), "blog").is_null());
}

TEST_CASE("messages on the page name no command", "[review]") {
  CHECK(PageWords("It was closed. Propose one with `photogate channel propose`.") ==
        "It was closed.");
  CHECK(PageWords("Missing: its aim (--aim); owners (photogate channel transfer). Go on.") ==
        "Missing: its aim; owners. Go on.");
  CHECK(PageWords("Run `photogate doctor`. Ask A. Officer.") == "Ask A. Officer.");
  CHECK(PageWords("See `photogate doctor`.") == "See `photogate doctor`.");
  CHECK(PageWords("Say which with --face, or cut it. Two were found") == "Two were found");
  CHECK(PageWords("A quote ` left open. And more.") == "A quote ` left open. And more.");
  CHECK(PageWords("") == "");
}

}  // namespace
}  // namespace photogate::test
