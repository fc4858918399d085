// cleared/ and quarantine/: what the program did not put there, and what is told of it.
#include "tests/watch/read_inspection.h"
#include "tests/watch/watch_school.h"

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

}  // namespace photogate::test
