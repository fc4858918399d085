#include <algorithm>
#include <catch2/catch.hpp>

#include "consent/audit.h"
#include "consent/looks.h"
#include "consent/people.h"
#include "tests/unit/review/review_home.h"

namespace photogate {
namespace {

using nlohmann::json;
using test::CodeOf;
using test::Parsed;
using test::Reviewer;
using test::ReviewHome;
using test::WebAnswer;

const std::string kReason = "His mother allowed this one in writing";

Finding Possible(const ReviewHome& home) {
  return home.Make(FindingCode::kPossibleListedPerson, Effect::kReview, "2");
}
Finding Listed(const ReviewHome& home, const std::string& person) {
  return home.Make(FindingCode::kListedPerson, Effect::kBlock, person);
}

PhotoState StateOf(ReviewHome& home, const PhotoId& id) {
  return home.journal().Load(id).value().state;
}

bool May(const json& photo, const std::string& what) {
  for (const auto& one : photo["may"]) {
    if (one == what) return true;
  }
  return false;
}

TEST_CASE("a held photo is cleared by answering, checking and clearing", "[decide]") {
  ReviewHome home;
  const PhotoId id = home.AddPhoto({Possible(home)});
  const Reviewer ann(home, "Ann");
  CHECK(CodeOf(ann.Clear(id)) == "incomplete");
  ann.AnswerAll(id, "different");
  const WebAnswer cleared = ann.Clear(id);
  INFO(cleared.body);
  CHECK(cleared.status == 200);
  CHECK(Parsed(cleared)["photo"]["state"] == "cleared");
  CHECK(StateOf(home, id) == PhotoState::kPassed);
  CHECK(home.passed == 1);
}

TEST_CASE("who is shown no names does not say that none of these people is in it", "[decide]") {
  ReviewHome home;
  Finding hidden =
      home.Make(FindingCode::kProtectedWithoutTemplate, Effect::kReview, "", std::nullopt);
  hidden.text = "2 people must not appear and may be in it. They are: case-1 and case-2.";
  hidden.identified_text =
      "2 people must not appear and may be in it. They are: Tom Okafor and Ben Marsh.";
  hidden.people = {PersonId{"2"}, PersonId{"3"}};
  const PhotoId id = home.AddPhoto({hidden});
  const Reviewer ann(home, "Ann"), cy(home, "Cy");
  const json shown = ann.Photo(id);
  const json question = shown["questions"][0];
  CHECK(question["who"].is_null());
  CHECK(question["needs_names"].is_string());
  CHECK(question["ask"] == "Is any of these people in this photo?");
  CHECK(question["choices"].dump().find("\"fine\"") == std::string::npos);
  CHECK_FALSE(May(shown, "clear"));
  CHECK(May(shown, "escalate"));
  CHECK(shown["why_not"]["clear"].get<std::string>().find("Pass it on") != std::string::npos);
  const auto answer = [&](const Reviewer& who, const char* said) {
    return who.OnPhoto(id, "answers", {{"question", question["id"]}, {"answer", said}});
  };
  CHECK(CodeOf(answer(ann, "fine")) == "not_allowed");
  CHECK(answer(ann, "not_sure").status == 200);
  CHECK(CodeOf(ann.Clear(id)) == "not_allowed");
  // The lead is told everybody, answers, and then anybody may clear it.
  const json named = cy.Photo(id)["questions"][0];
  CHECK(named["who"] == json::array({"Tom Okafor", "Ben Marsh"}));
  CHECK(named["needs_names"].is_null());
  CHECK(answer(cy, "fine").status == 200);
  CHECK(May(ann.Photo(id), "clear"));
  CHECK(ann.Clear(id).status == 200);
  CHECK(StateOf(home, id) == PhotoState::kPassed);
}

TEST_CASE("each point of the checklist must be answered with yes", "[decide]") {
  ReviewHome home;
  const PhotoId id = home.AddPhoto({Possible(home)});
  const Reviewer ann(home, "Ann");
  ann.AnswerAll(id, "different");
  for (const CheckPoint& left : CheckPoints()) {
    json checks;
    for (const CheckPoint& point : CheckPoints()) {
      if (point.id != left.id) checks[point.id] = true;
    }
    const WebAnswer lacks = ann.OnPhoto(id, "decision", {{"act", "clear"}, {"checks", checks}});
    CHECK(lacks.status == 422);
    CHECK(Parsed(lacks)["missing"][0]["field"] == "checks." + left.id);
    checks[left.id] = false;
    CHECK(ann.OnPhoto(id, "decision", {{"act", "clear"}, {"checks", checks}}).status == 422);
  }
  CHECK(StateOf(home, id) == PhotoState::kHeld);
}

TEST_CASE("the score is in no answer before the person has given theirs", "[decide]") {
  ReviewHome home;
  const PhotoId id = home.AddPhoto({Possible(home)});
  const Reviewer ann(home, "Ann");
  const Reviewer bo(home, "Bo");
  const auto leaks = [&](const std::string& text) {
    return text.find("0.512") != std::string::npos || text.find("0.45") != std::string::npos;
  };
  CHECK_FALSE(leaks(ann.Get("/api/v1/photos/" + id.value).body));
  CHECK_FALSE(leaks(ann.Get("/api/v1/queue").body));
  ann.AnswerAll(id, "different");
  const json score = ann.Photo(id)["questions"][0]["score"];
  CHECK(score["distance"] == Approx(0.512));
  CHECK(score["match"] == Approx(0.45));
  CHECK(score["possible"] == Approx(0.6));
  // Somebody else has not answered.
  CHECK_FALSE(leaks(bo.Get("/api/v1/photos/" + id.value).body));
}

TEST_CASE("names of barred people are for those who may know them", "[decide]") {
  ReviewHome home;
  const PhotoId id = home.AddPhoto({Possible(home)});
  const std::string path = "/api/v1/photos/" + id.value;
  CHECK(Reviewer(home, "Ann").Get(path).body.find("Tom Okafor") == std::string::npos);
  CHECK(Reviewer(home, "Cy").Get(path).body.find("Tom Okafor") != std::string::npos);
  // Looking somebody up by name tells no case number, and by case number nothing.
  const std::string found = Reviewer(home, "Ann").Get("/api/v1/people?q=Okafor").body;
  CHECK(found.find("Tom Okafor") != std::string::npos);
  CHECK(found.find("case-") == std::string::npos);
  const std::string number = People(home.reg()).List().value().at(0).case_number;
  const std::string digits = number.substr(std::string("case-").size());
  for (const std::string& text : {number, "CASE-" + digits, "Case-" + digits, digits}) {
    INFO(text);
    for (const std::string& where : {std::string("/api/v1/people?q="), path + "/people?q="}) {
      CHECK(Reviewer(home, "Ann").Get(where + text).body == "{\"people\":[],\"more\":false}");
      CHECK(Reviewer(home, "Cy").Get(where + text).body.find(number) != std::string::npos);
    }
  }
  CHECK(Reviewer(home, "Ann").Get("/api/v1/people?q=case-").body ==
        "{\"people\":[],\"more\":false}");
  CHECK(Reviewer(home, "Cy").Get("/api/v1/people?q=Okafor").body.find("case-") !=
        std::string::npos);
}

TEST_CASE("the list names barred people for those who may know them, and that is on record",
          "[decide]") {
  ReviewHome home;
  home.AddPhoto({Possible(home)});
  const auto headline = [](const Reviewer& who) -> std::string {
    return Parsed(who.Get("/api/v1/queue"))["photos"][0]["headline"];
  };
  const Reviewer ann(home, "Ann"), cy(home, "Cy");
  CHECK(headline(ann) == "Face 1 may be somebody who must not appear.");
  const auto looks = [&] {
    const auto list = Looks(home.reg()).List(50).value();
    return std::count_if(list.begin(), list.end(), [](const Look& look) {
      return look.what == "names in the list of photos";
    });
  };
  CHECK(looks() == 0);
  CHECK(headline(cy) == "Face 1 may be Tom Okafor.");
  CHECK(headline(cy) == "Face 1 may be Tom Okafor.");
  CHECK(looks() == 1);
  CHECK(headline(Reviewer(home, "Ann")) == "Face 1 may be somebody who must not appear.");
}

TEST_CASE("a barred person whom a reviewer sees in the photo blocks it", "[decide]") {
  ReviewHome home;
  const PhotoId id = home.AddPhoto({home.Make(FindingCode::kUnknownFace, Effect::kReview)});
  const Reviewer ann(home, "Ann");
  REQUIRE(ann.OnPhoto(id, "present", {{"people", {"1"}}}).status == 200);
  CHECK(ann.Photo(id)["effect"] == "review");
  REQUIRE(ann.OnPhoto(id, "present", {{"people", {"1", "2"}}}).status == 200);
  const json photo = ann.Photo(id);
  CHECK(photo["effect"] == "block");
  CHECK(photo.dump().find("Tom Okafor") == std::string::npos);
  CHECK(ann.OnPhoto(id, "present", {{"people", {"nobody"}}}).status == 404);
}

TEST_CASE("nobody takes a barred person off a photo alone, whoever named them", "[decide]") {
  ReviewHome home;
  const PhotoId id = home.AddPhoto({home.Make(FindingCode::kUnknownFace, Effect::kReview)});
  const Reviewer ann(home, "Ann"), bo(home, "Bo"), cy(home, "Cy");
  const auto listed = [&](const Reviewer& who) {
    const json questions = who.Photo(id)["questions"];
    return std::count_if(questions.begin(), questions.end(),
                         [](const json& one) { return one["code"] == "listed_person"; });
  };
  REQUIRE(ann.OnPhoto(id, "present", {{"people", {"2"}}}).status == 200);
  CHECK(ann.Photo(id)["present"][0]["person"].is_null());
  CHECK(ann.Photo(id)["present"][0]["name"] == "Somebody who must not appear");
  SECTION("the page lists only those it was told of") {
    REQUIRE(ann.OnPhoto(id, "present", {{"people", {"1"}}}).status == 200);
    CHECK(ann.Photo(id)["present"].size() == 2);
  }
  SECTION("a second teacher says that nobody is in it") {
    REQUIRE(bo.OnPhoto(id, "present", {{"people", json::array()}}).status == 200);
  }
  SECTION("a senior leader, who sees the name, takes it off") {
    REQUIRE(cy.OnPhoto(id, "present", {{"people", json::array()}}).status == 200);
    CHECK(cy.Photo(id)["present"].empty());
  }
  CHECK(listed(ann) == 1);
  CHECK(ann.Photo(id)["effect"] == "block");
  ann.AnswerAll(id, "different");
  CHECK(ann.Clear(id).status == 422);  // a reason is missing
  CHECK(Parsed(ann.Clear(id, kReason))["photo"]["state"] == "second");
  bo.AnswerAll(id, "different");
  CHECK(Parsed(bo.Clear(id, kReason))["photo"]["state"] == "second");
  cy.AnswerAll(id, "different");
  CHECK(Parsed(cy.Clear(id, kReason))["photo"]["state"] == "cleared");
}

TEST_CASE("what was said of a barred person counts for the cover of that moment", "[decide]") {
  ReviewHome home;
  const PhotoId id = home.AddPhoto({home.Make(FindingCode::kUnknownFace, Effect::kReview)});
  const auto said = [&](const char* kind, const std::string& answers) {
    PhotoVerdict verdict;
    verdict.kind = kind;
    verdict.answers = answers;
    const auto now = home.journal().Load(id).value().revision;
    REQUIRE(home.journal().RecordVerdicts(id, now, {verdict}, Actor{"Ann"}).ok());
  };
  const auto answers = [&] {
    return ReadReviewCase(home.journal().Verdicts(id).value()).value().acts.size();
  };
  const std::string roles = R"("roles":["teacher"])";
  said("answer", R"({"finding":"listed_person/block/2","answer":"different",)" + roles + "}");
  said("answer",
       R"({"finding":"listed_person/block/face 0/2","answer":"different",)" + roles + "}");
  said("answer", R"({"finding":"unknown_face/review/face 0","answer":"different",)" + roles + "}");
  CHECK(answers() == 3);
  said("cover", R"({"fills":[[1,2,30,40]],"crop":null,)" + roles + "}");
  CHECK(answers() == 2);
  said("answer", R"({"finding":"listed_person/block/2","answer":"different",)" + roles + "}");
  CHECK(answers() == 3);
  said("uncover", "{" + roles + "}");
  CHECK(answers() == 2);
}

TEST_CASE("a block that somebody else takes back is not gone", "[decide]") {
  ReviewHome home;
  const PhotoId id = home.AddPhoto({Possible(home)});
  const Reviewer ann(home, "Ann"), bo(home, "Bo"), cy(home, "Cy");
  REQUIRE(ann.OnPhoto(id, "decision", {{"act", "block"}, {"reason", "no"}}).status == 200);
  SECTION("who blocked it takes it back: as it was before") {
    REQUIRE(ann.OnPhoto(id, "undo", json::object()).status == 200);
    ann.AnswerAll(id, "different");
    CHECK(Parsed(ann.Clear(id))["photo"]["state"] == "cleared");
    return;
  }
  REQUIRE(cy.OnPhoto(id, "undo", json::object()).status == 200);
  const json needs = cy.Photo(id)["needs"];
  CHECK(needs["reason"] == true);
  CHECK(needs["second_person"] == true);
  CHECK(needs["senior_leader"] == true);
  cy.AnswerAll(id, "different");
  CHECK(cy.Clear(id).status == 422);
  CHECK(Parsed(cy.Clear(id, kReason))["photo"]["state"] == "second");
  bo.AnswerAll(id, "different");
  CHECK(Parsed(bo.Clear(id, kReason))["photo"]["state"] == "cleared");
}

TEST_CASE("nobody clears against the wish of somebody unknown with a press", "[decide]") {
  ReviewHome home;
  const PhotoId id = home.AddPhoto(
      {Possible(home), home.Make(FindingCode::kUnknownFace, Effect::kReview, "", 1)}, 2);
  const Reviewer ann(home, "Ann"), bo(home, "Bo"), cy(home, "Cy");
  CHECK(ann.Post("/api/v1/objections", {{"photo", id.value}, {"face", 9}}).status == 404);
  const WebAnswer said = ann.Post("/api/v1/objections", {{"photo", id.value}, {"face", 1}});
  REQUIRE(said.status == 200);
  CHECK(Parsed(said)["photo"]["state"] == "blocked");
  CHECK(ann.Photo(id)["faces"][1]["state"] == "listed");
  // Whoever entered it takes the block back; the wish stays.
  REQUIRE(ann.OnPhoto(id, "undo", json::object()).status == 200);
  json photo = ann.Photo(id);
  CHECK(photo["state"] == "waiting");
  CHECK(photo["effect"] == "block");
  json wish;
  for (const json& one : photo["questions"]) {
    if (one["code"] == "objection") wish = one;
  }
  REQUIRE_FALSE(wish.is_null());
  CHECK(wish["face"] == 1);
  CHECK(wish["people"] == 2);
  CHECK(wish["overridable"] == false);
  ann.AnswerAll(id, "same");
  CHECK(ann.Clear(id, kReason).status == 403);
  CHECK(cy.Clear(id, kReason).status == 403);
  ann.AnswerAll(id, "different");
  CHECK(Parsed(ann.Clear(id, kReason))["photo"]["state"] == "second");
  cy.AnswerAll(id, "different");
  CHECK(Parsed(cy.Clear(id, kReason))["photo"]["state"] == "cleared");
}

TEST_CASE("a teacher learns no case number together with a name", "[decide]") {
  ReviewHome home;
  const PhotoId id = home.AddPhoto({home.Make(FindingCode::kKnownPerson, Effect::kNone, "1"),
                                    home.Make(FindingCode::kUnknownFace, Effect::kReview, "", 1)},
                                   2);
  const Reviewer ann(home, "Ann"), cy(home, "Cy");
  const std::string number = People(home.reg()).List().value().at(0).case_number;
  const json photo = ann.Photo(id);
  CHECK(photo["faces"][0]["person"]["id"] == "1");
  CHECK(photo.dump().find(number) == std::string::npos);
  CHECK(ann.Get("/api/v1/queue").body.find(number) == std::string::npos);
  CHECK(cy.Photo(id)["faces"][0]["person"]["case_number"] == number);
  const WebAnswer objected = ann.Post("/api/v1/objections", {{"photo", id.value}, {"face", 0}});
  REQUIRE(objected.status == 200);
  CHECK(objected.body.find(number) == std::string::npos);
}

TEST_CASE("overriding a block takes a reason, a second person and a senior leader", "[decide]") {
  ReviewHome home;
  const PhotoId id = home.AddPhoto({Listed(home, "2")});
  const Reviewer ann(home, "Ann"), bo(home, "Bo"), cy(home, "Cy");
  ann.AnswerAll(id, "same");
  CHECK(CodeOf(ann.Clear(id)) == "incomplete");
  const WebAnswer first = ann.Clear(id, kReason);
  INFO(first.body);
  REQUIRE(first.status == 200);
  CHECK(Parsed(first)["photo"]["state"] == "second");
  CHECK(Parsed(first)["photo"]["first_person"]["name"] == "Ann");
  CHECK(ann.Clear(id, kReason).status == 403);
  bo.AnswerAll(id, "same");
  CHECK(Parsed(bo.Clear(id, kReason))["photo"]["state"] == "second");
  cy.AnswerAll(id, "same");
  CHECK(Parsed(cy.Clear(id, kReason))["photo"]["state"] == "cleared");
  CHECK(StateOf(home, id) == PhotoState::kPassed);
}

TEST_CASE("a bar is never overridden, and two different answers settle a wrong match", "[decide]") {
  ReviewHome home;
  const PhotoId id = home.AddPhoto({Listed(home, "3")});
  const Reviewer ann(home, "Ann"), cy(home, "Cy");
  ann.AnswerAll(id, "same");
  CHECK_FALSE(May(ann.Photo(id), "clear"));
  CHECK(ann.Clear(id, kReason).status == 403);
  CHECK(cy.Clear(id, kReason).status == 403);
  ann.AnswerAll(id, "different");
  CHECK(Parsed(ann.Clear(id, kReason))["photo"]["state"] == "second");
  cy.AnswerAll(id, "different");
  CHECK(Parsed(cy.Clear(id, kReason))["photo"]["state"] == "cleared");
}

TEST_CASE("what is tried again by itself waits for nobody", "[decide]") {
  ReviewHome home;
  const PhotoId id = home.AddPhoto({home.Make(FindingCode::kOutcomeFailed, Effect::kReview)});
  const Reviewer ann(home, "Ann");
  CHECK(Parsed(ann.Get("/api/v1/queue"))["photos"].size() == 1);
  const auto facts = home.journal().Load(id).value().facts;
  REQUIRE(facts);
  REQUIRE(home.journal()
              .Decided(id, *facts, PhotoState::kHeld, "2026-11-20T12:05:00Z", "tried again later",
                       Actor{"photogate watch"})
              .ok());
  CHECK(Parsed(ann.Get("/api/v1/queue"))["photos"].empty());
  // It was tried often enough.
  REQUIRE(home.journal()
              .Decided(id, *facts, PhotoState::kHeld, std::nullopt, "", Actor{"photogate watch"})
              .ok());
  CHECK(Parsed(ann.Get("/api/v1/queue"))["photos"].size() == 1);
}

TEST_CASE("what no look can answer cannot be cleared by anybody", "[decide]") {
  ReviewHome home;
  const PhotoId id = home.AddPhoto(
      {home.Make(FindingCode::kMetadataNotProven, Effect::kReview, "", std::nullopt)});
  const Reviewer cy(home, "Cy");
  CHECK(cy.Clear(id, kReason).status == 403);
  CHECK(cy.OnPhoto(id, "decision", {{"act", "block"}, {"reason", ""}}).status == 200);
  CHECK(StateOf(home, id) == PhotoState::kBlocked);
}

TEST_CASE("the second of two reviewers is told, and nothing is overwritten", "[decide]") {
  ReviewHome home;
  const PhotoId id = home.AddPhoto({Possible(home)});
  const Reviewer ann(home, "Ann"), bo(home, "Bo");
  const json seen = bo.Photo(id);
  CHECK(ann.OnPhoto(id, "decision", {{"act", "block"}, {"reason", "no"}}).status == 200);
  const WebAnswer late = bo.OnPhoto(
      id, "decision", {{"version", seen["version"]}, {"act", "not_sure"}, {"reason", ""}});
  CHECK(late.status == 409);
  CHECK(Parsed(late)["error"]["message"].get<std::string>().find("Ann blocked") == 0);
  CHECK(Parsed(late)["photo"]["state"] == "blocked");
  CHECK(home.journal().Verdicts(id).value().size() == 1);
}

TEST_CASE("an answer of somebody else does not get in the way", "[decide]") {
  ReviewHome home;
  const PhotoId id = home.AddPhoto({Possible(home)});
  const Reviewer ann(home, "Ann"), bo(home, "Bo");
  const json seen = bo.Photo(id);
  ann.AnswerAll(id, "same");
  const WebAnswer answer = bo.OnPhoto(id, "answers",
                                      {{"version", seen["version"]},
                                       {"question", seen["questions"][0]["id"]},
                                       {"answer", "different"}});
  CHECK(answer.status == 200);
  // Ann said that it is him, so Bo cannot clear it alone.
  CHECK(Parsed(bo.Clear(id, kReason))["photo"]["state"] == "second");
}

TEST_CASE("not sure passes the photo on, and the second sends it to the senior leaders",
          "[decide]") {
  ReviewHome home;
  const PhotoId id = home.AddPhoto({Possible(home)});
  const Reviewer ann(home, "Ann"), bo(home, "Bo"), cy(home, "Cy");
  const auto waiting = [](const Reviewer& who) {
    return Parsed(who.Get("/api/v1/queue"))["photos"].size();
  };
  REQUIRE(ann.OnPhoto(id, "decision", {{"act", "not_sure"}, {"reason", "dark"}}).status == 200);
  CHECK(waiting(ann) == 0);
  CHECK(waiting(bo) == 1);
  REQUIRE(bo.OnPhoto(id, "decision", {{"act", "not_sure"}, {"reason", ""}}).status == 200);
  CHECK(waiting(bo) == 0);
  CHECK(waiting(cy) == 1);
  CHECK(cy.Photo(id)["state"] == "escalated");
  ann.AnswerAll(id, "different");
  CHECK(ann.Clear(id).status == 403);
  CHECK(cy.Clear(id).status == 200);
}

TEST_CASE("a missed face must be looked at before the photo is cleared", "[decide]") {
  ReviewHome home;
  const PhotoId id = home.AddPhoto({Possible(home)});
  const Reviewer ann(home, "Ann");
  ann.AnswerAll(id, "different");
  REQUIRE(ann.OnPhoto(id, "marks", {{"kind", "missed_face"}, {"box", {600, 300, 80, 90}}}).status ==
          200);
  CHECK(ann.Clear(id).status == 422);
  const json photo = ann.Photo(id);
  REQUIRE(photo["questions"].size() == 2);
  CHECK(ann.Get(photo["marks"][0]["picture"]).status == 200);
  ann.AnswerAll(id, "different");
  CHECK(ann.Clear(id).status == 200);
}

TEST_CASE("a false face settles only what could not be compared", "[decide]") {
  ReviewHome home;
  const PhotoId id = home.AddPhoto(
      {home.Make(FindingCode::kFaceNotComparable, Effect::kReview, "", 1), Possible(home)}, 2);
  const Reviewer ann(home, "Ann");
  for (const int face : {0, 1}) {
    REQUIRE(ann.OnPhoto(id, "marks", {{"kind", "false_face"}, {"face", face}}).status == 200);
  }
  const json questions = ann.Photo(id)["questions"];
  CHECK(questions[0]["standing"] == "set_aside");
  CHECK(questions[1]["standing"] == "open");
}

TEST_CASE("every picture is put on record once a session, under the user's name", "[decide]") {
  ReviewHome home;
  const PhotoId id = home.AddPhoto({Possible(home)});
  const Reviewer ann(home, "Ann");
  const std::string path = "/api/v1/photos/" + id.value;
  for (const char* what : {"/pictures/screen", "/pictures/small", "/faces/0", "/faces/0"}) {
    const WebAnswer picture = ann.Get(path + what);
    CHECK(picture.status == 200);
    CHECK(picture.headers.at("content-type") == "image/jpeg");
    CHECK(picture.body.substr(0, 2) == "\xFF\xD8");
  }
  int looks = 0;
  const std::vector<Look> on_record = Looks(home.reg()).List(100).value();
  for (const Look& look : on_record) {
    looks += look.what == "photo" && look.subject == id.value && look.actor == "Ann";
  }
  CHECK(looks == 1);
  CHECK(ann.Get(path + "/faces/7").status == 404);
  CHECK(ann.Get(path + "/pictures/cover").status == 404);
  CHECK(Reviewer(home.port()).Get(path + "/pictures/screen").status == 401);
  CHECK(Audit(home.reg()).Verify(std::nullopt).value().intact);
}

TEST_CASE("of a damaged file there is no picture, and nothing to try again", "[decide]") {
  ReviewHome home;
  home.damaged = true;
  const PhotoId id = home.AddPhoto({Possible(home)});
  const Reviewer ann(home, "Ann");
  for (const char* what : {"/pictures/screen", "/pictures/small", "/faces/0"}) {
    const WebAnswer none = ann.Get("/api/v1/photos/" + id.value + what);
    CHECK(none.status == 404);
    CHECK(CodeOf(none) == "not_found");
  }
}

TEST_CASE("deleting leaves a receipt and nothing else, and an incident keeps the evidence",
          "[decide]") {
  ReviewHome home;
  const PhotoId id = home.AddPhoto({Possible(home)});
  const Reviewer ann(home, "Ann"), di(home, "Di");
  CHECK(ann.Post("/api/v1/photos/" + id.value + "/delete", json::object()).status == 400);
  REQUIRE(ann.Post("/api/v1/incidents", {{"photo", id.value}, {"what", "It was on the website"}})
              .status == 200);
  CHECK(ann.Post("/api/v1/photos/" + id.value + "/delete", {{"confirm", "delete"}}).status == 403);
  CHECK(home.destroyed == 0);
  const WebAnswer gone = di.Post("/api/v1/photos/" + id.value + "/delete", {{"confirm", "delete"}});
  INFO(gone.body);
  REQUIRE(gone.status == 200);
  CHECK(home.destroyed == 1);
  CHECK(Parsed(gone)["receipt"]["by"] == "Di");
  CHECK(StateOf(home, id) == PhotoState::kDeleted);
  CHECK(di.Get("/api/v1/photos/" + id.value + "/pictures/screen").status == 404);
  const json photo = di.Photo(id);
  CHECK(photo["faces"].empty());
  CHECK(photo["questions"].empty());
  CHECK(photo["receipt"]["by"] == "Di");
}

TEST_CASE("an objection holds at once against everything that waits", "[decide]") {
  ReviewHome home;
  const PhotoId id = home.AddPhoto({home.Make(FindingCode::kKnownPerson, Effect::kNone, "1"),
                                    home.Make(FindingCode::kUnknownFace, Effect::kReview, "", 1)},
                                   2);
  const PhotoId other =
      home.AddPhoto({home.Make(FindingCode::kKnownPerson, Effect::kNone, "1"),
                     home.Make(FindingCode::kUnknownFace, Effect::kReview, "", 1)},
                    2);
  const Reviewer ann(home, "Ann");
  const WebAnswer objected = ann.Post("/api/v1/objections", {{"photo", id.value}, {"face", 0}});
  INFO(objected.body);
  REQUIRE(objected.status == 200);
  CHECK(Parsed(objected)["waiting_rechecked"] == 2);
  CHECK(Parsed(objected)["photo"]["effect"] == "block");
  CHECK(ann.Photo(other)["effect"] == "block");
  // Nobody overrides such a wish.
  const Reviewer cy(home, "Cy");
  ann.AnswerAll(other, "same");
  CHECK(cy.Clear(other, kReason).status == 403);
}

TEST_CASE("the wish of somebody who is not on the register blocks the photo", "[decide]") {
  ReviewHome home;
  const PhotoId id = home.AddPhoto({home.Make(FindingCode::kUnknownFace, Effect::kReview)});
  const Reviewer ann(home, "Ann");
  CHECK(ann.Post("/api/v1/objections", {{"photo", id.value}, {"face", 0}}).status == 200);
  CHECK(StateOf(home, id) == PhotoState::kBlocked);
}

TEST_CASE("an incident has its clock, its assessment and its export", "[decide]") {
  ReviewHome home;
  const Reviewer ann(home, "Ann"), cy(home, "Cy");
  const WebAnswer reported = ann.Post("/api/v1/incidents", {{"what", "A photo was sent out"}});
  REQUIRE(reported.status == 200);
  const std::string path = "/api/v1/incidents/1";
  CHECK(Parsed(reported)["incident"]["clock"]["hours_left"] == 72);
  CHECK(ann.Get(path).status == 403);
  CHECK(cy.Post(path + "/close", {{"text", "done"}}).status == 422);
  CHECK(cy.Post(path + "/assessment", {{"text", "It was few people"}, {"risk", "odd"}}).status ==
        422);
  CHECK(cy.Post(path + "/assessment",
                {{"text", "It was few people"}, {"risk", "low"}, {"report_to_ico", false}})
            .status == 200);
  home.clock().Advance(std::chrono::minutes(20));
  CHECK(Parsed(cy.Get(path))["incident"]["clock"]["hours_left"] == Approx(71.6));
  CHECK(cy.Post(path + "/close", {{"text", "Taken down"}}).status == 200);
  CHECK(cy.Post(path + "/entries", {{"text", "more"}}).status == 422);
  const WebAnswer exported = cy.Get(path + "/export");
  CHECK(exported.body.find("A photo was sent out") != std::string::npos);
  CHECK(exported.body.find("Risk: low") != std::string::npos);
}

TEST_CASE("an incident is told in a few words, and one of long ago is asked about", "[decide]") {
  ReviewHome home;
  const Reviewer ann(home, "Ann");
  const auto report = [&](const char* what, const char* noticed, bool long_ago = false) {
    return ann.Post("/api/v1/incidents",
                    {{"what", what}, {"noticed", noticed}, {"long_ago", long_ago}});
  };
  for (const char* nothing : {"", "x", "a photo", "x . - !", "  photo   "}) {
    INFO(nothing);
    const WebAnswer refused = report(nothing, "");
    CHECK(refused.status == 422);
    CHECK(refused.body.find("a few words") != std::string::npos);
  }
  const WebAnswer old = report("A photo was sent out", "1999-11-30T10:00:00Z");
  CHECK(old.status == 422);
  CHECK(old.body.find("more than a year ago") != std::string::npos);
  CHECK(report("A photo was sent out", "1999-11-30T10:00:00Z", true).status == 200);
  CHECK(report("A photo was sent out", "").status == 200);
}

TEST_CASE("who may not decide reads roles in plain words", "[decide]") {
  ReviewHome home;
  const PhotoId id = home.AddPhoto({Possible(home)});
  const Reviewer ann(home, "Ann");
  const std::string path = "/api/v1/photos/" + id.value;
  const json before = Parsed(ann.Get(path))["photo"];
  REQUIRE(ann.Post(path + "/decision", {{"version", before["version"]},
                                        {"act", "escalate"},
                                        {"to", "senior-leader"},
                                        {"reason", "A second look"}})
              .status == 200);
  CHECK(Parsed(ann.Get(path))["photo"]["why_not"]["clear"] ==
        "This photo waits for a senior leader.");
}

TEST_CASE("polling says in a word that nothing changed", "[decide]") {
  ReviewHome home;
  const Reviewer ann(home, "Ann");
  const json before = Parsed(ann.Get("/api/v1/queue"));
  const std::string again = "/api/v1/queue?revision=" + before["revision"].get<std::string>();
  CHECK(Parsed(ann.Get(again))["unchanged"] == true);
  const PhotoId id = home.AddPhoto({Possible(home)});
  const json after = Parsed(ann.Get(again));
  CHECK(after["unchanged"] == false);
  CHECK(after["photos"][0]["id"] == id.value);
  CHECK(after["counts"]["waiting"] == 1);
}

}  // namespace
}  // namespace photogate
