// A few cleared photos, looked at once more over the real page.
#include "consent/samples.h"

#include <catch2/catch.hpp>

#include "tests/unit/review/review_home.h"

namespace photogate {
namespace {

using nlohmann::json;
using test::Parsed;
using test::Reviewer;
using test::ReviewHome;

// Held, cleared by Bo, and copied.
PhotoId Cleared(ReviewHome& home) {
  const PhotoId id =
      home.AddPhoto({home.Make(FindingCode::kPossibleListedPerson, Effect::kReview, "2")});
  const Reviewer bo(home, "Bo");
  bo.AnswerAll(id, "different");
  REQUIRE(bo.Clear(id).status == 200);
  LedgerRow row{Sha256Hex{std::string(64, 'a')},
                Sha256Hex{std::string(64, 'b')},
                ChannelName{"newsletter"},
                std::nullopt,
                home.reg().Version().value(),
                DecisionKind::kClear,
                "[]",
                std::nullopt,
                0.4,
                0.5,
                {},
                "fair.jpg",
                false,
                home.clock().Now()};
  REQUIRE(home.journal().BeginInspection(id).ok());
  PhotoFacts facts = *home.journal().Load(id).value().facts;
  REQUIRE(home.journal().Clearing(id, facts, row, Actor{"photogate"}).ok());
  REQUIRE(home.journal()
              .MoveFrom(id, PhotoState::kClearing, PhotoState::kCleared, "", Actor{"photogate"})
              .ok());
  return id;
}

}  // namespace

TEST_CASE("a second look that finds somebody takes the copy out at once", "[samples]") {
  ReviewHome home;
  const PhotoId id = Cleared(home);
  home.clock().Advance(std::chrono::hours(24 * 5));
  const Reviewer ann(home, "Ann"), bo(home, "Bo");
  CHECK(Parsed(bo.Get("/api/v1/samples/next")).at("sample").is_null());
  const json next = Parsed(ann.Get("/api/v1/samples/next"));
  CHECK(next.at("left") == 1);
  const json& sample = next.at("sample");
  REQUIRE(sample.is_object());
  CHECK(sample.at("photo") == id.value);
  // Nothing says how it was cleared.
  CHECK(sample.size() == 4);
  const std::string path = "/api/v1/samples/" + sample.at("sample").dump() + "/answer";
  CHECK(ann.Post(path, {{"answer", "perhaps"}}).status == 400);
  CHECK(ann.Post("/api/v1/samples/x/answer", {{"answer", "fine"}}).status == 404);
  CHECK(home.copies_removed == 0);
  const json done = Parsed(ann.Post(path, {{"answer", "must-not-be-seen"}}));
  CHECK(done.at("taken_out") == true);
  CHECK(done.at("released") == false);
  CHECK(home.copies_removed == 1);
  CHECK(home.journal().Load(id).value().state == PhotoState::kWithdrawn);
  CHECK(ann.Post(path, {{"answer", "fine"}}).status == 409);
  CHECK(Parsed(ann.Get("/api/v1/samples/next")).at("sample").is_null());
}

}  // namespace photogate
