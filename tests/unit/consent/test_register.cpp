#include <SQLiteCpp/SQLiteCpp.h>
#include <sys/stat.h>

#include <fstream>
#include <thread>

#include "consent/bars.h"
#include "consent/home.h"
#include "consent/ledger.h"
#include "consent/looks.h"
#include "consent/migrations.h"
#include "tests/unit/consent/fixture.h"
#include "tests/unit/consent/raw_register.h"

namespace photogate::test {
namespace {

int ModeOf(const std::filesystem::path& path) {
  struct stat info {};
  REQUIRE(stat(path.c_str(), &info) == 0);
  return static_cast<int>(info.st_mode & 0777);
}

ErrorKind OpenKind(const TestRegister& reg, const Clock& clock) {
  const auto opened = Register::Open(reg.home(), clock);
  REQUIRE_FALSE(opened.ok());
  return opened.error().kind;
}

void RunSql(const TestRegister& reg, const std::string& sql) {
  RawRegister raw(reg.home());
  raw->exec(sql);
}

LedgerRow RowAt(ConsentVersion version) {
  return {Sha256Hex{"aa"},
          Sha256Hex{"bb"},
          ChannelName{"website"},
          std::nullopt,
          version,
          DecisionKind::kClear,
          "[]",
          kModel,
          0.4,
          0.5,
          {PersonId{"p1"}},
          "photo.jpg",
          false,
          std::chrono::system_clock::from_time_t(1'800'000'000)};
}

}  // namespace

TEST_CASE("makes a home that only its owner can read", "[consent]") {
  TestRegister reg;
  CHECK(ModeOf(reg.home()) == 0700);
  CHECK(ModeOf(RegisterFile(reg.home())) == 0600);
  reg.Add("p1");
  CHECK(ModeOf(RegisterFile(reg.home()).string() + "-wal") == 0600);
  for (const auto& entry : std::filesystem::directory_iterator(reg.home())) {
    const std::string name = entry.path().filename().string();
    CHECK((name == "keyring.json" || name.rfind("register.sqlite", 0) == 0));
    CHECK(ModeOf(entry.path()) == 0600);
  }
}

TEST_CASE("never overwrites a register", "[consent]") {
  TestRegister reg;
  reg.Add("p1");
  const auto again = Register::Create(reg.home(), {}, kOffice, reg.clock());
  REQUIRE_FALSE(again.ok());
  CHECK(again.error().kind == ErrorKind::kConflict);
  CHECK(reg.Snapshot().people.size() == 1);
}

TEST_CASE("init proposes the usual channels, and a demo has them approved", "[consent]") {
  for (const bool demo : {false, true}) {
    TestRegister reg(demo);
    const auto channels = Channels(*reg).List();
    REQUIRE(channels.ok());
    CHECK(channels.value().size() == 6);
    for (const ChannelDetails& channel : channels.value()) {
      CHECK(channel.state == (demo ? ChannelState::kApproved : ChannelState::kProposed));
      CHECK(channel.rules.unrecorded_barred);
      CHECK(channel.rules.mode == ChannelMode::kList);
    }
  }
}

TEST_CASE("opening nothing, an empty folder and a file says what to do", "[consent]") {
  TempFolder folder;
  SetClock clock;
  for (const char* name : {"missing", "."}) {
    const auto opened = Register::Open(folder.path() / name, clock);
    REQUIRE_FALSE(opened.ok());
    CHECK(opened.error().kind == ErrorKind::kNotFound);
    CHECK(opened.error().message.find("photogate init") != std::string::npos);
  }
}

TEST_CASE("refuses a register of a newer photogate and leaves it as it is", "[consent]") {
  TestRegister reg;
  RunSql(reg, "PRAGMA user_version=999");
  CHECK(OpenKind(reg, reg.clock()) == ErrorKind::kUnsupported);
  RunSql(reg, "PRAGMA user_version=" + std::to_string(Migrations().size()));
  CHECK(Register::Open(reg.home(), reg.clock()).ok());
}

TEST_CASE("refuses a database of another program", "[consent]") {
  TestRegister reg;
  RunSql(reg, "PRAGMA application_id=7");
  CHECK(OpenKind(reg, reg.clock()) == ErrorKind::kCorrupt);
}

TEST_CASE("refuses a file that is no database, a cut one and an overwritten page", "[consent]") {
  TempFolder folder;
  SetClock clock;
  clock.Set(Day("2026-11-20"));
  const auto home = folder.path() / "home";
  {
    auto made = Register::Create(home, {}, kOffice, clock);
    REQUIRE(made.ok());
  }
  const auto file = RegisterFile(home);
  const auto size = std::filesystem::file_size(file);
  const auto kind = [&] {
    const auto opened = Register::Open(home, clock);
    REQUIRE_FALSE(opened.ok());
    return opened.error().kind;
  };
  SECTION("cut") {
    std::filesystem::resize_file(file, size / 2);
    CHECK(kind() == ErrorKind::kCorrupt);
  }
  SECTION("empty") {
    std::filesystem::resize_file(file, 0);
    CHECK(kind() == ErrorKind::kCorrupt);
  }
  SECTION("page overwritten") {
    std::fstream bytes(file, std::ios::in | std::ios::out | std::ios::binary);
    bytes.seekp(4096 * 3);
    bytes << std::string(4096, '\x5a');
    bytes.close();
    CHECK(kind() == ErrorKind::kCorrupt);
  }
  SECTION("text") {
    std::ofstream(file, std::ios::trunc) << std::string(5000, 'x');
    CHECK(kind() == ErrorKind::kCorrupt);
  }
}

TEST_CASE("every change gives the next version, and a refused one none", "[consent]") {
  TestRegister reg;
  const auto before = reg->Version().value();
  reg.Add("p1");
  const auto after = reg->Version().value();
  CHECK(after.value == before.value + 1);
  CHECK_FALSE(People(*reg).Add({PersonId{"p1"}, "Another"}, kOffice).ok());
  CHECK_FALSE(People(*reg).Add({PersonId{"p2"}, "No account"}, Actor{""}).ok());
  CHECK_FALSE(Permissions(*reg)
                  .Record({PersonId{"nobody"}, UseName{"website"}, PermissionStatement::kGranted,
                           reg.today()},
                          kOffice)
                  .ok());
  CHECK(reg->Version().value() == after);
}

TEST_CASE("history cannot be rewritten through SQL", "[consent]") {
  TestRegister reg;
  reg.Add("p1");
  reg.Say("p1", "website", PermissionStatement::kRefused, reg.today());
  for (const char* sql : {"DELETE FROM permission", "UPDATE permission SET statement = 1",
                          "DELETE FROM change", "UPDATE change SET actor = 'x'"}) {
    CHECK_THROWS_AS(RunSql(reg, sql), SQLite::Exception);
  }
}

TEST_CASE("the ledger takes a row only at the version it was decided on", "[consent]") {
  TestRegister reg;
  reg.Add("p1");
  Ledger ledger(*reg);
  const auto version = reg->Version().value();
  CHECK(ledger.Record(RowAt(version)).ok());
  CHECK(reg->Version().value() == version);
  reg.Add("p2");
  const auto late = ledger.Record(RowAt(version));
  REQUIRE_FALSE(late.ok());
  CHECK(late.error().kind == ErrorKind::kConflict);

  const auto rows = ledger.WithPerson(PersonId{"p1"});
  REQUIRE(rows.ok());
  REQUIRE(rows.value().size() == 1);
  CHECK(rows.value()[0].output_name == "photo.jpg");
  CHECK(rows.value()[0].when == RowAt(version).when);
  CHECK(rows.value()[0].people_present == std::vector{PersonId{"p1"}});
  CHECK(ledger.WithOutput(Sha256Hex{"bb"}).value().size() == 1);
  CHECK(ledger.WithOutput(Sha256Hex{"cc"}).value().empty());
}

TEST_CASE("the ledger keeps what a copy is known by when it comes back", "[consent]") {
  TestRegister reg;
  Ledger ledger(*reg);
  LedgerRow row = RowAt(reg->Version().value());
  PictureMark mark{};
  mark.hash = 0xFEDCBA9876543210ull;
  mark.aspect = 1.5F;
  mark.grey[0] = 7;
  mark.grey[1023] = 250;
  row.mark = mark;
  row.picture_sha256 = Sha256Hex{"dd"};
  row.width_px = 4000;
  row.height_px = 3000;
  row.groups = {GroupName{"4A"}, GroupName{"Choir"}};
  row.permission_state = "state";
  REQUIRE(ledger.Record(row).ok());
  REQUIRE(ledger.Record(RowAt(reg->Version().value())).ok());
  const auto found = ledger.WithPicture(Sha256Hex{"dd"});
  REQUIRE(found.ok());
  REQUIRE(found.value().size() == 1);
  const LedgerRow& kept = found.value()[0];
  CHECK(kept.mark == row.mark);
  CHECK(kept.width_px == 4000);
  CHECK(kept.height_px == 3000);
  CHECK(kept.groups == row.groups);
  CHECK(kept.permission_state == "state");
  CHECK(ledger.WithPicture(Sha256Hex{}).value().empty());
  const auto marks = ledger.Marks();
  REQUIRE(marks.ok());
  REQUIRE(marks.value().marks == std::vector{mark});
  CHECK(ledger.Row(marks.value().numbers[0]).value().output_sha256 == row.output_sha256);
  CHECK(ledger.Row(99).error().kind == ErrorKind::kNotFound);
}

TEST_CASE("two connections change one register without an error", "[consent]") {
  TestRegister reg;
  auto other = Register::Open(reg.home(), reg.clock());
  REQUIRE(other.ok());
  const auto add = [](Register& to, const std::string& prefix, int& failed) {
    for (int index = 0; index < 40; ++index) {
      const PersonId id{prefix + std::to_string(index)};
      if (!People(to).Add({id, "Name"}, kOffice).ok()) ++failed;
      if (!to.Snapshot({ChannelName{"website"}, std::nullopt, {}, Day("2026-11-20"), {}}).ok()) {
        ++failed;
      }
    }
  };
  int failed_one = 0;
  int failed_other = 0;
  std::thread thread([&] { add(*other.value(), "other", failed_other); });
  add(*reg, "one", failed_one);
  thread.join();
  CHECK(failed_one == 0);
  CHECK(failed_other == 0);
  CHECK(reg.Snapshot().people.size() == 80);
}

TEST_CASE("the reason of a bar is read only with the look on record", "[consent]") {
  TestRegister reg;
  reg.Add("p1");
  REQUIRE(Bars(*reg).Set(PersonId{"p1"}, "court order 7", reg.today(), kOffice).ok());
  const auto reasons = Bars(*reg).Reasons(PersonId{"p1"}, Actor{"lead"});
  REQUIRE(reasons.ok());
  CHECK(reasons.value()[0].reason == "court order 7");
  const auto looks = Looks(*reg).List(10);
  REQUIRE(looks.ok());
  REQUIRE(looks.value().size() == 1);
  CHECK(looks.value()[0].actor == "lead");
  CHECK(looks.value()[0].subject == "p1");
}

TEST_CASE("an assessment needs its reference, officer and a day that has come", "[consent]") {
  TestRegister reg;
  CHECK_FALSE(reg->RecordDpia({"", "Officer", reg.today()}, kOffice).ok());
  CHECK_FALSE(reg->RecordDpia({"R", "", reg.today()}, kOffice).ok());
  CHECK_FALSE(reg->RecordDpia({"R", "Officer", Day("2026-11-21")}, kOffice).ok());
  CHECK(reg->RecordDpia({"R2", "Officer", reg.today()}, kOffice).ok());
  CHECK(reg->FindDpia().value()->reference == "R2");
}

TEST_CASE("a whole register passes its integrity check", "[consent]") {
  TestRegister reg;
  reg.Add("p1", {GroupName{"7A"}});
  CHECK(reg->CheckIntegrity().ok());
}

TEST_CASE(
    "a clock of an earlier day than the last change stops changes and answers until it is accepted",
    "[consent]") {
  TestRegister reg;
  reg.Add("P1", {GroupName{"4B"}});
  const auto ask = [&] {
    return reg->Snapshot({ChannelName{"website"}, std::nullopt, {}, reg.today(), std::nullopt});
  };
  REQUIRE(ask().ok());
  const auto version = reg->Version().value();
  reg.clock().Set(Day("2026-11-19"));
  CHECK_FALSE(ask().ok());
  reg.clock().Set(Day("2026-06-01"));
  const auto refused = reg->AddWords({"badger"}, kOffice);
  REQUIRE_FALSE(refused.ok());
  CHECK(refused.error().kind == ErrorKind::kUnavailable);
  CHECK(refused.error().message.find("2026-06-01") != std::string::npos);
  CHECK(refused.error().message.find("2026-11-2") != std::string::npos);
  REQUIRE_FALSE(ask().ok());
  CHECK(ask().error().kind == ErrorKind::kUnavailable);
  CHECK(reg->Version().value() == version);
  REQUIRE(reg->AcceptClock(kOffice).ok());
  CHECK(ask().ok());
  CHECK(reg->AddWords({"badger"}, kOffice).ok());
}

}  // namespace photogate::test
