#include <fmt/format.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <thread>

#include "tests/unit/review/review_home.h"

namespace photogate {
namespace {

using nlohmann::json;
using test::Ask;
using test::BytesOf;
using test::CodeOf;
using test::RawConnection;
using test::Reviewer;
using test::ReviewHome;
using test::WebAnswer;
using test::WebRequest;

// A route, and who may use it: by the first letter of the users of ReviewHome.
// A(nn) teacher, C(y) senior leader, D(i) safeguarding, E(d) data protection, F(ay) office,
// G(uy) auditor, H(al) teacher without training, M administrator.
struct Row {
  const char* method;
  std::string path;
  json body;
  std::string who;
};

std::vector<Row> Table(const std::string& photo) {
  const std::string here = "/api/v1/photos/" + photo;
  const std::string all = "ACDEFGHM", deciders = "ACDEF", leaders = "CDE";
  return {
      {"GET", "/api/v1/session", {}, all},
      {"GET", "/api/v1/queue", {}, all},
      {"GET", "/api/v1/channels", {}, all},
      {"GET", here, {}, all},
      {"GET", here + "/pictures/screen", {}, all},
      {"GET", here + "/faces/0", {}, all},
      {"GET", here + "/marks/m-1", {}, all},
      {"GET", here + "/people?q=Amelia", {}, all},
      {"GET", "/api/v1/people?q=Amelia", {}, all},
      {"GET", here + "/references/possible-listed-person-0-0/0", {}, all},
      {"POST",
       here + "/answers",
       {{"version", 0}, {"question", "x"}, {"answer", "same"}},
       deciders},
      {"POST", here + "/decision", {{"version", 0}, {"act", "block"}}, deciders},
      {"POST", here + "/undo", {{"version", 0}}, deciders},
      {"POST", here + "/marks", {{"version", 0}, {"kind", "false_face"}, {"face", 0}}, deciders},
      {"POST", here + "/marks/remove", {{"version", 0}, {"mark", "m-1"}}, deciders},
      {"POST", here + "/present", {{"version", 0}, {"people", json::array()}}, deciders},
      {"POST", here + "/cover", {{"version", 0}, {"faces", {0}}}, deciders},
      {"POST", here + "/cover/remove", {{"version", 0}}, deciders},
      {"POST", here + "/delete", {{"confirm", "no"}}, "ACDEFH"},
      {"POST", "/api/v1/objections", {{"photo", "none"}}, "ACDEFHM"},
      {"POST", "/api/v1/incidents", {{"what", ""}}, all},
      {"GET", "/api/v1/incidents", {}, leaders},
      {"GET", "/api/v1/incidents/9", {}, leaders},
      {"POST", "/api/v1/incidents/9/entries", {{"text", "x"}}, leaders},
      {"POST", "/api/v1/incidents/9/assessment", {{"text", "x"}, {"risk", "low"}}, leaders},
      {"POST", "/api/v1/incidents/9/close", {{"text", "x"}}, leaders},
      {"GET", "/api/v1/incidents/9/export", {}, leaders},
      {"GET", "/api/v1/takedowns", {}, all},
      // Whether the task is theirs is asked of the task.
      {"POST", "/api/v1/takedowns/9/end", {{"outcome", "taken-down"}, {"note", "x"}}, all},
      {"GET", "/api/v1/samples/next", {}, deciders},
      {"POST", "/api/v1/samples/9/answer", {{"answer", "fine"}}, deciders},
      {"GET", "/api/v1/users", {}, "M"},
      {"POST", "/api/v1/users/sign-out", {{"name", ""}}, "M"},
      {"POST", "/api/v1/session/password", {{"old", "x"}, {"new", "y"}}, all},
      // The last, since it signs out.
      {"DELETE", "/api/v1/sessions", {}, all},
  };
}

PhotoId Possible(ReviewHome& home) {
  return home.AddPhoto({home.Make(FindingCode::kPossibleListedPerson, Effect::kReview, "2")});
}

TEST_CASE("each role is let through to its own routes and to no other", "[abuse]") {
  ReviewHome home;
  const PhotoId id = Possible(home);
  const std::map<char, std::string> names{{'A', "Ann"}, {'C', "Cy"},  {'D', "Di"},  {'E', "Ed"},
                                          {'F', "Fay"}, {'G', "Guy"}, {'H', "Hal"}, {'M', "Admin"}};
  const std::vector<Row> table = Table(id.value);
  // Every route of the program is in the table; those of the office are in office_test.cpp.
  std::vector<Route> routes = AllPhotoRoutes(home.photo_parts());
  for (Route& route : SessionRoutes(home.photo_parts().site)) routes.push_back(std::move(route));
  std::size_t seen = 0;
  for (const Route& route : routes) {
    // Whoever asks; and signing out, after which this table could ask nothing more.
    if (test::IsOfficeRoute(route) || route.open) continue;
    if (route.method == "DELETE" && route.pattern == "/api/v1/session") continue;
    INFO(route.method << " " << route.pattern);
    ++seen;
    CHECK(std::any_of(table.begin(), table.end(), [&](const Row& row) {
      const std::string path = row.path.substr(0, row.path.find('?'));
      return FindRoute({route}, row.method, path).route != nullptr;
    }));
  }
  CHECK(seen >= 26);
  for (const auto& [letter, name] : names) {
    const Reviewer reviewer(home, name);
    for (const Row& row : table) {
      INFO(name << " " << row.method << " " << row.path);
      const WebAnswer answer = reviewer.Send(row.method, row.path, row.body);
      const bool allowed = row.who.find(letter) != std::string::npos;
      CHECK(CodeOf(answer) != "signed_out");
      CHECK((answer.status == 403 && CodeOf(answer) == "not_allowed") == !allowed);
      INFO(answer.body.substr(0, 200));
      CHECK(answer.status < 500);
    }
  }
  // Signed out, there is nothing but signing in.
  const Reviewer nobody(home.port());
  for (const Row& row : table) {
    if (row.path == "/api/v1/session") continue;
    INFO(row.method << " " << row.path);
    CHECK(nobody.Send(row.method, row.path, row.body).status == 401);
  }
  CHECK(home.journal().Load(id).value().state == PhotoState::kHeld);
}

TEST_CASE("tokens that are forged, stale or somebody else's are refused", "[abuse]") {
  ReviewHome home;
  const PhotoId id = Possible(home);
  const std::string path = "/api/v1/photos/" + id.value + "/decision";
  Reviewer ann(home, "Ann");
  const Reviewer bo(home, "Bo");
  const json body{{"version", ann.Photo(id)["version"]}, {"act", "block"}};
  const std::string own = ann.token;
  for (const std::string& forged :
       {std::string(), std::string(64, '0'), bo.token, own.substr(1), own + "0"}) {
    ann.token = forged;
    CHECK(CodeOf(ann.Post(path, body)) == "wrong_token");
  }
  ann.token = own;
  const std::string cookie = ann.cookie;
  for (const std::string& forged :
       {std::string("photogate_session=") + std::string(64, '0'), cookie + "0",
        cookie + "; " + cookie, std::string("photogate_session="), std::string("x=y")}) {
    ann.cookie = forged;
    CHECK(ann.Post(path, body).status == 401);
  }
  ann.cookie = cookie;
  CHECK(ann.Send("DELETE", "/api/v1/session").status == 200);
  // A replay after signing out.
  CHECK(ann.Post(path, body).status == 401);
  CHECK(home.journal().Load(id).value().state == PhotoState::kHeld);
}

TEST_CASE("other hosts, origins and sites are refused", "[abuse]") {
  ReviewHome home;
  const Reviewer ann(home, "Ann");
  const auto ask = [&](std::map<std::string, std::string> headers, const char* method = "GET",
                       const char* target = "/api/v1/queue") {
    headers["Cookie"] = ann.cookie;
    headers["X-Photogate-Token"] = ann.token;
    return Ask(home.port(), {method, target, headers, ""});
  };
  CHECK(ask({}).status == 200);
  for (const char* host : {"photos.evil.example", "127.0.0.1", "127.0.0.1:1", ""}) {
    INFO(host);
    CHECK(ask({{"Host", host}}).status == 421);
  }
  for (const char* origin :
       {"null", "http://evil.example", "http://127.0.0.1", "https://127.0.0.1:1"}) {
    INFO(origin);
    CHECK(CodeOf(ask({{"Origin", origin}})) == "wrong_origin");
    CHECK(CodeOf(ask({{"Origin", origin}}, "DELETE", "/api/v1/session")) == "wrong_origin");
  }
  for (const char* site : {"cross-site", "same-site"}) {
    CHECK(CodeOf(ask({{"Sec-Fetch-Site", site}})) == "wrong_origin");
  }
  CHECK(ask({{"Sec-Fetch-Site", "same-origin"}}).status == 200);
  CHECK(Ask(home.port(),
            {"GET", "/", {{"Sec-Fetch-Site", "cross-site"}, {"Sec-Fetch-Mode", "navigate"}}, ""})
            .status == 200);
}

TEST_CASE("no path leads to anything but the page and the API", "[abuse]") {
  ReviewHome home;
  const Reviewer ann(home, "Ann");
  for (const char* path :
       {"/../register.sqlite", "/..%2f..%2fetc/passwd", "/%2e%2e/%2e%2e/etc/passwd", "//etc/passwd",
        "/index.html/..", "/index.html%00.js", "/page/index.html", "/api/v1/photos/..%2f..",
        "/api/v1/photos/%2e%2e", "/api/v1/references/../../x", "/.git/config", "/INDEX.HTML"}) {
    INFO(path);
    const WebAnswer answer = ann.Get(path);
    CHECK((answer.status == 404 || answer.status == 400));
    CHECK(answer.body.find("root:") == std::string::npos);
  }
  CHECK(ann.Get("/").status == 200);
  CHECK(ann.Send("POST", "/").status == 405);
  CHECK(ann.Send("PUT", "/api/v1/queue").status == 405);
}

TEST_CASE("bodies that are no requests change nothing", "[abuse]") {
  ReviewHome home;
  const PhotoId id = Possible(home);
  const Reviewer ann(home, "Ann");
  const std::string path = "/api/v1/photos/" + id.value + "/decision";
  const auto send = [&](const std::string& body, const std::string& type = "application/json") {
    WebRequest request{"POST", path, {}, body};
    request.headers = {
        {"Cookie", ann.cookie}, {"X-Photogate-Token", ann.token}, {"Content-Type", type}};
    return Ask(home.port(), request).status;
  };
  for (const std::string& body :
       {std::string("{"), std::string("[]"), std::string("null"), std::string("{\"version\":1}"),
        std::string("{\"version\":\"1\",\"act\":\"block\"}"),
        std::string("{\"version\":1e99,\"act\":\"block\"}"),
        std::string("{\"act\":\"block\",\"version\":1,\"roles\":[\"senior-leader\"]}"),
        std::string("{\"act\":[\"block\"],\"version\":1}"), std::string(100'000, '['),
        std::string("\xFF\xFE"), std::string("{\"version\":\0}", 13)}) {
    const int status = send(body);
    INFO(body.substr(0, 80));
    CHECK((status == 400 || status == 409));
  }
  CHECK(send("{}", "text/plain") == 415);
  CHECK(send("{}", "application/x-www-form-urlencoded") == 415);
  CHECK(send(std::string(300'000, ' ')) == 413);
  CHECK(home.journal().Verdicts(id).value().empty());
}

TEST_CASE("marks and covers beyond the photo, and faces that are not there, are refused",
          "[abuse]") {
  ReviewHome home;
  const PhotoId id = Possible(home);
  const Reviewer ann(home, "Ann");
  for (const json& box : {json{-500, -500, 10, 10}, json{0, 0, 0, 0}, json{1, 2, 3}, json("x"),
                          json{1e9, 1, 1, 1}, json{1, 1, -5, 5}, json{nullptr, 1, 1, 1}}) {
    INFO(box.dump());
    CHECK(ann.OnPhoto(id, "marks", {{"kind", "missed_face"}, {"box", box}}).status == 400);
    CHECK(ann.OnPhoto(id, "cover", {{"boxes", {box}}}).status == 400);
  }
  for (const json& face : {json(7), json(-1), json("0"), json(1.5)}) {
    CHECK(ann.OnPhoto(id, "marks", {{"kind", "false_face"}, {"face", face}}).status == 400);
    CHECK(ann.OnPhoto(id, "cover", {{"faces", {face}}}).status == 400);
  }
  CHECK(ann.OnPhoto(id, "cover", json::object()).status == 400);
  CHECK(ann.OnPhoto(id, "cover", {{"faces", {0}}, {"all_but", {0}}}).status == 400);
}

TEST_CASE("too many requests of one session are slowed down, and nobody else's", "[abuse]") {
  ReviewHome home;
  const Reviewer ann(home, "Ann");
  const Reviewer bo(home, "Bo");
  int slowed = 0;
  for (int at = 0; at < 400 && slowed == 0; ++at) {
    const WebAnswer answer = ann.Get("/api/v1/session");
    slowed += answer.status == 429;
    if (answer.status == 429) CHECK(answer.headers.count("retry-after") == 1);
  }
  CHECK(slowed == 1);
  CHECK(bo.Get("/api/v1/session").status == 200);
}

TEST_CASE("twenty reviewers at once decide without an error", "[abuse]") {
  ReviewHome home;
  constexpr int kReviewers = 20;
  std::vector<PhotoId> photos;
  for (int at = 0; at < kReviewers; ++at) photos.push_back(Possible(home));
  std::vector<Reviewer> reviewers;
  for (int at = 0; at < kReviewers; ++at) {
    const std::string names[] = {"Ann", "Bo", "Cy", "Di", "Ed"};
    reviewers.emplace_back(home, names[at % 5]);
  }
  std::vector<int> wrong(kReviewers, 0);
  std::vector<std::thread> threads;
  for (int at = 0; at < kReviewers; ++at) {
    threads.emplace_back([&, at] {
      const auto mine = static_cast<std::size_t>(at);
      const Reviewer& who = reviewers[mine];
      const std::string path = "/api/v1/photos/" + photos[mine].value;
      wrong[mine] += who.Get("/api/v1/queue").status != 200;
      wrong[mine] += who.Get(path + "/pictures/screen").status != 200;
      const json photo = json::parse(who.Get(path).body)["photo"];
      const WebAnswer answered =
          who.Post(path + "/answers", {{"version", photo["version"]},
                                       {"question", photo["questions"][0]["id"]},
                                       {"answer", "different"}});
      wrong[mine] += answered.status != 200;
      json checks;
      for (const CheckPoint& point : CheckPoints()) checks[point.id] = true;
      wrong[mine] += who.Post(path + "/decision",
                              {{"version", photo["version"]}, {"act", "clear"}, {"checks", checks}})
                         .status != 200;
    });
  }
  for (std::thread& thread : threads) thread.join();
  for (int at = 0; at < kReviewers; ++at) {
    CHECK(wrong[static_cast<std::size_t>(at)] == 0);
    CHECK(home.journal().Load(photos[static_cast<std::size_t>(at)]).value().state ==
          PhotoState::kPassed);
  }
}

}  // namespace
}  // namespace photogate
