// Ways in, new keys, backups.
#include <fmt/format.h>
#include <sys/stat.h>
#include <sys/xattr.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <thread>

#include "consent/audit.h"
#include "consent/backup.h"
#include "consent/bars.h"
#include "consent/biometrics.h"
#include "consent/erasure.h"
#include "consent/home.h"
#include "consent/key_file.h"
#include "consent/looks.h"
#include "consent/migrations.h"
#include "consent/people.h"
#include "consent/permissions.h"
#include "consent/recovery_key.h"
#include "consent/rekey.h"
#include "consent/store.h"
#include "tests/support/run_program.h"
#include "tests/unit/consent/fixture.h"
#include "tests/unit/consent/raw_register.h"

namespace photogate::test {
namespace {

namespace fs = std::filesystem;

KeyAccess With(KeyAccess::From from, const std::string& text) {
  return {from, {}, std::make_shared<const Secret>(Secret::Of(text))};
}

KeyAccess WithFile(const fs::path& file) { return {KeyAccess::From::kKeyFile, file, nullptr}; }

struct Home {
  TempFolder folder;
  SetClock clock;
  fs::path path = folder.path() / "home";
  NewKeys keys;

  explicit Home(const KeyAccess& access = {}) {
    clock.Set(Day("2026-11-20"));
    InitOptions options;
    options.keys = access;
    auto made = Register::Create(path, options, kOffice, clock);
    INFO((made.ok() ? "" : made.error().message));
    REQUIRE(made.ok());
    keys = *made.value()->new_keys();
    REQUIRE(People(*made.value())
                .Add({PersonId{"p1"}, "Name", PersonKind::kPupil, {}, {}}, kOffice)
                .ok());
  }

  std::optional<Error> Refused(const KeyAccess& access = {}) const {
    const auto opened = Register::Open(path, clock, access);
    if (opened.ok()) return std::nullopt;
    return opened.error();
  }

  // Opens, is whole, and holds the one person.
  void CheckGood(const KeyAccess& access = {}) const {
    auto reg = Register::Open(path, clock, access);
    INFO((reg.ok() ? "" : reg.error().message));
    REQUIRE(reg.ok());
    CHECK(People(*reg.value()).List().value().size() == 1);
    CHECK(reg.value()->CheckIntegrity().ok());
    CHECK(Audit(*reg.value()).Verify(std::nullopt).value().intact);
  }
};

std::string AllBytes(const fs::path& home) {
  std::string all;
  for (const auto& entry : fs::recursive_directory_iterator(home)) {
    if (entry.is_regular_file()) all += entry.path().filename().string() + ReadText(entry.path());
  }
  return all;
}

}  // namespace

TEST_CASE("a recovery key is read as people write it, and a slip is noticed", "[keys]") {
  const Secret key = NewRecoveryKey();
  std::string text = RecoveryKeyText(key);
  CHECK(text.size() == 44);
  const auto same = [&](const std::string& typed) {
    const auto read = ParseRecoveryKey(typed);
    return read.ok() && std::equal(read.value().view().begin(), read.value().view().end(),
                                   key.view().begin(), key.view().end());
  };
  CHECK(same(text));
  std::string sloppy = text;
  std::transform(sloppy.begin(), sloppy.end(), sloppy.begin(), [](char c) {
    return c == '-' ? ' ' : c == '0' ? 'o' : c == '1' ? 'l' : static_cast<char>(std::tolower(c));
  });
  CHECK(same(sloppy));
  int unnoticed = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '-') continue;
    std::string slip = text;
    slip[i] = slip[i] == 'A' ? 'B' : 'A';
    if (ParseRecoveryKey(slip).ok()) ++unnoticed;
  }
  CHECK(unnoticed == 0);
  CHECK_FALSE(ParseRecoveryKey("").ok());
  CHECK_FALSE(ParseRecoveryKey(text + "A").ok());
}

