// cleared/ and quarantine/: what the program did not put there, and what is told of it.
#include <fcntl.h>

#include <thread>

#include "consent/photo_vault.h"
#include "tests/watch/read_inspection.h"
#include "tests/watch/watch_school.h"
#include "watch/share_disk.h"
#include "watch/shelf_guard.h"
#include "worker/channel.h"

namespace photogate::test {
namespace fs = std::filesystem;
namespace {

bool Contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("a picture in cleared goes to quarantine, whatever system's name it bears", "[watch]") {
  const WatchSchool school;
  REQUIRE(school.Once().exit_code == 0);
  const fs::path shelf = school.share() / "cleared/newsletter";
  const std::vector<std::string> names{"~$x.jpg", ".x.jpg",      "._x.jpg",
                                       ".nfs01",  "desktop.ini", "Thumbs.db"};
  for (const std::string& name : names) WriteText(shelf / name, FakePhoto("clear"));
  const std::string hidden = std::string("\0\0\0\1Bud1", 8) + FakePhoto("clear");
  WriteText(shelf / ".DS_Store", hidden);
  fs::create_directories(shelf / "@eaDir/y.jpg");
  WriteText(shelf / "@eaDir/y.jpg/thumb.jpg", FakePhoto("clear"));
  WriteText(school.share() / "cleared/~$z.jpg", FakePhoto("clear"));
  const auto run = school.Once();
  CHECK(Contains(run.out, "alarm quarantine"));
  CHECK(school.Cleared("newsletter").empty());
  for (const std::string& name : names) {
    INFO(name);
    CHECK_FALSE(fs::exists(shelf / name));
  }
  CHECK_FALSE(fs::exists(shelf / ".DS_Store"));
  CHECK_FALSE(fs::exists(shelf / "@eaDir"));
  CHECK_FALSE(fs::exists(school.share() / "cleared/~$z.jpg"));
  int kept = 0;
  for (const auto& file : fs::recursive_directory_iterator(school.share() / "quarantine")) {
    if (file.is_regular_file() && ReadText(file.path()) == FakePhoto("clear")) ++kept;
  }
  CHECK(kept == 8);
}

TEST_CASE("what a system keeps in every folder is no alarm", "[watch]") {
  const WatchSchool school;
  REQUIRE(school.Once().exit_code == 0);
  const fs::path shelf = school.share() / "cleared/newsletter";
  WriteText(shelf / "Thumbs.db", "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1 thumbnails");
  WriteText(shelf / "desktop.ini", "[.ShellClassInfo]\r\n");
  WriteText(shelf / ".DS_Store", std::string("\0\0\0\1Bud1", 8));
  const auto run = school.Once();
  CHECK_FALSE(Contains(run.out, "alarm quarantine"));
  CHECK(fs::exists(shelf / "desktop.ini"));
}

TEST_CASE("a changed read-me is kept in quarantine, told, and written anew", "[watch]") {
  const WatchSchool school;
  REQUIRE(school.Once().exit_code == 0);
  const fs::path read_me = school.share() / "cleared/newsletter/READ-ME-FIRST.txt";
  const std::string own = ReadText(read_me);
  WriteText(read_me, FakePhoto("clear"));
  const auto run = school.Once();
  CHECK(Contains(run.out, "alarm quarantine"));
  CHECK(ReadText(read_me) == own);
  CHECK(ReadText(school.share() / "quarantine/newsletter/READ-ME-FIRST.txt") == FakePhoto("clear"));
}

TEST_CASE("the alarm of the quarantine stands until somebody empties it", "[watch]") {
  const WatchSchool school;
  REQUIRE(school.Once().exit_code == 0);
  WriteText(school.share() / "cleared/newsletter/mine.jpg", "never checked");
  CHECK(Contains(school.Once().out, "alarm quarantine"));
  // Another process, which moved nothing itself.
  CHECK(Contains(school.Once().out, "alarm quarantine"));
  CHECK(Contains(ReadText(school.share() / "STATUS.txt"), "quarantine"));
  fs::remove(school.share() / "quarantine/newsletter/mine.jpg");
  CHECK_FALSE(Contains(school.Once().out, "alarm"));
}

TEST_CASE("a copy that was replaced goes to quarantine, however large and whatever its date",
          "[watch]") {
  const WatchSchool school;
  school.Drop("newsletter", "clear.jpg", FakePhoto("clear"));
  const pid_t watcher = school.Start();
  REQUIRE(school.WaitFor([&] { return school.Cleared("newsletter").size() == 1; }));
  const fs::path copy = school.share() / "cleared/newsletter/clear.jpg";
  // Until it is known as proven.
  std::this_thread::sleep_for(std::chrono::seconds(3));
  SECTION("by one larger than is read in one look") { fs::resize_file(copy, 300u << 20); }
  SECTION("by one larger than any photo") { fs::resize_file(copy, 5ull << 30); }
  SECTION("in place, with the date put back") {
    const auto date = fs::last_write_time(copy);
    std::string bytes = ReadText(copy);
    bytes[6] ^= 1;
    WriteText(copy, bytes);
    fs::last_write_time(copy, date);
  }
  CHECK(school.WaitFor([&] { return school.Cleared("newsletter").empty(); }, 40));
  CHECK(school.Names(school.share() / "quarantine").size() == 1);
  school.Kill(watcher, SIGTERM);
  CHECK(school.Wait(watcher) == 0);
}

TEST_CASE("many copies are proven in several looks, and it is known when all are", "[watch]") {
  const WatchSchool school;
  for (const char* name : {"clear1.jpg", "clear2.jpg", "clear3.jpg"}) {
    school.Drop("newsletter", name, FakePhoto("clear", name[5]));
  }
  REQUIRE(school.Once().exit_code == 0);
  REQUIRE(school.Cleared("newsletter").size() == 3);
  school.With([&](Register& reg) {
    ShareDisk disk(school.share());
    const Share share(disk, school.share());
    PhotoJournal journal(reg);
    ShelfGuard guard(share, disk, journal);
    for (std::size_t look = 1; look <= 3; ++look) {
      const auto report = guard.Look({ChannelName{"newsletter"}}, 1);
      REQUIRE(report.ok());
      CHECK(report.value().standing.size() == look);
      CHECK(report.value().complete == (look == 3));
    }
    return 0;
  });
}

TEST_CASE("what a killed run left of an original goes at the next start", "[watch]") {
  const WatchSchool school;
  school.Drop("newsletter", "hold.jpg", FakePhoto("hold"));
  REQUIRE(school.Once().exit_code == 0);
  const PhotoId id = school.ByName().at("hold.jpg").id;
  const fs::path left = school.home() / "held" / id.value / ".0123456789abcdef.sealing";
  WriteText(left, "half of it");
  // A key of which no file came to be.
  const fs::path source = school.folder() / "source";
  WriteText(source, "a photo");
  const VaultId key = school.With([&](Register& reg) {
    const OwnedFd in(::open(source.c_str(), O_RDONLY));
    auto sealed = PhotoVault(reg).Seal(in.get(), school.folder() / "sealed", 100, nullptr);
    REQUIRE(sealed.ok());
    return sealed.value().id;
  });
  REQUIRE(school.Once().exit_code == 0);
  CHECK_FALSE(fs::exists(left));
  school.With([&](Register& reg) {
    CHECK_FALSE(PhotoVault(reg).Has(key).value());
    return 0;
  });
  school.ProveNothingLost({"hold.jpg"}, [](const std::string&) { return false; });
}

}  // namespace photogate::test
