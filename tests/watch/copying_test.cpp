// Copies that are still being made, and files too large to be copied in one breath.
#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <thread>

#include "tests/watch/read_inspection.h"
#include "tests/watch/watch_school.h"
#include "worker/channel.h"

namespace photogate::test {
namespace fs = std::filesystem;
namespace {

bool Contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

bool MayClear(const std::string& name) { return name.starts_with("clear"); }

// The most memory that the process ever had.
long MostResidentKb(pid_t pid) {
  std::ifstream status("/proc/" + std::to_string(pid) + "/status");
  for (std::string line; std::getline(status, line);) {
    if (line.starts_with("VmHWM:")) return std::stol(line.substr(6));
  }
  return 0;
}

}  // namespace

TEST_CASE("a copy that pauses is not taken before it is whole", "[watch]") {
  const WatchSchool school;
  const fs::path file = school.share() / "inbox/newsletter/clear.jpg";
  fs::create_directories(file.parent_path());
  const std::string whole = FakePhoto("clear");
  SECTION("while its writer has it open") {
    OwnedFd writer(::open(file.c_str(), O_WRONLY | O_CREAT, 0666));
    REQUIRE(::write(writer.get(), whole.data(), 8) == 8);
    CHECK(Contains(school.Once().out, "cleared 0 held 0"));
    REQUIRE(::write(writer.get(), whole.data() + 8, whole.size() - 8) > 0);
    CHECK(Contains(school.Once().out, "cleared 0 held 0"));
  }
  SECTION("while its end is missing, as on a share that tells of no writers") {
    WriteText(file, whole.substr(0, 8));
    CHECK(Contains(school.Once().out, "cleared 0 held 0"));
    WriteText(file, whole.substr(0, 8) + std::string(50, '\0'));
    CHECK(Contains(school.Once().out, "cleared 0 held 0"));
    WriteText(file, whole);
  }
  CHECK(Contains(school.Once().out, "cleared 1 held 0"));
  school.ProveNothingLost({"clear.jpg"}, MayClear);
}

TEST_CASE("a copy that never ends is not taken, and one that was given up is held", "[watch]") {
  const WatchSchool school;
  const fs::path file = school.share() / "inbox/newsletter/hold.jpg";
  school.Drop("newsletter", "hold.jpg", "\xFF\xD8\xFF\xDA hold");
  const pid_t watcher = school.Start();
  for (int piece = 0; piece < 40; ++piece) {
    OwnedFd writer(::open(file.c_str(), O_WRONLY | O_APPEND));
    REQUIRE(::write(writer.get(), "x", 1) == 1);
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
    REQUIRE(fs::exists(file));
  }
  // Nobody writes any more: after a while it is taken as it is.
  CHECK(school.WaitFor([&] { return !school.Photos({PhotoState::kHeld}).empty(); }));
  school.Kill(watcher, SIGTERM);
  CHECK(school.Wait(watcher) == 0);
  school.ProveNothingLost({"hold.jpg"}, MayClear);
}

TEST_CASE("a film is taken in little memory, and SIGTERM waits for its copy", "[watch]") {
  const WatchSchool school;
  const pid_t watcher = school.Start();
  REQUIRE(school.WaitFor([&] { return fs::exists(school.share() / "status.html"); }));
  const long before = MostResidentKb(watcher);
  const fs::path film = school.share() / "inbox/newsletter/hold.mp4";
  {
    std::ofstream out(school.share() / "film.part", std::ios::binary);
    const std::string block(1u << 20, 'x');
    out << "hold ";
    for (int written = 0; written < 300; ++written) out << block;
  }
  fs::rename(school.share() / "film.part", film);
  REQUIRE(school.WaitFor([&] { return !fs::exists(film); }, 60));
  // It is claimed; most of it is still to be copied.
  school.Kill(watcher, SIGTERM);
  long most = before;
  while (::kill(watcher, 0) == 0) {
    const long now = MostResidentKb(watcher);
    if (now == 0) break;  // it has ended and waits to be asked
    most = std::max(most, now);
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
  CHECK(school.Wait(watcher) == 0);
  INFO(before << " kB before the film, at most " << most << " kB");
  CHECK(most < before + 40'000);
  // Either way nothing hangs between the folders, and the next run has the film.
  CHECK(school.Photos({PhotoState::kClaimed}).empty());
  REQUIRE(school.Once().exit_code == 0);
  school.ProveNothingLost({"hold.mp4"}, MayClear);
  CHECK(school.ByName().at("hold.mp4").state == PhotoState::kHeld);
}

}  // namespace photogate::test
