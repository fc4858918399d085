// What a backup or a restore that was killed leaves behind.
#include <sys/wait.h>
#include <unistd.h>

#include <fstream>

#include "consent/backup.h"
#include "consent/work_folder.h"
#include "tests/unit/consent/fixture.h"

namespace photogate::test {
namespace {

namespace fs = std::filesystem;

// A process that is gone before it could clean up.
fs::path KilledIn(const fs::path& folder, const std::string& name) {
  const pid_t child = fork();
  REQUIRE(child >= 0);
  if (child == 0) {
    const WorkFolder work(folder, name);
    fs::create_directory(work.path() / "copy");
    std::ofstream(work.path() / "copy" / "register.sqlite") << "half";
    _exit(work.made() ? 0 : 1);
  }
  int status = 1;
  REQUIRE(waitpid(child, &status, 0) == child);
  REQUIRE(status == 0);
  const auto left = AbandonedWork(folder);
  REQUIRE(left.size() == 1);
  return left.front();
}

void Age(const fs::path& path) {
  fs::last_write_time(path, fs::file_time_type::clock::now() - std::chrono::hours{25});
}

}  // namespace

TEST_CASE("the next backup to a place removes what a killed one left there", "[backup]") {
  TestRegister reg;
  TempFolder place;
  const fs::path left = KilledIn(place.path(), "a.backup");
  const auto made = WriteBackup(reg.home(), {}, place.path() / "b.backup", kOffice, reg.clock());
  REQUIRE(made.ok());
  CHECK(made.value().abandoned_removed == 1);
  CHECK_FALSE(fs::exists(left));
  CHECK(std::distance(fs::directory_iterator(place.path()), fs::directory_iterator()) == 1);
}

TEST_CASE("the next restore removes what a killed one left in the home, a rehearsal does not",
          "[backup]") {
  TestRegister reg;
  TempFolder place;
  const fs::path backup = place.path() / "b.backup", home = place.path() / "home";
  REQUIRE(WriteBackup(reg.home(), {}, backup, kOffice, reg.clock()).ok());
  fs::create_directory(home);
  const fs::path left = KilledIn(home, "restore");
  REQUIRE(RestoreBackup(backup, home, {}, false, kOffice, reg.clock(), true).ok());
  CHECK(fs::exists(left));
  REQUIRE(RestoreBackup(backup, home, {}, false, kOffice, reg.clock()).ok());
  CHECK_FALSE(fs::exists(left));
}

TEST_CASE("a work folder in which somebody works is left alone", "[backup]") {
  TempFolder place;
  const WorkFolder work(place.path(), "a.backup");
  REQUIRE(work.made());
  Age(work.path());
  CHECK(AbandonedWork(place.path()).empty());
  CHECK(RemoveAbandonedWork(place.path()) == 0);
  CHECK(fs::exists(work.path()));
}

TEST_CASE("what only looks like a work folder is left alone", "[backup]") {
  TempFolder place;
  const fs::path left = KilledIn(place.path(), "a.backup");
  SECTION("it holds something else") { std::ofstream(left / "letter.txt") << "mine"; }
  SECTION("it has another name") { fs::rename(left, place.path() / ".a.backup-12.new"); }
  SECTION("it is a link") {
    fs::rename(left, place.path() / "mine");
    fs::create_directory_symlink(place.path() / "mine", left);
  }
  SECTION("it has no lock and is of today") { fs::remove(left / "lock"); }
  CHECK(AbandonedWork(place.path()).empty());
  CHECK(RemoveAbandonedWork(place.path()) == 0);
}

TEST_CASE("a work folder without a lock is abandoned after a day", "[backup]") {
  TempFolder place;
  const fs::path left = KilledIn(place.path(), "a.backup");
  fs::remove(left / "lock");
  Age(left);
  CHECK(RemoveAbandonedWork(place.path()) == 1);
  CHECK_FALSE(fs::exists(left));
}

}  // namespace photogate::test
