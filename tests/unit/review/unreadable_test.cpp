// A photo of which something was said that cannot be read: told, held, and only to be deleted.
#include <catch2/catch.hpp>

#include "consent/incidents.h"
#include "pipeline/review_case.h"
#include "tests/unit/consent/raw_register.h"
#include "tests/unit/review/review_home.h"

namespace photogate {
namespace {

using nlohmann::json;
using test::CodeOf;
using test::Parsed;
using test::Reviewer;
using test::ReviewHome;
using test::WebAnswer;

// Held, and Bo's block of it came out of a damaged register, or of a newer photogate.
PhotoId Unreadable(ReviewHome& home, const char* kind = "block", const char* answers = "{\"rol") {
  const PhotoId id =
      home.AddPhoto({home.Make(FindingCode::kPossibleListedPerson, Effect::kReview, "2")});
  PhotoVerdict said;
  said.kind = kind;
  said.answers = answers;
  const auto revision = home.journal().Load(id).value().revision;
  REQUIRE(home.journal().RecordVerdicts(id, revision, {said}, Actor{"Bo"}).ok());
  return id;
}

json Waiting(const Reviewer& who) { return Parsed(who.Get("/api/v1/queue"))["photos"]; }

}  // namespace

TEST_CASE("a photo that cannot be read is on the list of those who may delete it", "[unreadable]") {
  ReviewHome home;
  const PhotoId fine =
      home.AddPhoto({home.Make(FindingCode::kPossibleListedPerson, Effect::kReview, "2")});
  const PhotoId id = Unreadable(home);
  for (const char* who : {"Ann", "Cy", "Hal"}) {
    INFO(who);
    const json photos = Waiting(Reviewer(home, who));
    REQUIRE(photos.size() == 2);
    CHECK(photos[0]["id"] == fine.value);
    CHECK(photos[1]["id"] == id.value);
    CHECK(photos[1]["state"] == "unreadable");
    CHECK(photos[1]["undo"] == false);
    const std::string text = photos[1]["headline"];
    CHECK(text.find("cannot be read") != std::string::npos);
    CHECK(text.find("latest backup") != std::string::npos);
  }
  // Who may look and no more has nothing to do.
  CHECK(Waiting(Reviewer(home, "Guy")).size() == 1);
}

TEST_CASE("of a photo that cannot be read only its deletion is offered", "[unreadable]") {
  ReviewHome home;
  const Reviewer ann(home, "Ann"), guy(home, "Guy");
  const std::vector<std::pair<const char*, const char*>> damaged{
      {"block", "{\"rol"}, {"a word of tomorrow", "{}"}, {"clear", "{\"roles\":[]}"}};
  for (const auto& [kind, answers] : damaged) {
    INFO(kind);
    const PhotoId id = Unreadable(home, kind, answers);
    const json photo = ann.Photo(id);
    CHECK(photo["state"] == "unreadable");
    CHECK(photo["may"] == json::array({"delete"}));
    CHECK(photo["picture"].is_null());
    CHECK(photo["faces"].empty());
    CHECK(photo["questions"].empty());
    CHECK(photo["history"].size() == 1);
    CHECK(photo["history"][0]["by"] == "Bo");
    CHECK(guy.Photo(id)["may"].empty());
    const std::string path = "/api/v1/photos/" + id.value;
    for (const char* picture : {"/pictures/screen", "/pictures/small", "/faces/0"}) {
      CHECK(ann.Get(path + picture).status != 200);
    }
  }
}

TEST_CASE("nobody decides on a photo that cannot be read", "[unreadable]") {
  ReviewHome home;
  const PhotoId id = Unreadable(home);
  json checks;
  for (const CheckPoint& point : CheckPoints()) checks[point.id] = true;
  const std::vector<std::pair<std::string, json>> changes{
      {"answers", {{"question", "possible-listed-person-0-0"}, {"answer", "different"}}},
      {"decision", {{"act", "clear"}, {"checks", checks}, {"reason", "a reason of some length"}}},
      {"decision", {{"act", "block"}, {"reason", ""}}},
      {"decision", {{"act", "escalate"}, {"to", "senior-leader"}, {"reason", ""}}},
      {"decision", {{"act", "not_sure"}, {"reason", ""}}},
      {"undo", json::object()},
      {"marks", {{"kind", "false_face"}, {"face", 0}}},
      {"marks/remove", {{"mark", "m-1"}}},
      {"present", {{"people", {"1"}}}},
      {"cover", {{"faces", {0}}}},
      {"cover/remove", json::object()}};
  for (const char* name : {"Ann", "Bo", "Cy"}) {
    const Reviewer who(home, name);
    for (const auto& [what, body] : changes) {
      INFO(name << " " << what);
      const WebAnswer answer = who.OnPhoto(id, what, body);
      CHECK(answer.status == 403);
      CHECK(answer.body.find("cannot be read") != std::string::npos);
    }
  }
  CHECK(home.journal().Verdicts(id).value().size() == 1);
  CHECK(home.journal().Load(id).value().state == PhotoState::kHeld);
}

TEST_CASE("a photo that cannot be read is deleted, or kept as evidence", "[unreadable]") {
  ReviewHome home;
  const PhotoId id = Unreadable(home);
  const Reviewer ann(home, "Ann"), di(home, "Di");
  REQUIRE(ann.Post("/api/v1/incidents", {{"photo", id.value}, {"what", "It was on the website"}})
              .status == 200);
  CHECK(ann.Photo(id)["may"].empty());
  CHECK(ann.Photo(id)["why_not"].contains("delete"));
  const auto remove = [&](const Reviewer& who) {
    return who.Post("/api/v1/photos/" + id.value + "/delete", {{"confirm", "delete"}});
  };
  CHECK(remove(ann).status == 403);
  const WebAnswer gone = remove(di);
  INFO(gone.body);
  REQUIRE(gone.status == 200);
  CHECK(home.destroyed == 1);
  CHECK(di.Photo(id)["state"] == "deleted");
  CHECK(di.Photo(id)["receipt"]["by"] == "Di");
  CHECK(Waiting(di).empty());
}

TEST_CASE("a register that cannot be read is an error, and no photo", "[unreadable]") {
  ReviewHome home;
  const PhotoId id = Unreadable(home);
  const Reviewer ann(home, "Ann");
  REQUIRE(ann.Photo(id)["state"] == "unreadable");
  test::RawRegister(home.home())
      ->exec("UPDATE photo SET findings = 'damaged', revision = revision + 1");
  const WebAnswer photo = ann.Get("/api/v1/photos/" + id.value);
  CHECK(photo.status == 503);
  CHECK(CodeOf(photo) == "unavailable");
  CHECK(ann.Get("/api/v1/queue?state=all").status == 503);
}

}  // namespace photogate
