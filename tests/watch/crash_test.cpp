// Killed at every step, and at random instants: nothing is lost, nothing is cleared that would not
// have been.
#include <cstdlib>
#include <random>
#include <thread>

#include "tests/watch/read_inspection.h"
#include "tests/watch/watch_school.h"

namespace photogate::test {
namespace fs = std::filesystem;
namespace {

constexpr int kKilled = 128 + SIGKILL;

bool Soak() { return std::getenv("PHOTOGATE_SOAK") != nullptr; }

bool MayClear(const std::string& name) { return name.starts_with("clear"); }

std::set<std::string> DropThree(const WatchSchool& school) {
  std::set<std::string> names;
  for (const char* word : {"clear", "hold", "block"}) {
    names.insert(std::string(word) + ".jpg");
    school.Drop("newsletter", std::string(word) + ".jpg", FakePhoto(word));
  }
  return names;
}

int StepsOf(const ProgramResult& run) {
  const auto at = run.out.find("steps ");
  return at == std::string::npos ? 0 : std::stoi(run.out.substr(at + 6));
}

}  // namespace

TEST_CASE("killed before or after any step on the share, each photo is found exactly once",
          "[watch]") {
  int steps = 0;
  {
    const WatchSchool school;
    DropThree(school);
    const auto run = school.Once({"1"});
    REQUIRE(run.exit_code == 0);
    steps = StepsOf(run);
    REQUIRE(steps > 20);
  }
  const int stride = Soak() ? 1 : 3;
  int killed = 0;
  for (const char* fault : {"kill-before", "kill-after"}) {
    for (int step = fault[5] == 'b' ? 0 : 1; step < steps; step += stride) {
      INFO(fault << " step " << step);
      const WatchSchool school;
      const auto names = DropThree(school);
      killed += school.Once({"1", "0", fault, std::to_string(step)}).exit_code == kKilled ? 1 : 0;
      const auto run = school.Once({"1"});
      INFO(run.err);
      REQUIRE(run.exit_code == 0);
      school.ProveNothingLost(names, MayClear);
      CHECK(school.Names(school.share() / "inbox").empty());
    }
  }
  CHECK(killed > steps / stride);
}

TEST_CASE("a share that fails at any step loses nothing and clears nothing unproven", "[watch]") {
  const int stride = Soak() ? 1 : 4;
  for (const char* fault : {"fail", "fail-after", "half-write"}) {
    for (int step = 0; step < 60; step += stride) {
      INFO(fault << " step " << step);
      const WatchSchool school;
      const auto names = DropThree(school);
      (void)school.Once({"1", "0", fault, std::to_string(step)});
      const auto run = school.Once({"1"});
      INFO(run.err);
      REQUIRE(run.exit_code == 0);
      school.ProveNothingLost(names, MayClear);
    }
  }
}

TEST_CASE("killed at random instants while photos flow, the watcher loses nothing", "[watch]") {
  const WatchSchool school;
  const int kills = Soak() ? 500 : 50;
  const int photos = 300;
  const unsigned seed = std::random_device{}();
  INFO("seed " << seed);
  std::mt19937 random(seed);
  std::set<std::string> names;
  int dropped = 0;
  const auto drop = [&](int most) {
    for (; most > 0 && dropped < photos; --most, ++dropped) {
      static constexpr const char* kWords[] = {"clear", "clear", "hold", "clear", "block"};
      const std::string word = kWords[dropped % 5];
      const std::string name = word + std::to_string(dropped) + ".jpg";
      names.insert(name);
      school.Drop(dropped % 3 == 0 ? "website" : "newsletter", name, FakePhoto(word, dropped));
    }
  };
  for (int kill = 0; kill < kills; ++kill) {
    drop(1 + photos / kills);
    const pid_t watcher = school.Start({"3", "5"});
    std::this_thread::sleep_for(
        std::chrono::microseconds(std::uniform_int_distribution<int>(1'000, 400'000)(random)));
    WatchSchool::Kill(watcher, SIGKILL);
    CHECK(school.Wait(watcher) == kKilled);
  }
  drop(photos);
  const auto run = school.Once({"3"});
  INFO(run.err);
  REQUIRE(run.exit_code == 0);
  school.ProveNothingLost(names, MayClear);
  CHECK(school.Names(school.share() / "inbox").empty());
  int cleared = 0;
  for (const auto& [name, photo] : school.ByName()) {
    cleared += photo.state == PhotoState::kCleared ? 1 : 0;
    if (name.starts_with("block")) CHECK(photo.state != PhotoState::kCleared);
  }
  // Most came through: being held for having been in flight twice is the exception.
  CHECK(cleared > photos / 3);
}

TEST_CASE("a photo that was in flight at two crashes is held and not begun again", "[watch]") {
  const WatchSchool school;
  school.Drop("newsletter", "clear.jpg", FakePhoto("clear"));
  for (int crash = 0; crash < 2; ++crash) {
    const pid_t watcher = school.Start({"1", "100000"});
    REQUIRE(school.WaitFor([&] {
      const auto photos = school.Photos({PhotoState::kSpooled});
      return photos.size() == 1 && photos[0].in_flight == crash + 1;
    }));
    WatchSchool::Kill(watcher, SIGKILL);
    school.Wait(watcher);
  }
  REQUIRE(school.Once().exit_code == 0);
  const auto photo = school.ByName().at("clear.jpg");
  CHECK(photo.state == PhotoState::kHeld);
  CHECK(photo.facts->findings.at(0).code == FindingCode::kWorkerFailed);
  CHECK(school.Cleared("newsletter").empty());
  // Nor later, whatever the register says.
  REQUIRE(school.Once().exit_code == 0);
  CHECK(school.ByName().at("clear.jpg").state == PhotoState::kHeld);
}

}  // namespace photogate::test
