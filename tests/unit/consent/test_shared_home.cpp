// A home whose folder was shared with a group, and every other one.
#include <fcntl.h>
#include <sys/stat.h>

#include "consent/backup.h"
#include "consent/photo_vault.h"
#include "consent/rekey.h"
#include "consent/shared_home.h"
#include "tests/unit/consent/fixture.h"

namespace photogate::test {
namespace {

namespace fs = std::filesystem;

mode_t ModeOf(const fs::path& path) {
  struct stat about {};
  REQUIRE(stat(path.c_str(), &about) == 0);
  return about.st_mode & 07777;
}

// The strictest mask that somebody may work under.
class Umask {
 public:
  explicit Umask(mode_t mask) : before_(umask(mask)) {}
  ~Umask() { umask(before_); }
  Umask(const Umask&) = delete;
  Umask& operator=(const Umask&) = delete;

 private:
  mode_t before_;
};

struct SharedHome {
  TempFolder folder;
  SetClock clock;
  fs::path path = folder.path() / "home";
  explicit SharedHome(mode_t mode = 02770) {
    clock.Set(Day("2026-11-20"));
    REQUIRE(Register::Create(path, {}, kOffice, clock).ok());
    REQUIRE(ModeOf(path) == 0700);
    REQUIRE(ModeOf(path / "register.sqlite") == 0600);
    REQUIRE(chmod(path.c_str(), mode) == 0);
  }
  std::unique_ptr<Register> Open() const {
    auto reg = Register::Open(path, clock);
    INFO((reg.ok() ? "" : reg.error().message));
    REQUIRE(reg.ok());
    return std::move(reg).value();
  }
};

}  // namespace

TEST_CASE("a register in a folder that a group shares is open to the group", "[home]") {
  const Umask strict(077);
  const SharedHome home;
  const auto reg = home.Open();
  REQUIRE(People(*reg).Add({PersonId{"p1"}, "Name", PersonKind::kPupil, {}, {}}, kOffice).ok());
  CHECK(ModeOf(home.path / "register.sqlite") == 0660);
  CHECK(ModeOf(home.path / "register.sqlite-wal") == 0660);
  CHECK(ModeOf(home.path / "register.sqlite-shm") == 0660);
}

TEST_CASE("a new key and a restored backup leave a shared home open to its group", "[home]") {
  const Umask strict(077);
  const SharedHome home;
  REQUIRE(Rekey(home.path, {}, kOffice, home.clock).ok());
  CHECK(ModeOf(home.path / "keyring.json") == 0660);

  const fs::path backup = home.folder.path() / "a.backup";
  REQUIRE(WriteBackup(home.path, {}, backup, kOffice, home.clock).ok());
  CHECK(ModeOf(backup) == 0600);
  const auto restored = RestoreBackup(backup, home.path, {}, true, kOffice, home.clock);
  REQUIRE(restored.ok());
  CHECK(ModeOf(home.path) == 02770);
  CHECK(ModeOf(home.path / "keyring.json") == 0660);
  CHECK(ModeOf(home.path / "register.sqlite") == 0660);
  CHECK(ModeOf(restored.value().moved_aside) == 02770);
}

TEST_CASE("a folder that is made in a shared home shares as well", "[home]") {
  const Umask strict(077);
  const SharedHome home;
  const fs::path held = home.path / "held";
  REQUIRE(MakeFolderIn(held));
  CHECK(ModeOf(held) == 02770);
  const Descriptor file(OpenNewFile(held / "original", O_WRONLY));
  REQUIRE(file.open());
  CHECK(ModeOf(held / "original") == 0660);
  CHECK_FALSE(MakeFolderIn(held));
}

TEST_CASE("a folder that only lets its group write or read is not shared", "[home]") {
  const mode_t mode = GENERATE(mode_t{0770}, mode_t{02750}, mode_t{0777}, mode_t{0755});
  const SharedHome home(mode);
  const auto reg = home.Open();
  CHECK(ModeOf(home.path / "register.sqlite") == 0600);
  REQUIRE(MakeFolderIn(home.path / "held"));
  CHECK((ModeOf(home.path / "held") & 0077) == 0);
}

TEST_CASE("others get nothing even where the shared folder lets them in", "[home]") {
  const SharedHome home(02777);
  const auto reg = home.Open();
  CHECK(ModeOf(home.path / "register.sqlite") == 0660);
}

TEST_CASE("a register made in a shared folder closes it", "[home]") {
  TempFolder folder;
  SetClock clock;
  clock.Set(Day("2026-11-20"));
  const fs::path path = folder.path() / "home";
  REQUIRE(mkdir(path.c_str(), 0700) == 0);
  REQUIRE(chmod(path.c_str(), 02770) == 0);
  REQUIRE(Register::Create(path, {}, kOffice, clock).ok());
  CHECK((ModeOf(path) & 0777) == 0700);
  CHECK(ModeOf(path / "register.sqlite") == 0600);
}

}  // namespace photogate::test
