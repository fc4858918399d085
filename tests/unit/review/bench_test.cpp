// Figures for docs/MEASUREMENTS.md: test_review "[bench]". Not part of the tests.
#include <fmt/format.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <chrono>
#include <iostream>
#include <thread>

#include "tests/unit/review/review_home.h"

namespace photogate {
namespace {

using nlohmann::json;
using test::Parsed;
using test::Reviewer;
using test::ReviewHome;

template <typename Work>
double Ms(const Work& work) {
  const auto start = std::chrono::steady_clock::now();
  work();
  return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start)
      .count();
}

void Say(const std::string& what, std::vector<double> ms) {
  std::sort(ms.begin(), ms.end());
  std::cout << fmt::format("{:<44} median {:7.1f} ms   95 % {:7.1f} ms   n {}\n", what,
                           ms[ms.size() / 2], ms[ms.size() * 95 / 100], ms.size());
}

TEST_CASE("figures of the page with 500 photos waiting", "[.bench]") {
  ReviewHome home;
  std::vector<PhotoId> photos;
  for (int at = 0; at < 500; ++at) {
    photos.push_back(
        home.AddPhoto({home.Make(FindingCode::kPossibleListedPerson, Effect::kReview, "2")}, 7));
  }
  const Reviewer ann(home, "Ann");
  std::vector<double> first, page, queue, unchanged, photo, picture, ahead, answer, decision;
  first.push_back(Ms([&] { REQUIRE(ann.Get("/api/v1/queue").status == 200); }));
  const std::string revision = Parsed(ann.Get("/api/v1/queue"))["revision"];
  for (int at = 0; at < 20; ++at) {
    page.push_back(Ms([&] { REQUIRE(ann.Get("/").status == 200); }));
    queue.push_back(Ms([&] { REQUIRE(ann.Get("/api/v1/queue").status == 200); }));
    unchanged.push_back(
        Ms([&] { REQUIRE(ann.Get("/api/v1/queue?revision=" + revision).status == 200); }));
  }
  for (std::size_t at = 0; at < 30; ++at) {
    const std::string path = "/api/v1/photos/" + photos[at].value;
    json seen;
    photo.push_back(Ms([&] { seen = ann.Photo(photos[at]); }));
    auto& pictures = at == 0 ? picture : ahead;
    pictures.push_back(Ms([&] { REQUIRE(ann.Get(path + "/pictures/screen").status == 200); }));
    json checks;
    for (const CheckPoint& point : CheckPoints()) checks[point.id] = true;
    answer.push_back(Ms([&] {
      REQUIRE(ann.Post(path + "/answers", {{"version", seen["version"]},
                                           {"question", seen["questions"][0]["id"]},
                                           {"answer", "different"}})
                  .status == 200);
    }));
    decision.push_back(Ms([&] {
      REQUIRE(ann.Post(path + "/decision",
                       {{"version", seen["version"]}, {"act", "clear"}, {"checks", checks}})
                  .status == 200);
    }));
    // Somebody looks at a photo for a moment: the next is made meanwhile.
    std::this_thread::sleep_for(std::chrono::milliseconds(700));
  }
  Say("queue of 500, first after the start", first);
  Say("the page's own file", page);
  Say("queue of 500", queue);
  Say("polling, unchanged", unchanged);
  Say("one photo", photo);
  Say("its picture, first photo", picture);
  Say("its picture, made ahead", ahead);
  Say("an answer", answer);
  Say("a decision", decision);
}

}  // namespace
}  // namespace photogate