TEST_CASE("a register opens with its key file and its recovery key and nothing else", "[keys]") {
  const Home home;
  home.CheckGood();
  home.CheckGood(WithFile(home.keys.key_file));
  home.CheckGood(With(KeyAccess::From::kRecoveryKey, home.keys.recovery_key));
  home.CheckGood(With(KeyAccess::From::kKey, ReadText(home.keys.key_file)));
  const std::string before = AllBytes(home.path);
  const auto refused = [&](const KeyAccess& access, const char* word) {
    const auto error = home.Refused(access);
    REQUIRE(error);
    CHECK(error->kind == ErrorKind::kUnavailable);
    CAPTURE(error->message);
    CHECK(error->message.find(word) != std::string::npos);
  };
  refused(With(KeyAccess::From::kKey, std::string(64, 'a')), "does not open");
  refused(With(KeyAccess::From::kKey, "short"), "32");
  refused(With(KeyAccess::From::kPassphrase, "correct horse battery"), "key file");
  refused(With(KeyAccess::From::kRecoveryKey, RecoveryKeyText(NewRecoveryKey())), "does not open");
  refused(With(KeyAccess::From::kRecoveryKey, "HELLO"), "mistyped");
  refused(WithFile(home.folder.path() / "missing"), "missing");

  const fs::path copy = home.folder.path() / "copy.key";
  fs::copy_file(home.keys.key_file, copy);
  home.CheckGood(WithFile(copy));
  chmod(copy.c_str(), 0640);
  refused(WithFile(copy), "chmod 600");
  chmod(copy.c_str(), 0604);
  refused(WithFile(copy), "chmod 600");
  chmod(copy.c_str(), 0600);
  const fs::path inside = home.path / "inside.key";
  fs::copy_file(copy, inside);
  refused(WithFile(inside), "inside");
  fs::remove(inside);
  const fs::path moved = home.keys.key_file.string() + ".moved";
  fs::rename(home.keys.key_file, moved);
  refused({}, "missing");
  fs::rename(moved, home.keys.key_file);
  CHECK(AllBytes(home.path) == before);
  CHECK(before.find(ReadText(copy).substr(0, 64)) == std::string::npos);
}

TEST_CASE("a register opens with its passphrase, which is slow to guess", "[keys]") {
  const KeyAccess passphrase = With(KeyAccess::From::kPassphrase, "four plain words here");
  const Home home(passphrase);
  CHECK(home.keys.key_file.empty());
  home.CheckGood(passphrase);
  home.CheckGood(With(KeyAccess::From::kRecoveryKey, home.keys.recovery_key));
  CHECK(home.Refused(With(KeyAccess::From::kPassphrase, "four plain words hers")));
  const auto without = home.Refused();
  REQUIRE(without);
  CHECK(without->message.find("--passphrase") != std::string::npos);
  const std::string keyring = ReadText(home.path / "keyring.json");
  CHECK(keyring.find("268435456") != std::string::npos);
  InitOptions options;
  options.keys = With(KeyAccess::From::kPassphrase, "short");
  CHECK_FALSE(Register::Create(home.folder.path() / "other", options, kOffice, home.clock).ok());
  CHECK_FALSE(fs::exists(home.folder.path() / "other" / "keyring.json"));
}

TEST_CASE("the key of a systemd credential is found without an option", "[keys]") {
  const Home home;
  const fs::path folder = home.folder.path() / "credentials";
  fs::create_directory(folder);
  fs::copy_file(home.keys.key_file, folder / "photogate.key");
  fs::rename(home.keys.key_file, home.keys.key_file.string() + ".moved");
  CHECK(home.Refused());
  setenv("CREDENTIALS_DIRECTORY", folder.c_str(), 1);
  home.CheckGood();
  unsetenv("CREDENTIALS_DIRECTORY");
}

