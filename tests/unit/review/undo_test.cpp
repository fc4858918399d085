// Decisions taken back over the real page: before the copy is made, after, and not once it is out.
#include <algorithm>
#include <catch2/catch.hpp>

#include "consent/audit.h"
#include "consent/channels.h"
#include "consent/releases.h"
#include "tests/unit/review/review_home.h"

namespace photogate {
namespace {

using nlohmann::json;
using test::CodeOf;
using test::Parsed;
using test::Reviewer;
using test::ReviewHome;
using test::WebAnswer;

const ChannelName kNewsletter{"newsletter"};
const Sha256Hex kCopy{std::string(64, 'b')};

PhotoState StateOf(ReviewHome& home, const PhotoId& id) {
  return home.journal().Load(id).value().state;
}

PhotoId Held(ReviewHome& home) {
  return home.AddPhoto({home.Make(FindingCode::kPossibleListedPerson, Effect::kReview, "2")});
}

// Held, cleared by `who`, and copied.
PhotoId Cleared(ReviewHome& home, const Reviewer& who) {
  const PhotoId id = Held(home);
  who.AnswerAll(id, "different");
  REQUIRE(who.Clear(id).status == 200);
  home.MakeCopy(id);
  return id;
}

WebAnswer Undo(const Reviewer& who, const PhotoId& id) {
  return who.OnPhoto(id, "undo", json::object());
}

std::string Told(const WebAnswer& answer) { return Parsed(answer)["error"]["message"]; }

bool MayUndo(const Reviewer& who, const PhotoId& id) {
  const json photo = who.Photo(id);
  const bool may = std::count(photo["may"].begin(), photo["may"].end(), "undo") > 0;
  // What the photo says, the list of what was decided says too.
  const json list = Parsed(who.Get("/api/v1/queue?state=all"))["photos"];
  for (const json& one : list) {
    if (one["id"] == id.value) CHECK(one["undo"] == may);
  }
  CHECK(photo["undo"].is_null() == !may);
  return may;
}

// Committed: it stands from now on.
std::int64_t HandOut(ReviewHome& home, const PhotoId& id) {
  const Actor ann{"Ann"};
  REQUIRE(Channels(home.reg()).Transfer(kNewsletter, {"Ann", "Fay"}, Actor{"Admin"}).ok());
  Releases releases(home.reg());
  const auto number = releases.Begin(kNewsletter, "/released/.work", ann);
  REQUIRE(number.ok());
  NewRelease release{number.value(),
                     FormatUtc(home.clock().Now()),
                     "Ann",
                     kNewsletter,
                     std::nullopt,
                     home.reg().Version().value(),
                     ReleaseForm::kFolder,
                     "/released/1",
                     Sha256Hex{std::string(64, 'c')},
                     "{}",
                     {{1, id, 1}}};
  REQUIRE(releases.Commit(release, ann).ok());
  return number.value();
}

}  // namespace

TEST_CASE("undo takes a decision back before the copy is made", "[undo]") {
  ReviewHome home;
  const PhotoId id = Held(home);
  const Reviewer ann(home, "Ann"), bo(home, "Bo");
  ann.AnswerAll(id, "different");
  REQUIRE(ann.Clear(id).status == 200);
  CHECK(Undo(bo, id).status == 403);
  const WebAnswer undone = Undo(ann, id);
  CHECK(undone.status == 200);
  CHECK(Parsed(undone)["photo"]["state"] == "waiting");
  CHECK(StateOf(home, id) == PhotoState::kHeld);
  CHECK(home.copies_removed == 0);
}

TEST_CASE("who cleared a photo takes it back when the copy is made, and it waits again", "[undo]") {
  ReviewHome home;
  const Reviewer ann(home, "Ann"), bo(home, "Bo"), cy(home, "Cy");
  const PhotoId id = Cleared(home, ann);
  CHECK_FALSE(MayUndo(bo, id));
  CHECK(MayUndo(cy, id));
  CHECK(MayUndo(ann, id));
  const WebAnswer refused = Undo(bo, id);
  CHECK(refused.status == 403);
  CHECK(Told(refused) == "Only who decided, or a senior leader, can take this back.");
  CHECK(StateOf(home, id) == PhotoState::kCleared);
  CHECK(home.copies_removed == 0);

  const WebAnswer undone = Undo(ann, id);
  INFO(undone.body);
  REQUIRE(undone.status == 200);
  const json photo = Parsed(undone)["photo"];
  CHECK(photo["state"] == "waiting");
  CHECK(photo["history"].back()["text"] == "took the last decision back");
  CHECK(home.copies_removed == 1);
  CHECK(StateOf(home, id) == PhotoState::kHeld);
  CHECK(home.journal().CopiesNamed(kNewsletter, "fair.jpg").value().empty());
  // It is on record that it was out, and where it is now.
  const auto steps = home.journal().Steps(id).value();
  REQUIRE(steps.size() >= 2);
  CHECK(steps[steps.size() - 2].state == PhotoState::kWithdrawn);
  CHECK(steps.back().state == PhotoState::kHeld);
  CHECK(steps.back().actor == "Ann");
  CHECK(Audit(home.reg()).Verify(std::nullopt).value().intact);
  // Whoever took it back decides anew.
  CHECK(Parsed(ann.Get("/api/v1/queue"))["counts"]["waiting"] == 1);
  CHECK(ann.Clear(id).status == 200);
  CHECK(StateOf(home, id) == PhotoState::kPassed);
}

TEST_CASE("a senior leader takes back what a teacher cleared", "[undo]") {
  ReviewHome home;
  const PhotoId id = Cleared(home, Reviewer(home, "Ann"));
  CHECK(Undo(Reviewer(home, "Cy"), id).status == 200);
  CHECK(StateOf(home, id) == PhotoState::kHeld);
}

TEST_CASE("what is released is not taken back, and what never came about is", "[undo]") {
  ReviewHome home;
  const Reviewer ann(home, "Ann"), cy(home, "Cy");
  const PhotoId id = Cleared(home, ann);
  CHECK(ann.Photo(id)["released"].is_null());
  const json before = Parsed(ann.Get("/api/v1/queue"));
  const std::int64_t number = HandOut(home, id);
  CHECK(Parsed(ann.Get("/api/v1/queue"))["revision"] != before["revision"]);
  CHECK(ann.Photo(id)["released"] == number);
  CHECK_FALSE(MayUndo(ann, id));
  CHECK_FALSE(MayUndo(cy, id));
  const WebAnswer refused = Undo(cy, id);
  CHECK(refused.status == 403);
  CHECK(Told(refused).find("The copy is in release 1,") == 0);
  CHECK(StateOf(home, id) == PhotoState::kCleared);
  CHECK(home.copies_removed == 0);
  REQUIRE(Releases(home.reg()).Undo(number, "it could not be made", Actor{"Ann"}).ok());
  CHECK(MayUndo(ann, id));
  CHECK(Undo(ann, id).status == 200);
}

TEST_CASE("a copy that is being made is taken back a moment later", "[undo]") {
  ReviewHome home;
  const Reviewer ann(home, "Ann");
  const PhotoId id = Held(home);
  ann.AnswerAll(id, "different");
  REQUIRE(ann.Clear(id).status == 200);
  const PhotoEntry photo = home.journal().Load(id).value();
  const Actor watcher{"photogate watch"};
  const LedgerRow row{photo.sha256,
                      kCopy,
                      kNewsletter,
                      std::nullopt,
                      home.reg().Version().value(),
                      DecisionKind::kClear,
                      "[]",
                      std::nullopt,
                      0,
                      0,
                      {},
                      "fair.jpg",
                      false,
                      home.clock().Now()};
  REQUIRE(home.journal().Clearing(id, *photo.facts, row, watcher, photo.revision).ok());
  CHECK(MayUndo(ann, id));
  const WebAnswer soon = Undo(ann, id);
  CHECK(soon.status == 503);
  CHECK(json::parse(soon.body)["error"]["code"] == "working");
  CHECK(Told(soon).find("Try again in a few seconds") != std::string::npos);
  CHECK(StateOf(home, id) == PhotoState::kClearing);
  REQUIRE(
      home.journal().MoveFrom(id, PhotoState::kClearing, PhotoState::kCleared, "", watcher).ok());
  CHECK(Undo(ann, id).status == 200);
  CHECK(StateOf(home, id) == PhotoState::kHeld);
}

TEST_CASE("a copy that cannot be taken out is told, and does not bring the decision back",
          "[undo]") {
  ReviewHome home;
  const Reviewer ann(home, "Ann");
  const PhotoId id = Cleared(home, ann);
  home.copies_stuck = true;
  const WebAnswer undone = Undo(ann, id);
  CHECK(undone.status == 503);
  CHECK(Told(undone).find("It is taken back, but the copy could not be taken out") == 0);
  CHECK(StateOf(home, id) == PhotoState::kHeld);
}

TEST_CASE("without its original a photo that is taken back stays out", "[undo]") {
  ReviewHome home;
  const Reviewer ann(home, "Ann");
  const PhotoId id = Cleared(home, ann);
  REQUIRE(home.journal().OriginalGone(id, "its time was over", false, Actor{"photogate"}).ok());
  const WebAnswer undone = Undo(ann, id);
  REQUIRE(undone.status == 200);
  CHECK(Parsed(undone)["photo"]["state"] == "withdrawn");
  CHECK(home.copies_removed == 1);
  CHECK(StateOf(home, id) == PhotoState::kWithdrawn);
  CHECK_FALSE(MayUndo(ann, id));
}

TEST_CASE("what was cleared without a person has nothing to take back", "[undo]") {
  ReviewHome home;
  const PhotoId id = home.AddPhoto({home.Make(FindingCode::kKnownPerson, Effect::kNone, "1")});
  home.MakeCopy(id);
  for (const char* who : {"Ann", "Cy"}) {
    const Reviewer reviewer(home, who);
    CHECK_FALSE(MayUndo(reviewer, id));
    CHECK(Undo(reviewer, id).status == 403);
  }
  CHECK(StateOf(home, id) == PhotoState::kCleared);
}

TEST_CASE("a second person's clear is taken back to the first one's", "[undo]") {
  ReviewHome home;
  const std::string reason = "His mother allowed this one in writing";
  const PhotoId id = home.AddPhoto({home.Make(FindingCode::kListedPerson, Effect::kBlock, "2")});
  const Reviewer ann(home, "Ann"), cy(home, "Cy");
  for (const Reviewer* who : {&ann, &cy}) {
    who->AnswerAll(id, "different");
    REQUIRE(who->Clear(id, reason).status == 200);
  }
  REQUIRE(StateOf(home, id) == PhotoState::kPassed);
  home.MakeCopy(id);
  // The decision that let it go was the senior leader's.
  CHECK(Undo(ann, id).status == 403);
  const WebAnswer undone = Undo(cy, id);
  REQUIRE(undone.status == 200);
  CHECK(Parsed(undone)["photo"]["state"] == "second");
  CHECK(StateOf(home, id) == PhotoState::kHeld);
}

TEST_CASE("a photo that was cleared with its own marks is checked anew when it is taken back",
          "[undo]") {
  ReviewHome home;
  const Reviewer ann(home, "Ann");
  const PhotoId plain = Cleared(home, ann);
  REQUIRE(Undo(ann, plain).status == 200);
  CHECK(home.again.empty());
  const PhotoId marked = Held(home);
  REQUIRE(ann.OnPhoto(marked, "present", {{"people", {"1"}}}).status == 200);
  ann.AnswerAll(marked, "different");
  REQUIRE(ann.Clear(marked).status == 200);
  home.MakeCopy(marked, "marked.jpg");
  REQUIRE(Undo(ann, marked).status == 200);
  CHECK(home.again == std::vector{marked});
}

}  // namespace photogate
