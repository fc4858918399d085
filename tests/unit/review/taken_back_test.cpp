// What somebody says of a cleared photo later reaches copies that left cleared/ long ago.
#include <algorithm>
#include <catch2/catch.hpp>
#include <fstream>

#include "consent/channels.h"
#include "consent/releases.h"
#include "consent/stops.h"
#include "crypto/sha256.h"
#include "pipeline/permission_state.h"
#include "pipeline/review_case.h"
#include "release/memory_file.h"
#include "tests/unit/review/review_home.h"

namespace photogate::test {
namespace {

using nlohmann::json;

Bytes Sample() {
  std::ifstream stream(SourceRoot() / "samples" / "photos" / "empty-hall.jpg", std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>()};
}

// One photo that Bo cleared; its copy stands for the newsletter, and in release 1.
class Released : public ReviewHome {
 public:
  explicit Released(std::vector<PersonId> seen = {}) : people(std::move(seen)) {
    REQUIRE(
        Channels(reg()).Transfer(ChannelName{"newsletter"}, {"Ann", "Fay"}, Actor{"Admin"}).ok());
    id = AddPhoto({Make(FindingCode::kPossibleListedPerson, Effect::kReview, "2")});
    const Reviewer bo(*this, "Bo");
    bo.AnswerAll(id, "different");
    REQUIRE(bo.Clear(id).status == 200);
    ClearPassed();
    std::ofstream(cleared() / "hall.jpg", std::ios::binary)
        << std::string(copy.begin(), copy.end());
    const Reviewer ann(*this, "Ann");
    const json batch =
        Parsed(ann.Post("/api/v1/releases/batch", {{"channel", "newsletter"}}))["batch"];
    REQUIRE(batch["photos"].size() == 1);
    json checks;
    for (const CheckPoint& point : CheckPoints()) checks[point.id] = true;
    REQUIRE(ann.Post("/api/v1/releases",
                     {{"channel", "newsletter"}, {"code", batch["code"]}, {"checks", checks}})
                .status == 200);
    REQUIRE(ann.Post("/api/v1/releases/1/places", {{"issue", "Newsletter 14"}}).status == 200);
  }

  void ClearPassed() {
    const auto now = reg().Snapshot(
        {ChannelName{"newsletter"}, std::nullopt, {}, clock().Today(), std::nullopt});
    LedgerRow row{Sha256Hex{std::string(64, 'a')},
                  Sha256(copy),
                  ChannelName{"newsletter"},
                  std::nullopt,
                  reg().Version().value(),
                  DecisionKind::kClear,
                  "[]",
                  std::nullopt,
                  0.4,
                  0.5,
                  people,
                  "hall.jpg",
                  false,
                  clock().Now()};
    row.permission_state = PermissionState(now.value());
    const Actor machine{"photogate"};
    REQUIRE(journal().BeginInspection(id).ok());
    const PhotoFacts facts = *journal().Load(id).value().facts;
    REQUIRE(journal().Clearing(id, facts, row, machine).ok());
    REQUIRE(journal().MoveFrom(id, PhotoState::kClearing, PhotoState::kCleared, "", machine).ok());
  }

  // Of the copy that somebody kept, wherever it is.
  Standing Kept() {
    const auto file = MemoryFile(copy);
    REQUIRE(file.ok());
    const auto verified = VerifyOpened(file.value().get(), "kept.jpg",
                                       desk().tools().publish.verify(ChannelName{"newsletter"}));
    REQUIRE(verified.ok());
    REQUIRE(verified.value().size() == 1);
    return verified.value().front().standing;
  }