TEST_CASE("a credential that systemd opens by an access list is read, and no other file so open",
          "[keys]") {
  const Home home;
  const fs::path folder = home.folder.path() / "credentials";
  const fs::path file = folder / "photogate.key";
  fs::create_directory(folder);
  fs::copy_file(home.keys.key_file, file);
  fs::rename(home.keys.key_file, home.keys.key_file.string() + ".moved");
  REQUIRE(chmod(file.c_str(), 0440) == 0);
  setenv("CREDENTIALS_DIRECTORY", folder.c_str(), 1);
  const auto refused = [&] { return home.Refused().has_value(); };
  // The group itself may read it.
  CHECK(refused());
  // Owner, account 65534, group, mask and others, as acl(5) has them in the kernel's attribute.
  struct Entry {
    std::uint16_t tag, rights;
    std::uint32_t account;
  };
  const struct {
    std::uint32_t version = 2;
    Entry entries[5] = {
        {0x01, 4, ~0u}, {0x02, 4, 65534}, {0x04, 0, ~0u}, {0x10, 4, ~0u}, {0x20, 0, ~0u}};
  } list;
  const bool set = setxattr(file.c_str(), "system.posix_acl_access", &list, sizeof list, 0) == 0;
  if (set && geteuid() == 0) {
    home.CheckGood();
    REQUIRE(chmod(file.c_str(), 0460) == 0);
    CHECK(refused());
    REQUIRE(chmod(file.c_str(), 0444) == 0);
    CHECK(refused());
  }
  unsetenv("CREDENTIALS_DIRECTORY");
  if (!set) PHOTOGATE_SKIP("this disk has no access lists");
  if (geteuid() != 0) PHOTOGATE_SKIP("only root may make a file of root's");
}

TEST_CASE("a missing or damaged keyring is said and nothing is made of it", "[keys]") {
  const Home home;
  const fs::path keyring = home.path / "keyring.json";
  const std::string text = ReadText(keyring);
  for (const std::string& bad : {std::string(), std::string("{}"), text.substr(0, text.size() / 2),
                                 std::string("[1]"), std::string(1000, '[')}) {
    WriteText(keyring, bad);
    const auto error = home.Refused();
    REQUIRE(error);
    CHECK(error->kind == ErrorKind::kCorrupt);
  }
  fs::remove(keyring);
  CHECK(home.Refused()->kind == ErrorKind::kCorrupt);
  // One digit of the wrapped key.
  std::string changed = text;
  const auto at = changed.find("\"1\": \"") + 100;
  changed[at] = changed[at] == '0' ? '1' : '0';
  WriteText(keyring, changed);
  CHECK(home.Refused()->kind == ErrorKind::kUnavailable);
  WriteText(keyring, text);
  home.CheckGood();
}

TEST_CASE("a new key puts every page under it, and others go on working", "[keys]") {
  Home home;
  // Open all the time, as the watcher would.
  auto other = Register::Open(home.path, home.clock);
  REQUIRE(other.ok());
  REQUIRE(other.value()->Version().ok());
  const std::string old_key = ReadText(home.keys.key_file);

  const auto rekeyed = Rekey(home.path, {{}, std::nullopt}, kOffice, home.clock);
  INFO((rekeyed.ok() ? "" : rekeyed.error().message));
  REQUIRE(rekeyed.ok());
  CHECK(ReadText(home.keys.key_file) != old_key);
  CHECK(ReadText(rekeyed.value().old_key_file) == old_key);
  home.CheckGood();
  home.CheckGood(With(KeyAccess::From::kRecoveryKey, rekeyed.value().keys.recovery_key));
  CHECK(home.Refused(With(KeyAccess::From::kRecoveryKey, home.keys.recovery_key)));
  CHECK(home.Refused(With(KeyAccess::From::kKey, old_key)));

  REQUIRE(other.value()->Version().ok());
  CHECK(People(*other.value()).List().value().size() == 1);
  CHECK(other.value()->AddWords({"after"}, kOffice).ok());
  CHECK(Register::Open(home.path, home.clock).value()->Words().value().size() == 1);

  // No page of the old key is left in the file, nor a way to it in the keyring.
  const std::string file = ReadText(RegisterFile(home.path));
  for (std::size_t at = 0; at + kPageBytes <= file.size(); at += kPageBytes) {
    REQUIRE(file[at + 4052] == 2);
  }
  const std::string keyring = ReadText(home.path / "keyring.json");
  CHECK(keyring.find("\"1\":") == std::string::npos);
  CHECK(keyring.find("links") == std::string::npos);
}

