// What stays in the inbox, and how people hear of it.
#include "consent/people.h"
#include "tests/watch/read_inspection.h"
#include "tests/watch/watch_school.h"

namespace photogate::test {
namespace fs = std::filesystem;
namespace {

bool Contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("the note of what was passed over names no listed child", "[watch]") {
  const WatchSchool school;
  for (const char* name : {"Name of P1.jpg.part", ".Name_of_P1.jpg", "sports.jpg.part"}) {
    school.Drop("newsletter", name, FakePhoto("clear"));
  }
  school.Drop("newsletter/Name of P1", "x.jpg.part", FakePhoto("clear"));
  REQUIRE(school.Once().exit_code == 0);
  const std::string note = ReadText(school.share() / "inbox/newsletter/PHOTOGATE-NOTE.txt");
  CHECK(Contains(note, "sports.jpg.part"));
  CHECK_FALSE(Contains(note, "P1"));
  CHECK(Contains(note, "3 more"));
}

TEST_CASE("photos that nobody takes are an alarm once they have lain long enough", "[watch]") {
  const WatchSchool school;
  const auto minutes = [&](const char* later) {
    return school.Once({"2", "0", "none", "-1", later}).out;
  };
  SECTION("in a folder of no channel") {
    school.Drop("somewhere", "b.jpg", FakePhoto("clear"));
    CHECK_FALSE(Contains(minutes("0"), "alarm"));
    CHECK(Contains(minutes("90"), "alarm left_in_inbox"));
    CHECK(Contains(ReadText(school.share() / "STATUS.txt"), "nobody takes"));
  }
  SECTION("directly in the inbox") {
    school.Drop("", "c.jpg", FakePhoto("clear"));
    CHECK_FALSE(Contains(minutes("0"), "alarm"));
    CHECK(Contains(minutes("90"), "alarm left_in_inbox"));
  }
  SECTION("what is no photo does not count") {
    school.Drop("somewhere", "Thumbs.db", "x");
    CHECK_FALSE(Contains(minutes("90"), "alarm"));
  }
}

TEST_CASE("a folder named almost as a channel is told as such", "[watch]") {
  const WatchSchool school;
  for (const char* folder : {"Newsletter", "news-letter", "newsleter", "somewhere"}) {
    school.Drop(folder, "a.jpg", FakePhoto("clear"));
  }
  REQUIRE(school.Once().exit_code == 0);
  for (const char* folder : {"Newsletter", "news-letter", "newsleter"}) {
    INFO(folder);
    const std::string note = ReadText(school.share() / "inbox" / folder / "PHOTOGATE-NOTE.txt");
    CHECK(Contains(note, "NOT checked"));
    CHECK(Contains(note, "\"newsletter\""));
    CHECK(fs::exists(school.share() / "inbox" / folder / "a.jpg"));
  }
  CHECK_FALSE(
      Contains(ReadText(school.share() / "inbox/somewhere/PHOTOGATE-NOTE.txt"), "\"newsletter\""));
  const std::string status = ReadText(school.share() / "STATUS.txt");
  CHECK(Contains(status, "almost that of the channel \"newsletter\""));
}

TEST_CASE("a groups.txt with a group that nobody is in keeps its photos and says so", "[watch]") {
  const WatchSchool school;
  const fs::path inbox = school.share() / "inbox/newsletter";
  school.Drop("newsletter/Sports day", "a.jpg", FakePhoto("clear"));
  school.Drop("newsletter/Sports day/later", "b.jpg", FakePhoto("clear", 2));
  school.Drop("newsletter/Fair", "c.jpg", FakePhoto("clear", 3));
  WriteText(inbox / "Sports day/groups.txt", "4A\n4AA\nName of P1\n");
  WriteText(inbox / "Fair/groups.txt", "4a\n");
  const auto run = school.Once();
  CHECK(Contains(run.out, "alarm groups_unknown"));
  CHECK(fs::exists(inbox / "Sports day/a.jpg"));
  CHECK(fs::exists(inbox / "Sports day/later/b.jpg"));
  CHECK(school.Cleared("newsletter") == std::vector<std::string>{"c.jpg"});
  const std::string note = ReadText(inbox / "Sports day/PHOTOGATE-NOTE.txt");
  CHECK(Contains(note, "NOT checked"));
  CHECK(Contains(note, "\"4AA\""));
  CHECK(Contains(note, "line 3"));
  CHECK_FALSE(Contains(note, "P1"));
  CHECK_FALSE(Contains(ReadText(school.share() / "STATUS.txt"), "Name of P1"));

  WriteText(inbox / "Sports day/groups.txt", "4A\n");
  CHECK_FALSE(Contains(school.Once().out, "alarm"));
  CHECK(school.Cleared("newsletter") == std::vector<std::string>{"a.jpg", "b.jpg", "c.jpg"});
  CHECK_FALSE(fs::exists(inbox / "Sports day/PHOTOGATE-NOTE.txt"));
}

}  // namespace photogate::test
