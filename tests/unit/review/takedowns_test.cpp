// What is to be taken down, over the real page.
#include "consent/takedowns.h"

#include <fmt/format.h>

#include <catch2/catch.hpp>

#include "consent/channels.h"
#include "consent/ledger.h"
#include "consent/rechecks.h"
#include "tests/unit/review/review_home.h"

namespace photogate {
namespace {

using nlohmann::json;
using test::Parsed;
using test::Reviewer;
using test::ReviewHome;

void ClearCopy(ReviewHome& home, const std::string& name, const std::string& person) {
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
                {PersonId{person}},
                name,
                false,
                home.clock().Now()};
  REQUIRE(Ledger(home.reg()).Record(row).ok());
}

}  // namespace

TEST_CASE("what is to be taken down is listed, and ended with its proof by who may", "[takedown]") {
  ReviewHome home;
  ClearCopy(home, "fair.jpg", "1");
  REQUIRE(Takedowns(home.reg()).Recall(PersonId{"1"}, Actor{"Di"}).ok());
  const Reviewer ann(home, "Ann"), fay(home, "Fay");
  const json list = Parsed(ann.Get("/api/v1/takedowns"));
  REQUIRE(list.at("takedowns").size() == 1);
  const json& task = list.at("takedowns")[0];
  CHECK(task.at("file") == "fair.jpg");
  CHECK(task.at("mine") == false);
  CHECK(task.at("overdue") == false);
  CHECK(list.at("recalls")[0].at("open") == 1);
  // Nobody is named.
  CHECK(list.dump().find("Amelia") == std::string::npos);

  const std::string path = "/api/v1/takedowns/" + task.at("task").dump() + "/end";
  const std::string proof(64, 'e');
  const auto end = [&](const Reviewer& who, const json& body) {
    return who.Post(path, body).status;
  };
  const json done{{"outcome", "taken-down"}, {"note", "off the page"}, {"proof_sha256", proof}};
  CHECK(end(ann, done) == 422);  // neither an owner nor the office
  CHECK(end(fay, {{"outcome", "taken-down"}, {"note", "off the page"}, {"proof_sha256", ""}}) ==
        422);
  CHECK(end(fay, {{"outcome", "gone"}, {"note", "x"}, {"proof_sha256", ""}}) == 400);
  CHECK(end(fay, {{"outcome", "taken-down"}, {"note", "x"}, {"proof_sha256", "zz"}}) == 400);
  CHECK(fay.Post("/api/v1/takedowns/x/end", done).status == 404);
  CHECK(fay.Post("/api/v1/takedowns/999/end", done).status == 404);
  CHECK(Parsed(ann.Get("/api/v1/takedowns")).at("open") == 1);

  const auto ended = fay.Post(path, done);
  REQUIRE(ended.status == 200);
  CHECK(Parsed(ended).at("takedowns").empty());
  CHECK(Parsed(ended).at("recalls")[0].at("open") == 0);
  CHECK(end(fay, done) == 422);  // it has its end
}

TEST_CASE("what comparing a kept copy anew said stands beside the question", "[takedown]") {
  ReviewHome home;
  ClearCopy(home, "fair.jpg", "1");
  REQUIRE(Takedowns(home.reg()).Recall(PersonId{"4"}, Actor{"Di"}).ok());
  const Reviewer ann(home, "Ann");
  const auto task = [&] { return Parsed(ann.Get("/api/v1/takedowns")).at("takedowns").at(0); };
  CHECK(task().at("by_eye") == true);
  CHECK(task().at("rechecked").is_null());
  REQUIRE(Rechecks(home.reg())
              .Record({PersonId{"4"}, ModelId{"test-1"}}, task().at("recall"), 1,
                      RecheckOutcome::kPerhaps, Actor{"Di"})
              .ok());
  CHECK(task().at("rechecked") == "perhaps");
}

TEST_CASE("an owner of the channel ends its tasks", "[takedown]") {
  ReviewHome home;
  REQUIRE(
      Channels(home.reg()).Transfer(ChannelName{"newsletter"}, {"Ann", "Bo"}, Actor{"Admin"}).ok());
  ClearCopy(home, "fair.jpg", "1");
  REQUIRE(Takedowns(home.reg()).Recall(PersonId{"1"}, Actor{"Di"}).ok());
  const Reviewer ann(home, "Ann");
  const json task = Parsed(ann.Get("/api/v1/takedowns")).at("takedowns")[0];
  CHECK(task.at("mine") == true);
  CHECK(ann.Post("/api/v1/takedowns/" + task.at("task").dump() + "/end",
                 {{"outcome", "beyond-reach"},
                  {"note", "printed in March"},
                  {"proof_sha256", std::string(64, 'e')}})
            .status == 200);
}

TEST_CASE("of somebody who is recorded in it nobody says without a proof that it is done",
          "[takedown]") {
  ReviewHome home;
  ClearCopy(home, "fair.jpg", "1");
  REQUIRE(Takedowns(home.reg()).Recall(PersonId{"1"}, Actor{"Di"}).ok());
  const Reviewer fay(home, "Fay");
  const json task = Parsed(fay.Get("/api/v1/takedowns")).at("takedowns")[0];
  CHECK(task.at("by_eye") == false);
  CHECK(task.at("place_recorded") == false);
  const std::string path = "/api/v1/takedowns/" + task.at("task").dump() + "/end";
  const auto end = [&](const char* outcome, const char* note, const std::string& proof) {
    return fay.Post(path, {{"outcome", outcome}, {"note", note}, {"proof_sha256", proof}});
  };
  const auto refused = end("not-shown", "looked at it twice", "");
  CHECK(refused.status == 422);
  CHECK(refused.body.find("never had the photo") != std::string::npos);
  CHECK(refused.body.find("--proof") == std::string::npos);
  CHECK(end("beyond-reach", "printed in March", "").status == 422);
  CHECK(end("not-shown", "x", std::string(64, 'e')).status == 422);
  CHECK(end("not-shown", "never on that page", std::string(64, 'e')).status == 200);
}

TEST_CASE("every task can be reached, and how many are to be looked through is said",
          "[takedown]") {
  ReviewHome home;
  for (int copy = 0; copy < 203; ++copy) ClearCopy(home, fmt::format("p{}", copy), "1");
  REQUIRE(Takedowns(home.reg()).Recall(PersonId{"4"}, Actor{"Di"}).ok());
  const Reviewer ann(home, "Ann");
  const json first = Parsed(ann.Get("/api/v1/takedowns"));
  CHECK(first.at("open") == 203);
  CHECK(first.at("by_eye") == 203);
  CHECK(first.at("recalls")[0].at("by_eye") == 203);
  CHECK(first.at("recalls")[0].at("copies_not_looked_at") == 0);
  REQUIRE(first.at("takedowns").size() == 200);
  const json rest = Parsed(ann.Get("/api/v1/takedowns?from=200"));
  CHECK(rest.at("from") == 200);
  REQUIRE(rest.at("takedowns").size() == 3);
  CHECK(rest.at("takedowns")[0].at("task") != first.at("takedowns")[199].at("task"));
  CHECK(Parsed(ann.Get("/api/v1/takedowns?from=900")).at("takedowns").empty());
  CHECK(ann.Get("/api/v1/takedowns?from=-1").status == 400);
}

}  // namespace photogate