TEST_CASE("a new key may be of another kind", "[keys]") {
  Home home;
  const KeyAccess passphrase = With(KeyAccess::From::kPassphrase, "four plain words here");
  REQUIRE(Rekey(home.path, {{}, passphrase}, kOffice, home.clock).ok());
  home.CheckGood(passphrase);
  CHECK(home.Refused());
  const fs::path file = home.folder.path() / "stick" / "school.key";
  const auto back = Rekey(home.path, {passphrase, WithFile(file)}, kOffice, home.clock);
  REQUIRE(back.ok());
  home.CheckGood(WithFile(file));
  CHECK(home.Refused(passphrase));
  // Lost: the recovery key makes a new one where the default is.
  fs::remove(file);
  const auto lost =
      Rekey(home.path,
            {With(KeyAccess::From::kRecoveryKey, back.value().keys.recovery_key), std::nullopt},
            kOffice, home.clock);
  REQUIRE(lost.ok());
  home.CheckGood();
}

TEST_CASE("a renewal that was cut short opens with the old key, and is finished by the next",
          "[keys]") {
  Home home;
  // What the first steps leave behind: both ways announced, pages under either.
  const auto keyring = ReadKeyring(home.path);
  REQUIRE(keyring.ok());
  const auto credential = FindCredential({}, keyring.value(), home.path);
  REQUIRE(credential.ok());
  auto keys = Unlock(keyring.value(), credential.value());
  REQUIRE(keys.ok());
  keys.value().Add(2, Secret::Random(32));
  Keyring both = keyring.value();
  both.links[2] = MakeLink(keys.value(), 1, 2);
  REQUIRE(WriteKeyring(home.path, both).ok());
  home.CheckGood();
  {
    // Opened with the old key, it writes under the new one.
    auto reg = Register::Open(home.path, home.clock);
    REQUIRE(reg.value()->AddWords({"between"}, kOffice).ok());
  }
  home.CheckGood(With(KeyAccess::From::kRecoveryKey, home.keys.recovery_key));
  REQUIRE(Rekey(home.path, {{}, std::nullopt}, kOffice, home.clock).ok());
  home.CheckGood();
  CHECK(ReadKeyring(home.path).value().Epochs() == std::vector<std::uint32_t>{3});
}

TEST_CASE("a key file that a killed renewal left waiting goes at the next opening", "[keys]") {
  Home home;
  const FileId id = ReadKeyring(home.path).value().file;
  const fs::path staged = StagedKeyFile(home.keys.key_file, id);
  CHECK(staged == home.keys.key_file.string() + ".new");
  REQUIRE(MakeKeyFile(staged, home.path).ok());
  SECTION("whole") {}
  SECTION("cut off") { fs::resize_file(staged, 7); }
  SECTION("with the keyring announcing it already") {
    const auto keyring = ReadKeyring(home.path);
    auto keys = Unlock(keyring.value(), FindCredential({}, keyring.value(), home.path).value());
    REQUIRE(keys.ok());
    Keyring both = keyring.value();
    keys.value().Add(2, Secret::Random(32));
    both.links[2] = MakeLink(keys.value(), 1, 2);
    auto waiting = ReadKeyFile(staged, home.path);
    REQUIRE(waiting.ok());
    auto way = MakeWay({WayKind::kKey, std::move(waiting).value()}, keys.value());
    REQUIRE(way.ok());
    both.ways.push_back(std::move(way).value());
    REQUIRE(WriteKeyring(home.path, both).ok());
    auto reg = Register::Open(home.path, home.clock, WithFile(staged));
    REQUIRE(reg.ok());
    REQUIRE(fs::exists(staged));
  }
  home.CheckGood();
  CHECK_FALSE(fs::exists(staged));
}