  std::vector<PersonId> people;
  Bytes copy = Sample();
  PhotoId id;
};

json TheRelease(const Reviewer& who) { return Parsed(who.Get("/api/v1/releases"))["releases"][0]; }

}  // namespace

TEST_CASE("a second look that finds somebody reaches copies that were released", "[release]") {
  Released home;
  CHECK(home.Kept() == Standing::kCleared);
  home.clock().Advance(std::chrono::hours(24 * 5));
  const Reviewer ann(home, "Ann");
  CHECK(TheRelease(ann)["taken_back"] == 0);
  const json sample = Parsed(ann.Get("/api/v1/samples/next")).at("sample");
  const json done = Parsed(ann.Post("/api/v1/samples/" + sample.at("sample").dump() + "/answer",
                                    {{"answer", "must-not-be-seen"}}));
  CHECK(done.at("released") == true);
  REQUIRE(done.at("releases").size() == 1);
  const json& out = done.at("releases")[0];
  CHECK(out.at("release") == 1);
  CHECK(out.at("place") == "released/newsletter/2026-11-20-release-1");
  CHECK(out.at("files") == json::array({"hall.jpg"}));
  CHECK(out.at("owners") == json::array({"Ann", "Fay"}));
  CHECK(out.at("published")[0].at("issue") == "Newsletter 14");
  CHECK(home.Kept() == Standing::kNoLonger);
  CHECK(TheRelease(ann)["taken_back"] == 1);
  CHECK(Parsed(ann.Get("/api/v1/releases/1"))["release"]["files"][0]["taken_back"] == true);
  CHECK(ann.Get("/api/v1/releases/1/zip").status == 409);

  // Somebody looks, and it is cleared anew after all.
  auto& journal = home.journal();
  const Actor bo{"Bo"};
  REQUIRE(journal.MoveFrom(home.id, PhotoState::kWithdrawn, PhotoState::kHeld, "", bo).ok());
  CHECK(home.Kept() == Standing::kNoLonger);
  REQUIRE(journal.MoveFrom(home.id, PhotoState::kHeld, PhotoState::kPassed, "", bo).ok());
  home.ClearPassed();
  CHECK(home.Kept() == Standing::kCleared);
  CHECK(TheRelease(ann)["taken_back"] == 0);
}

TEST_CASE("an objection of somebody unknown takes a cleared photo back", "[release]") {
  Released home;
  const Reviewer ann(home, "Ann");
  std::filesystem::create_directories(home.home() / "sheets" / "newsletter");
  const WebAnswer answer =
      ann.Post("/api/v1/objections", {{"photo", home.id.value}, {"given_by", "a parent"}});
  INFO(answer.body);
  REQUIRE(answer.status == 200);
  CHECK(Parsed(answer)["taken_out"] == 1);
  CHECK(Parsed(answer)["releases"][0]["release"] == 1);
  CHECK(home.copies_removed == 1);
  CHECK(home.journal().Load(home.id).value().state == PhotoState::kWithdrawn);
  CHECK(home.Kept() == Standing::kNoLonger);
  CHECK_FALSE(std::filesystem::exists(home.home() / "sheets"));
}

TEST_CASE("what a person took back is a task at each place until it is said to be done",
          "[release][takedown]") {
  Released home;
  const Reviewer ann(home, "Ann");
  std::string reason = "wish";
  SECTION("a wish of somebody unknown") {
    REQUIRE(ann.Post("/api/v1/objections", {{"photo", home.id.value}, {"given_by", "a parent"}})
                .status == 200);
  }
  SECTION("a deletion") {
    REQUIRE(
        ann.Post("/api/v1/photos/" + home.id.value + "/delete", {{"confirm", "delete"}}).status ==
        200);
    reason = "deletion";
  }
  SECTION("a second look") {
    home.clock().Advance(std::chrono::hours(24 * 5));
    const Reviewer later(home, "Ann");
    const json sample = Parsed(later.Get("/api/v1/samples/next")).at("sample");
    REQUIRE(later
                .Post("/api/v1/samples/" + sample.at("sample").dump() + "/answer",
                      {{"answer", "must-not-be-seen"}})
                .status == 200);
    reason = "second-look";
  }
  const Reviewer again(home, "Ann");
  const json list = Parsed(again.Get("/api/v1/takedowns"));
  REQUIRE(list.at("takedowns").size() == 1);
  const json& task = list.at("takedowns")[0];
  CHECK(task.at("reason") == reason);
  CHECK(task.at("case").is_null());
  CHECK(task.at("place") == "Newsletter 14");
  CHECK(task.at("owners") == json::array({"Ann", "Fay"}));
  CHECK(list.at("recalls")[0].at("reason") == reason);
  CHECK(list.at("recalls")[0].at("case").is_null());
  CHECK(TheRelease(again)["to_take_down"] == 1);
  REQUIRE(again
              .Post("/api/v1/takedowns/" + task.at("task").dump() + "/end",
                    {{"outcome", "taken-down"},
                     {"note", "off the page"},
                     {"proof_sha256", std::string(64, 'e')}})
              .status == 200);
  CHECK(Parsed(again.Get("/api/v1/takedowns")).at("open") == 0);
  CHECK(TheRelease(again)["to_take_down"] == 0);
  CHECK(TheRelease(again)["taken_back"] == 1);
}

TEST_CASE("an objection holds when the copy cannot be taken out, and says that it stays",
          "[release]") {
  Released home;
  const Reviewer ann(home, "Ann");
  home.copies_stuck = true;
  const WebAnswer answer =
      ann.Post("/api/v1/objections", {{"photo", home.id.value}, {"given_by", "a parent"}});
  INFO(answer.body);
  REQUIRE(answer.status == 200);
  CHECK(Parsed(answer)["taken_out"] == 0);
  CHECK(Parsed(answer)["left"] == 1);
  CHECK(Parsed(answer)["releases"][0]["release"] == 1);
  CHECK(home.journal().Load(home.id).value().state == PhotoState::kWithdrawn);
  CHECK(home.Kept() == Standing::kNoLonger);
}

TEST_CASE("an objection of somebody unknown stops a photo that is about to be copied", "[decide]") {
  ReviewHome home;
  const PhotoId id =
      home.AddPhoto({home.Make(FindingCode::kPossibleListedPerson, Effect::kReview, "2")});
  const Reviewer bo(home, "Bo");
  bo.AnswerAll(id, "different");
  REQUIRE(bo.Clear(id).status == 200);
  REQUIRE(home.journal().Load(id).value().state == PhotoState::kPassed);
  REQUIRE(bo.Post("/api/v1/objections", {{"photo", id.value}, {"given_by", "a parent"}}).status ==
          200);
  CHECK(home.journal().Load(id).value().state == PhotoState::kBlocked);
}

TEST_CASE("a wish about a photo that is out already counts when it comes again", "[decide]") {
  Released home;
  REQUIRE(home.journal()
              .MoveFrom(home.id, PhotoState::kCleared, PhotoState::kWithdrawn,
                        "the register changed", Actor{"photogate watch"})
              .ok());
  const Reviewer bo(home, "Bo");
  REQUIRE(
      bo.Post("/api/v1/objections", {{"photo", home.id.value}, {"given_by", "a parent"}}).status ==
      200);
  const auto bytes = home.journal().Load(home.id).value().sha256;
  const auto stop = StoppedBefore(home.reg(), {bytes, {}, ChannelName{"newsletter"}}).value();
  REQUIRE(stop);
  CHECK(stop->kind == StopKind::kObjected);
}

TEST_CASE("an objection to a photo that was dropped again reaches the one that was decided",
          "[decide]") {
  ReviewHome home;
  const auto finding = home.Make(FindingCode::kPossibleListedPerson, Effect::kReview, "2");
  const PhotoId first = home.AddPhoto({finding});
  const Actor watcher{"watcher"};
  auto& journal = home.journal();
  const PhotoId again =
      journal.Claim({ChannelName{"newsletter"}, std::nullopt, {}, "", "again.jpg"}, watcher)
          .value();
  REQUIRE(journal.Spooled(again, journal.Load(first).value().sha256, 10, "v1", watcher).ok());
  REQUIRE(journal.Repeated(again, first, watcher).ok());
  const Reviewer bo(home, "Bo");
  REQUIRE(
      bo.Post("/api/v1/objections", {{"photo", again.value}, {"given_by", "a parent"}}).status ==
      200);
  CHECK(home.journal().Load(first).value().state == PhotoState::kBlocked);
}

TEST_CASE("an objection while the copy is written is not taken for recorded", "[decide]") {
  ReviewHome home;
  const PhotoId id =
      home.AddPhoto({home.Make(FindingCode::kPossibleListedPerson, Effect::kReview, "2")});
  const Reviewer bo(home, "Bo");
  bo.AnswerAll(id, "different");
  REQUIRE(bo.Clear(id).status == 200);
  home.BeginCopy(id);
  const auto object = [&] {
    return bo.Post("/api/v1/objections", {{"photo", id.value}, {"given_by", "a parent"}}).status;
  };
  CHECK(object() == 503);
  REQUIRE(home.journal()
              .MoveFrom(id, PhotoState::kClearing, PhotoState::kCleared, "", Actor{"watcher"})
              .ok());
  CHECK(object() == 200);
  CHECK(home.journal().Load(id).value().state == PhotoState::kWithdrawn);
}

TEST_CASE("a no entered on the page takes copies out at once and says where others stand",
          "[release]") {
  Released home({PersonId{"1"}});
  const Reviewer ann(home, "Ann"), fay(home, "Fay"), di(home, "Di");
  const json said =
      Parsed(ann.Post("/api/v1/objections", {{"person", "1"}, {"given_by", "a parent"}}));
  CHECK(home.taken_out == 1);
  CHECK(said["taken_out"] == 3);
  CHECK(said["left"] == 1);
  REQUIRE(said["releases"].size() == 1);
  CHECK(said["releases"][0]["place"] == "released/newsletter/2026-11-20-release-1");
  CHECK(said["releases"][0]["files"] == json::array({"hall.jpg"}));
  CHECK(said["copies_by_check"] == 0);
  // So do a refusal in the register and a bar.
  REQUIRE(fay.Post("/api/v1/register/permissions", {{"person", "4"},
                                                    {"use", "newsletter"},
                                                    {"statement", "refused"},
                                                    {"from", "2026-11-20"},
                                                    {"given_by", "a parent"},
                                                    {"evidence", "letter"}})
              .status == 200);
  CHECK(home.taken_out == 2);
  REQUIRE(di.Post("/api/v1/register/bars", {{"person", "4"}, {"reason", "order"}}).status == 200);
  CHECK(home.taken_out == 3);
}

TEST_CASE("what was deleted on one channel may not be published on another", "[release]") {
  Released home;
  CHECK(home.Kept() == Standing::kCleared);
  home.clock().Advance(std::chrono::hours(1));
  const PhotoId other = home.AddPhoto(
      {home.Make(FindingCode::kPossibleListedPerson, Effect::kReview, "2")}, 1, "website");
  const Reviewer ann(home, "Ann");
  REQUIRE(ann.Post("/api/v1/photos/" + other.value + "/delete", {{"confirm", "delete"}}).status ==
          200);
  CHECK(home.Kept() == Standing::kNoLonger);
}

TEST_CASE("deleting a photo holds the same one on every channel and says where it is",
          "[release]") {
  Released home;
  home.clock().Advance(std::chrono::hours(1));
  const PhotoId other = home.AddPhoto(
      {home.Make(FindingCode::kPossibleListedPerson, Effect::kReview, "2")}, 1, "website");
  const Reviewer ann(home, "Ann");
  const json receipt = Parsed(
      ann.Post("/api/v1/photos/" + other.value + "/delete", {{"confirm", "delete"}}))["receipt"];
  CHECK(receipt["same_photos"] == json::array({home.id.value}));
  // The release has the bytes, though of the other photo.
  CHECK(std::any_of(receipt["not_reached"].begin(), receipt["not_reached"].end(),
                    [](const std::string& one) {
                      return one.starts_with("release 1 for newsletter, in released/newsletter/");
                    }));
  const json photo = Parsed(ann.Get("/api/v1/photos/" + home.id.value))["photo"];
  CHECK(photo["state"] == "waiting");
  CHECK(photo["questions"][0]["code"] == "stopped_before");
}

TEST_CASE("a wish about one photo names the copies and releases of the same one elsewhere",
          "[release]") {
  Released home;
  home.clock().Advance(std::chrono::hours(1));
  const PhotoId other = home.AddPhoto(
      {home.Make(FindingCode::kPossibleListedPerson, Effect::kReview, "2")}, 1, "website");
  const Reviewer ann(home, "Ann");
  const json said =
      Parsed(ann.Post("/api/v1/objections", {{"photo", other.value}, {"given_by", "a parent"}}));
  REQUIRE(said["releases"].size() == 1);
  CHECK(said["releases"][0]["files"] == json::array({"hall.jpg"}));
  REQUIRE(said["cleared"].size() == 1);
  CHECK(said["cleared"][0]["channel"] == "newsletter");
  CHECK(said["cleared"][0]["name"] == "hall.jpg");
  CHECK(said["photo"]["state"] == "blocked");
}

TEST_CASE("deleting a photo names the releases that still have it", "[release]") {
  Released home;
  const Reviewer ann(home, "Ann");
  const WebAnswer answer =
      ann.Post("/api/v1/photos/" + home.id.value + "/delete", {{"confirm", "delete"}});
  REQUIRE(answer.status == 200);
  const json left = Parsed(answer)["receipt"]["not_reached"];
  CHECK(std::any_of(left.begin(), left.end(), [](const json& one) {
    const std::string text = one;
    return text.find(
               "release 1 for newsletter, in released/newsletter/2026-11-20-release-1: "
               "hall.jpg; published 2026-11-20: Newsletter 14") == 0 &&
           text.find("Ann or Fay") != std::string::npos;
  }));
  CHECK(home.Kept() == Standing::kNoLonger);
  CHECK(TheRelease(ann)["taken_back"] == 1);
}

}  // namespace photogate::test
