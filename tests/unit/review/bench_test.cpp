// Figures for docs/MEASUREMENTS.md: test_review "[bench]". Not part of the tests.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <catch2/catch.hpp>
#include <chrono>
#include <iostream>
#include <limits>
#include <mutex>
#include <thread>

#include "tests/unit/review/review_home.h"

namespace photogate {
namespace {

using nlohmann::json;
using test::Parsed;
using test::Reviewer;
using test::ReviewHome;
using test::WebAnswer;

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
        home.AddPhoto({home.Make(FindingCode::kPossibleListedPerson, Effect::kReview, "2")}, 5));
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

TEST_CASE("figures of twenty reviewers at once with 500 photos waiting", "[.bench]") {
  ReviewHome home;
  std::vector<PhotoId> photos;
  for (int at = 0; at < 500; ++at) {
    photos.push_back(
        home.AddPhoto({home.Make(FindingCode::kPossibleListedPerson, Effect::kReview, "2")}, 5));
  }
  constexpr std::size_t kReviewers = 20, kEach = 10;
  // Nobody is signed in more than eight times.
  const std::array<const char*, 3> kNames{"Ann", "Bo", "Cy"};
  std::vector<Reviewer> reviewers;
  for (std::size_t at = 0; at < kReviewers; ++at) {
    reviewers.emplace_back(home, kNames[at % 3]);
  }
  json checks;
  for (const CheckPoint& point : CheckPoints()) checks[point.id] = true;
  std::mutex mutex;
  std::vector<double> queue, photo, decision;
  std::size_t errors = 0;
  std::vector<std::thread> threads;
  for (std::size_t who = 0; who < kReviewers; ++who) {
    threads.emplace_back([&, who] {
      for (std::size_t at = 0; at < kEach; ++at) {
        const std::string path = "/api/v1/photos/" + photos[who * kEach + at].value;
        WebAnswer list, seen, answered, decided;
        const double list_ms = Ms([&] { list = reviewers[who].Get("/api/v1/queue"); });
        const double photo_ms = Ms([&] { seen = reviewers[who].Get(path); });
        json body = test::Parsed(seen);
        if (!body.is_object() || !body.contains("photo")) body = {{"photo", {{"version", 0}}}};
        const json& of = body["photo"];
        if (of.contains("questions")) {
          answered = reviewers[who].Post(path + "/answers", {{"version", of["version"]},
                                                             {"question", of["questions"][0]["id"]},
                                                             {"answer", "different"}});
        }
        const double decision_ms = Ms([&] {
          decided = reviewers[who].Post(
              path + "/decision",
              {{"version", of["version"]}, {"act", "clear"}, {"checks", checks}});
        });
        const std::lock_guard lock(mutex);
        queue.push_back(list_ms);
        photo.push_back(photo_ms);
        decision.push_back(decision_ms);
        for (const WebAnswer* one : {&list, &seen, &answered, &decided}) {
          errors += one->status != 200;
        }
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  std::cout << "twenty reviewers at once: " << errors << " errors\n";
  Say("queue of 500, twenty at once", queue);
  Say("one photo, twenty at once", photo);
  Say("a decision, twenty at once", decision);
}

// For tests/web/measure.mjs: the real server over 500 photos, until its input ends.
TEST_CASE("serves 500 photos that wait", "[.serve]") {
  ReviewHome home;
  for (int at = 0; at < 500; ++at) {
    home.AddPhoto({home.Make(FindingCode::kPossibleListedPerson, Effect::kReview, "2")}, 5);
  }
  std::cout << json{{"url", fmt::format("http://127.0.0.1:{}/", home.port())},
                    {"name", "Ann"},
                    {"password", test::kPassword}}
                   .dump()
            << std::endl;
  std::cin.ignore(std::numeric_limits<std::streamsize>::max());
}

}  // namespace
}  // namespace photogate