TEST_CASE("a key file beside that in use is never removed when it may be needed", "[keys]") {
  Home home;
  const FileId id = ReadKeyring(home.path).value().file;
  const fs::path staged = StagedKeyFile(home.keys.key_file, id);
  SECTION("while another process renews the key") {
    REQUIRE(MakeKeyFile(staged, home.path).ok());
    const auto lock = HomeLock::Take(home.path);
    REQUIRE(lock.ok());
    home.CheckGood();
    CHECK(fs::exists(staged));
    return;
  }
  SECTION("when it is the key in use") { fs::copy_file(home.keys.key_file, staged); }
  SECTION("when it is no key of photogate's") {
    std::ofstream(staged) << std::string(100, 'x');
    fs::permissions(staged, fs::perms(0644));
  }
  SECTION("when the register does not open with the other") {
    REQUIRE(MakeKeyFile(staged, home.path).ok());
    const fs::path away = home.folder.path() / "away";
    fs::rename(home.keys.key_file, away);
    REQUIRE(home.Refused());
    REQUIRE(fs::exists(staged));
    fs::rename(away, home.keys.key_file);
    return;
  }
  home.CheckGood();
  CHECK(fs::exists(staged));
  fs::remove(staged);
}

TEST_CASE("a renewal leaves another register's key file alone whatever it is called", "[keys]") {
  const TempFolder stick;
  const fs::path file = stick.path() / "school.key", other = stick.path() / "school.key.new";
  Home home(WithFile(file));
  Home second(WithFile(other));
  REQUIRE(Rekey(home.path, {WithFile(file), std::nullopt}, kOffice, home.clock).ok());
  home.CheckGood(WithFile(file));
  second.CheckGood(WithFile(other));
}

