// What disks, clocks, registers and crowds do to the watched folder.
#include <sys/mount.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cstdlib>
#include <fstream>
#include <nlohmann/json.hpp>
#include <thread>

#include "consent/home_settings.h"
#include "consent/store.h"
#include "pipeline/review_case.h"
#include "tests/watch/read_inspection.h"
#include "tests/watch/watch_school.h"
#include "watch/watch_status.h"

namespace photogate::test {
namespace fs = std::filesystem;
namespace {

bool Soak() { return std::getenv("PHOTOGATE_SOAK") != nullptr; }

bool MayClear(const std::string& name) { return name.starts_with("clear"); }

bool Contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

// A small disk in memory over a folder, while it lives.
class SmallDisk {
 public:
  SmallDisk(fs::path folder, const std::string& options) : folder_(std::move(folder)) {
    mounted_ = ::mount("none", folder_.c_str(), "tmpfs", 0, options.c_str()) == 0;
  }
  ~SmallDisk() {
    if (mounted_) ::umount2(folder_.c_str(), MNT_DETACH);
  }
  SmallDisk(const SmallDisk&) = delete;
  SmallDisk& operator=(const SmallDisk&) = delete;
  bool mounted() const { return mounted_; }
  // Leaves about so much free.
  void FillUpTo(std::uintmax_t free_bytes) const {
    std::ofstream filler(folder_ / "filler", std::ios::binary);
    const std::string block(4'096, 'x');
    while (fs::space(folder_).available > free_bytes && filler.write(block.data(), 4'096)) {
      filler.flush();
    }
  }
  void Free() const { fs::remove(folder_ / "filler"); }

 private:
  const fs::path folder_;
  bool mounted_ = false;
};

long ResidentKb(pid_t pid) {
  std::ifstream status("/proc/" + std::to_string(pid) + "/status");
  for (std::string line; std::getline(status, line);) {
    if (line.starts_with("VmRSS:")) return std::stol(line.substr(6));
  }
  return 0;
}

int Descriptors(pid_t pid) {
  int count = 0;
  for (const auto& entry : fs::directory_iterator("/proc/" + std::to_string(pid) + "/fd")) {
    count += entry.path().empty() ? 0 : 1;
  }
  return count;
}

class MovedClock final : public Clock {
 public:
  explicit MovedClock(std::chrono::minutes by) : by_(by) {}
  std::chrono::system_clock::time_point Now() const override {
    return std::chrono::system_clock::now() + by_;
  }

 private:
  const std::chrono::minutes by_;
};

}  // namespace

TEST_CASE("a full share loses nothing, whenever it fills", "[watch]") {
  for (const std::uintmax_t free_kb : {0, 4, 8, 12, 16, 24, 40}) {
    INFO(free_kb << " kB free");
    const WatchSchool school;
    const SmallDisk disk(school.share(), "size=2m");
    if (!disk.mounted()) PHOTOGATE_SKIP("this account may not mount a small disk");
    REQUIRE(school.Once().exit_code == 0);
    std::set<std::string> names;
    for (const char* word : {"clear", "hold", "clear2"}) {
      names.insert(std::string(word) + ".jpg");
      school.Drop("newsletter", std::string(word) + ".jpg", FakePhoto(word));
    }
    disk.FillUpTo(free_kb << 10);
    (void)school.Once();
    school.ProveNothingLost(names, MayClear);
    disk.Free();
    const auto run = school.Once();
    INFO(run.err);
    CHECK(run.exit_code == 0);
    school.ProveNothingLost(names, MayClear);
  }
}

TEST_CASE("a full disk under the home loses nothing, whenever it fills", "[watch]") {
  const WatchSchool school;
  const fs::path spool = school.home() / "spool";
  fs::create_directories(spool);
  const SmallDisk disk(spool, "size=256k");
  if (!disk.mounted()) PHOTOGATE_SKIP("this account may not mount a small disk");
  std::set<std::string> names;
  for (int photo = 0; photo < 3; ++photo) {
    const std::string name = "clear" + std::to_string(photo) + ".jpg";
    names.insert(name);
    school.Drop("newsletter", name, FakePhoto("clear", photo));
  }
  disk.FillUpTo(0);
  const auto run = school.Once();
  INFO(run.out << run.err);
  CHECK(Contains(run.err, "alarm: intake_failed"));
  CHECK(school.Cleared("newsletter").empty());
  // Each is still on the share.
  std::set<std::string> there;
  for (const std::string& name : school.Names(school.share() / "inbox")) there.insert(name);
  for (const std::string& name : names) {
    INFO(name);
    CHECK(std::any_of(there.begin(), there.end(),
                      [&](const std::string& path) { return path.ends_with(name); }));
  }
  // Under their own names, with a note that says why.
  CHECK(there.size() == 4);
}

TEST_CASE("a full disk under the register loses nothing, whenever it fills", "[watch]") {
  for (const std::uintmax_t free_kb : {0, 8, 16, 32, 64, 96, 128, 192, 256, 512}) {
    INFO(free_kb << " kB free");
    const WatchSchool school;
    const fs::path aside = school.folder() / "aside";
    fs::rename(school.home(), aside);
    fs::create_directory(school.home());
    const SmallDisk disk(school.home(), "size=8m,mode=700");
    if (!disk.mounted()) PHOTOGATE_SKIP("this account may not mount a small disk");
    fs::copy(aside, school.home(), fs::copy_options::recursive);
    std::set<std::string> names;
    for (int photo = 0; photo < 6; ++photo) {
      const std::string word = photo % 2 == 0 ? "clear" : "hold";
      const std::string name = word + std::to_string(photo) + ".jpg";
      names.insert(name);
      school.Drop("newsletter", name, FakePhoto(word, photo));
    }
    disk.FillUpTo(free_kb << 10);
    const auto full = school.Once();
    INFO(full.out << full.err);
    // All was done, or it says that it was not.
    const bool all = Contains(full.out, "cleared 3 held 3");
    CHECK((all || full.exit_code != 0 || Contains(full.out, "alarm ")));
    if (free_kb == 0) CHECK_FALSE(all);
    for (const std::string& name : school.Cleared("newsletter")) CHECK(MayClear(name));
    disk.Free();
    const auto run = school.Once();
    INFO(run.out << run.err);
    CHECK(run.exit_code == 0);
    school.ProveNothingLost(names, MayClear);
    // What was held because its copy could not be recorded is due again in a minute.
    CHECK(school.Once({"2", "0", "none", "-1", "5"}).exit_code == 0);
    CHECK(school.Cleared("newsletter").size() == 3);
  }
}

TEST_CASE("an outbox that cannot be written holds photos until it can", "[watch]") {
  const WatchSchool school;
  REQUIRE(school.Once().exit_code == 0);
  school.Drop("newsletter", "clear.jpg", FakePhoto("clear"));
  {
    const SmallDisk read_only(school.share() / "cleared/newsletter", "size=4k,ro");
    if (!read_only.mounted()) PHOTOGATE_SKIP("this account may not mount a small disk");
    const auto run = school.Once();
    const auto photo = school.ByName().at("clear.jpg");
    CHECK(photo.state != PhotoState::kCleared);
    CHECK(photo.state != PhotoState::kBlocked);
    if (photo.state == PhotoState::kHeld) CHECK(photo.retry_at);
    // An alarm of its own, and nothing for a person to look at.
    CHECK(run.out.find("alarm outbox_failed") != std::string::npos);
    const std::string status = ReadText(school.share() / "STATUS.txt");
    CHECK(status.find("Waiting for a person: 0") != std::string::npos);
    CHECK(status.find("Tried again by itself: 1") != std::string::npos);
  }
  school.ProveNothingLost({"clear.jpg"}, MayClear);
}

TEST_CASE("a photo whose channel has no folder for copies is held with the reason and tried again",
          "[watch]") {
  const WatchSchool school;
  REQUIRE(school.Once().exit_code == 0);
  const fs::path folder = school.share() / "cleared/newsletter";
  fs::remove_all(folder);
  std::ofstream(folder) << "a file where the folder was";
  school.Drop("newsletter", "clear.jpg", FakePhoto("clear"));
  (void)school.Once();
  const auto photo = school.ByName().at("clear.jpg");
  REQUIRE(photo.state == PhotoState::kHeld);
  CHECK(photo.retry_at);
  REQUIRE(photo.facts);
  REQUIRE(!photo.facts->findings.empty());
  CHECK(photo.facts->findings.front().code == FindingCode::kOutcomeFailed);
}

TEST_CASE("what a person passed is released when the disk is well again, without asking them anew",
          "[watch]") {
  const WatchSchool school;
  school.Drop("newsletter", "small.jpg", FakePhoto("small"));
  REQUIRE(school.Once().exit_code == 0);
  const PhotoEntry held = school.ByName().at("small.jpg");
  REQUIRE(held.state == PhotoState::kHeld);
  school.With([&](Register& reg) {
    PassAsTeacher(reg, held);
    return 0;
  });
  const fs::path folder = school.share() / "cleared/newsletter";
  fs::remove_all(folder);
  std::ofstream(folder) << "a file where the folder was";
  (void)school.Once();
  const PhotoEntry failed = school.ByName().at("small.jpg");
  REQUIRE(failed.state == PhotoState::kHeld);
  REQUIRE(failed.retry_at);
  const auto& findings = failed.facts->findings;
  CHECK(std::any_of(findings.begin(), findings.end(), [](const Finding& finding) {
    return finding.code == FindingCode::kOutcomeFailed;
  }));

  fs::remove(folder);
  CHECK(school.Once({"2", "0", "none", "-1", "5"}).exit_code == 0);
  CHECK(school.ByName().at("small.jpg").state == PhotoState::kCleared);
  CHECK(school.Cleared("newsletter") == std::vector<std::string>{"small.jpg"});
}

TEST_CASE("a register that another process keeps to itself delays photos and loses none",
          "[watch]") {
  const WatchSchool school;
  school.Drop("newsletter", "clear.jpg", FakePhoto("clear"));
  const SystemClock clock;
  auto reg = Register::Open(school.home(), clock);
  REQUIRE(reg.ok());
  std::atomic<bool> locked{false};
  std::thread other([&] {
    (void)reg.value()->store().Write(
        Actor{"other"}, "slow", [&](Database&, Change&) -> Result<Done> {
          locked = true;
          std::this_thread::sleep_for(std::chrono::seconds(Soak() ? 70 : 3));
          return Done{};
        });
  });
  while (!locked) std::this_thread::yield();
  const pid_t watcher = school.Start();
  other.join();
  CHECK(school.WaitFor([&] { return school.Cleared("newsletter").size() == 1; }, 90));
  school.Kill(watcher, SIGTERM);
  CHECK(school.Wait(watcher) == 0);
  school.ProveNothingLost({"clear.jpg"}, MayClear);
}

TEST_CASE("a clock that was set back is an alarm and stops nothing", "[watch]") {
  const WatchSchool school;
  school.Drop("newsletter", "clear.jpg", FakePhoto("clear"));
  REQUIRE(school.Once().exit_code == 0);
  const auto alarms = [&](std::chrono::minutes by) {
    const MovedClock moved(by);
    auto reg = Register::Open(school.home(), moved);
    REQUIRE(reg.ok());
    const auto settings = HomeSettings(*reg.value()).ForWatching();
    REQUIRE(settings.ok());
    StatusOptions options;
    options.running = true;
    const auto report = Reporter(*reg.value(), school.home()).Make(settings.value(), options);
    REQUIRE(report.ok());
    std::set<std::string> codes;
    for (const Alarm& alarm : report.value().alarms) codes.insert(alarm.code);
    return codes;
  };
  CHECK_FALSE(alarms(std::chrono::minutes(0)).contains("clock_behind"));
  CHECK(alarms(std::chrono::minutes(-30)).contains("clock_behind"));
  CHECK(alarms(std::chrono::minutes(30)).contains("stalled"));
}

TEST_CASE("10,000 photos of one channel do not keep one of another waiting", "[watch]") {
  const WatchSchool school;
  REQUIRE(school.Once().exit_code == 0);
  const fs::path folder = school.share() / "inbox/newsletter";
  for (int photo = 0; photo < 10'000; ++photo) {
    WriteText(folder / ("clear" + std::to_string(photo) + ".jpg"), FakePhoto("clear", photo));
  }
  const pid_t watcher = school.Start({"2", "0"});
  REQUIRE(school.WaitFor([&] { return school.Cleared("newsletter").size() >= 5; }, 60));
  school.Drop("website", "clear.jpg", FakePhoto("clear", -1));
  CHECK(school.WaitFor([&] { return school.Cleared("website").size() == 1; }, 60));
  // What is taken ahead of the check stays little, and so does the memory.
  CHECK(school.Photos({PhotoState::kSpooled, PhotoState::kClaimed}).size() <= 20);
  CHECK(ResidentKb(watcher) < 200'000);
  if (Soak()) {
    CHECK(school.WaitFor([&] { return school.Names(folder).empty(); }, 3'600));
  }
  school.Kill(watcher, SIGTERM);
  CHECK(school.Wait(watcher) == 0);
}

TEST_CASE("many small photos do not make the watcher grow", "[watch]") {
  const WatchSchool school;
  const int photos = Soak() ? 20'000 : 600;
  const int batch = 100;
  const pid_t watcher = school.Start({"2", "0"});
  REQUIRE(school.WaitFor([&] { return fs::exists(school.share() / "status.html"); }));
  long memory = 0;
  int descriptors = 0;
  for (int photo = 0; photo < photos;) {
    for (int more = 0; more < batch; ++more, ++photo) {
      school.Drop("newsletter", "hold" + std::to_string(photo) + ".jpg",
                  FakePhoto(photo % 2 == 0 ? "clear" : "clear2", photo));
    }
    REQUIRE(school.WaitFor(
        [&] { return static_cast<int>(school.Cleared("newsletter").size()) == photo; }, 300));
    if (photo == 2 * batch) {
      memory = ResidentKb(watcher);
      descriptors = Descriptors(watcher);
    }
  }
  INFO("memory " << memory << " kB -> " << ResidentKb(watcher) << " kB");
  CHECK(ResidentKb(watcher) < memory + 20'000);
  CHECK(Descriptors(watcher) <= descriptors + 5);
  school.Kill(watcher, SIGTERM);
  CHECK(school.Wait(watcher) == 0);
}

}  // namespace photogate::test