TEST_CASE("a register from before encryption is refused, and encrypted by rekey", "[keys]") {
  TempFolder folder;
  SetClock clock;
  clock.Set(Day("2026-11-20"));
  const fs::path home = folder.path() / "home";
  fs::create_directory(home);
  {
    SQLite::Database old(RegisterFile(home).string(), SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
    for (int i = 0; i < 3; ++i) old.exec(Migrations()[static_cast<std::size_t>(i)]);
    old.exec(
        "INSERT INTO change(at, actor, verb) VALUES('2026-01-01T00:00:00Z', 'x', 'init');"
        "INSERT INTO person(id, case_number, name, kind, source, version) "
        "VALUES('p1', 'case-000001', 'Perpetua Quillfeather', 1, 1, 1);"
        "PRAGMA application_id=1885890420; PRAGMA user_version=2; PRAGMA journal_mode=WAL");
    old.exec("DROP TABLE audit");
    for (const char* index : {"permission", "biometric", "bar", "bar_lift"}) {
      old.exec(fmt::format("DROP INDEX {}_by_version", index));
    }
  }
  const auto refused = Register::Open(home, clock);
  REQUIRE_FALSE(refused.ok());
  CHECK(refused.error().kind == ErrorKind::kUnsupported);
  CHECK(refused.error().message.find("photogate rekey") != std::string::npos);
  const auto rekeyed = Rekey(home, {{}, std::nullopt}, kOffice, clock);
  INFO((rekeyed.ok() ? "" : rekeyed.error().message + rekeyed.error().context));
  REQUIRE(rekeyed.ok());
  CHECK(rekeyed.value().was_plain);
  auto reg = Register::Open(home, clock);
  REQUIRE(reg.ok());
  CHECK(People(*reg.value()).List().value().size() == 1);
  CHECK(AllBytes(home).find("Perpetua") == std::string::npos);
}

TEST_CASE("a backup is proven, encrypted, never overwritten, and comes back whole", "[backup]") {
  Home home;
  const fs::path out = home.folder.path() / "school.backup";
  const auto made = WriteBackup(home.path, {}, out, kOffice, home.clock);
  INFO((made.ok() ? "" : made.error().message));
  REQUIRE(made.ok());
  CHECK(made.value().rows > 5);
  CHECK(fs::file_size(out) == made.value().bytes);
  const std::string bytes = ReadText(out);
  for (const char* word : {"CREATE TABLE", "website", "SQLite format"}) {
    CHECK(bytes.find(word) == std::string::npos);
  }
  const auto again = WriteBackup(home.path, {}, out, kOffice, home.clock);
  REQUIRE_FALSE(again.ok());
  CHECK(again.error().kind == ErrorKind::kConflict);
  CHECK(ReadText(out) == bytes);
  // Nothing but the backup and the home is left.
  int others = 0;
  for (const auto& entry : fs::directory_iterator(home.folder.path())) {
    if (entry.path() != out && entry.path() != home.path) ++others;
  }
  CHECK(others == 0);

  // Changed after the backup, then put back.
  REQUIRE(Register::Open(home.path, home.clock).value()->AddWords({"later"}, kOffice).ok());
  const auto refused = RestoreBackup(out, home.path, {}, false, kOffice, home.clock);
  REQUIRE_FALSE(refused.ok());
  CHECK(refused.error().kind == ErrorKind::kConflict);
  CHECK(Register::Open(home.path, home.clock).value()->Words().value().size() == 1);
  const auto restored = RestoreBackup(out, home.path, {}, true, kOffice, home.clock);
  INFO((restored.ok() ? "" : restored.error().message));
  REQUIRE(restored.ok());
  home.CheckGood();
  CHECK(Register::Open(home.path, home.clock).value()->Words().value().empty());
  // What was there before is kept, whole.
  CHECK(Register::Open(restored.value().moved_aside, home.clock).value()->Words().value().size() ==
        1);

  // Into a fresh home, with the recovery key alone.
  const fs::path fresh = home.folder.path() / "fresh";
  const KeyAccess recovery = With(KeyAccess::From::kRecoveryKey, home.keys.recovery_key);
  REQUIRE(RestoreBackup(out, fresh, recovery, false, kOffice, home.clock).ok());
  CHECK(Register::Open(fresh, home.clock).ok());

  SECTION("damage is found before anything is put in place") {
    const fs::path bad = home.folder.path() / "bad.backup";
    const auto refuse = [&](const std::string& content) {
      WriteText(bad, content);
      const fs::path to = home.folder.path() / "bad";
      const auto done = RestoreBackup(bad, to, {}, false, kOffice, home.clock);
      CHECK_FALSE(done.ok());
      CHECK_FALSE(fs::exists(RegisterFile(to)));
      CHECK_FALSE(fs::exists(to / "keyring.json"));
    };
    refuse("");
    refuse("PGBACKUP");
    refuse(bytes.substr(0, bytes.size() - 4096));
    refuse(bytes.substr(0, bytes.size() - 1));
    std::string flipped = bytes;
    flipped[bytes.size() / 2] = static_cast<char>(flipped[bytes.size() / 2] ^ 1);
    refuse(flipped);
    refuse(ReadText(RegisterFile(home.path)));
  }
  SECTION("a wrong key restores nothing") {
    const fs::path to = home.folder.path() / "wrong";
    const auto done = RestoreBackup(out, to, With(KeyAccess::From::kKey, std::string(64, 'b')),
                                    false, kOffice, home.clock);
    REQUIRE_FALSE(done.ok());
    CHECK(done.error().kind == ErrorKind::kUnavailable);
    CHECK_FALSE(fs::exists(RegisterFile(to)));
  }
}

TEST_CASE("a restore carries over every no that was entered since the backup", "[backup]") {
  Home home;
  const UseName website{"website"};
  const auto say = [&](Register& reg, const char* id, PermissionStatement statement) {
    REQUIRE(Permissions(reg)
                .Record({PersonId{id}, website, statement, home.clock.Today()}, kOffice)
                .ok());
  };
  {
    auto reg = Register::Open(home.path, home.clock);
    for (const char* id : {"R1", "R2", "R3", "R4"}) {
      REQUIRE(photogate::People(*reg.value())
                  .Add(NewPerson{PersonId{id}, std::string("Somebody ") + id}, kOffice)
                  .ok());
      say(*reg.value(), id, PermissionStatement::kGranted);
    }
    say(*reg.value(), "R4", PermissionStatement::kRefused);
  }
  const fs::path out = home.folder.path() / "school.backup";
  REQUIRE(WriteBackup(home.path, {}, out, kOffice, home.clock).ok());
  AuditHead head;
  {
    auto reg = Register::Open(home.path, home.clock);
    say(*reg.value(), "R1", PermissionStatement::kWithdrawn);
    REQUIRE(
        Biometrics(*reg.value())
            .Record({PersonId{"R2"}, BiometricStatement::kObjection, home.clock.Today(), "", ""},
                    kOffice)
            .ok());
    REQUIRE(Bars(*reg.value()).Set(PersonId{"R3"}, "order", home.clock.Today(), kOffice).ok());
    REQUIRE(photogate::People(*reg.value())
                .Add(NewPerson{PersonId{"R5"}, "Somebody R5"}, kOffice)
                .ok());
    head = Audit(*reg.value()).Head().value();
  }
  const auto restored = RestoreBackup(out, home.path, {}, true, kOffice, home.clock);
  REQUIRE(restored.ok());
  CHECK(restored.value().carried.permissions == 1);
  CHECK(restored.value().carried.objections == 1);
  CHECK(restored.value().carried.bars == 1);
  CHECK(restored.value().carried.people_missing == 1);
  auto reg = Register::Open(home.path, home.clock);
  Permissions permissions(*reg.value());
  const Date today = home.clock.Today();
  CHECK(permissions.State(PersonId{"R1"}, website, today).value() == PermissionState::kWithdrawn);
  CHECK(permissions.State(PersonId{"R2"}, website, today).value() == PermissionState::kGranted);
  CHECK(permissions.State(PersonId{"R4"}, website, today).value() == PermissionState::kRefused);
  CHECK(Biometrics(*reg.value()).State(PersonId{"R2"}, today).value().objection);
  CHECK(Bars(*reg.value()).List().value().size() == 1);
  // A head of before shows what happened, and does not pass.
  const auto proof = Audit(*reg.value()).Verify(head).value();
  CHECK_FALSE(proof.intact);
  CHECK(proof.problem.find("A backup was restored at") != std::string::npos);
  CHECK(Audit(*reg.value()).Verify(std::nullopt).value().intact);
}

TEST_CASE("a no that a restore carries over stays the word of whoever said it", "[backup]") {
  Home home;
  const PersonId child{"R1"};
  const UseName website{"website"};
  const Date today = home.clock.Today();
  const auto say = [&](Register& reg, const std::string& voice, PermissionStatement statement) {
    NewPermission said{child, website, statement, today};
    said.given_by = voice;
    REQUIRE(Permissions(reg).Record(said, kOffice).ok());
  };
  const auto compare = [&](Register& reg, const std::string& voice, BiometricStatement statement) {
    REQUIRE(Biometrics(reg).Record({child, statement, today, voice, "safe"}, kOffice).ok());
  };
  {
    auto reg = Register::Open(home.path, home.clock);
    REQUIRE(photogate::People(*reg.value()).Add(NewPerson{child, "Ada One"}, kOffice).ok());
    say(*reg.value(), "parent A", PermissionStatement::kRefused);
    compare(*reg.value(), "parent A", BiometricStatement::kObjection);
  }
  const fs::path out = home.folder.path() / "school.backup";
  REQUIRE(WriteBackup(home.path, {}, out, kOffice, home.clock).ok());
  {
    auto reg = Register::Open(home.path, home.clock);
    say(*reg.value(), "parent B", PermissionStatement::kWithdrawn);
    compare(*reg.value(), "parent B", BiometricStatement::kWithdrawal);
    compare(*reg.value(), "", BiometricStatement::kChildRefusal);
  }
  const auto restored = RestoreBackup(out, home.path, {}, true, kOffice, home.clock);
  REQUIRE(restored.ok());
  // What parent A said is in the backup already.
  CHECK(restored.value().carried.permissions == 1);
  CHECK(restored.value().carried.objections == 2);
  auto reg = Register::Open(home.path, home.clock);
  const auto against = Permissions(*reg.value()).Against(child, website, today).value();
  REQUIRE(against.size() == 2);
  CHECK(against[0].given_by == "parent A");
  CHECK(against[1].given_by == "parent B");
  // Neither the family nor the other parent takes it back for them.
  for (const char* other : {"", "parent A"}) {
    say(*reg.value(), other, PermissionStatement::kGranted);
    compare(*reg.value(), other, BiometricStatement::kConsent);
  }
  CHECK(Permissions(*reg.value()).State(child, website, today).value() ==
        PermissionState::kWithdrawn);
  compare(*reg.value(), "parent B", BiometricStatement::kConsent);
  CHECK(Biometrics(*reg.value()).State(child, today).value().objection);
  const auto missing = Biometrics(*reg.value()).Obstacles(child, today).value();
  REQUIRE_FALSE(missing.empty());
  CHECK(missing[0].kind == BiometricObstacleKind::kChildRefusal);
}

TEST_CASE("a restore erases again whoever was erased since the backup", "[backup][erasure]") {
  Home home;
  {
    auto reg = Register::Open(home.path, home.clock);
    REQUIRE(reg.ok());
    photogate::People people(*reg.value());
    for (const char* id : {"R1", "R2", "R3"}) {
      REQUIRE(people.Add(NewPerson{PersonId{id}, std::string("Somebody ") + id}, kOffice).ok());
    }
    REQUIRE(Erasure(*reg.value()).Erase(PersonId{"R3"}, "asked", true, kOffice).ok());
  }
  const fs::path out = home.folder.path() / "school.backup";
  REQUIRE(WriteBackup(home.path, {}, out, kOffice, home.clock).ok());
  {
    auto reg = Register::Open(home.path, home.clock);
    REQUIRE(Erasure(*reg.value()).Erase(PersonId{"R1"}, "asked", false, kOffice).ok());
    // The number given to somebody else does not keep the first one from being erased.
    REQUIRE(photogate::People(*reg.value())
                .Add(NewPerson{PersonId{"R1"}, "Another Pupil"}, kOffice)
                .ok());
  }
  const auto restored = RestoreBackup(out, home.path, {}, true, kOffice, home.clock);
  REQUIRE(restored.ok());
  CHECK(restored.value().erasures_repeated == 1);
  CHECK_FALSE(restored.value().erasures_unknown);
  auto reg = Register::Open(home.path, home.clock);
  REQUIRE(reg.ok());
  std::vector<std::string> names;
  const auto left = photogate::People(*reg.value()).List();
  REQUIRE(left.ok());
  for (const PersonEntry& person : left.value()) names.push_back(person.name);
  CHECK(std::find(names.begin(), names.end(), "Somebody R1") == names.end());
  CHECK(std::find(names.begin(), names.end(), "Somebody R2") != names.end());
  CHECK(Audit(*reg.value()).Verify(std::nullopt).value().intact);
  // Who made the backup and who restored it is on record.
  const auto looks = Looks(*reg.value()).List(10);
  REQUIRE(looks.ok());
  std::vector<std::string> what;
  for (const Look& look : looks.value()) what.push_back(look.what);
  CHECK(std::find(what.begin(), what.end(), "backup") != what.end());
  CHECK(std::find(what.begin(), what.end(), "restore") != what.end());
}

}  // namespace photogate::test
