// People who were erased and still stand in the school's next file.
#include "consent/audit.h"
#include "consent/backup.h"
#include "consent/erasure.h"
#include "consent/import_undo.h"
#include "consent/rekey.h"
#include "consent/retention.h"
#include "tests/unit/consent/fixture.h"
#include "tests/unit/consent/raw_register.h"

namespace photogate::test {
namespace {

constexpr const char* kFile =
    "id,name,use:website\nPUPIL-7,Ann Example,granted\nP2,Ben Example,granted\n";

void EraseFrom(Register& reg, const std::string& id, bool keep_protection = false) {
  REQUIRE(Erasure(reg).Erase(PersonId{id}, "asked for", keep_protection, kOffice).ok());
}

ImportReport Try(Register& reg, const std::string& csv) {
  const auto report = Importer(reg).Preview(csv);
  REQUIRE(report.ok());
  return report.value();
}

std::vector<std::string> Ids(Register& reg) {
  std::vector<std::string> ids;
  const auto people = People(reg).List();
  REQUIRE(people.ok());
  for (const auto& person : people.value()) ids.push_back(person.id.value);
  return ids;
}

}  // namespace

TEST_CASE("a file does not bring back whoever was erased, and says that it still has them",
          "[consent][erased]") {
  TestRegister reg;
  reg.Import(kFile);
  EraseFrom(*reg, "PUPIL-7");
  reg.clock().Set(Day("2026-12-01"));
  const std::string next =
      "id,name,use:website,use:trips\nP3,Cy,\"\",\"\"\npupil-7,Ann Example,refused,granted\n"
      "P2,Ben Example,granted,\"\"\n";
  const ImportReport preview = Try(*reg, next);
  REQUIRE(preview.erased.size() == 1);
  CHECK(preview.erased[0].person == PersonId{"pupil-7"});
  CHECK(preview.erased[0].line == 3);
  CHECK(preview.erased[0].day == "2026-11-20");
  CHECK_FALSE(preview.erased[0].brought_back);
  CHECK(preview.added == std::vector<PersonId>{{"P3"}});
  CHECK(preview.statements == 0);
  const ImportReport done = reg.Import(next);
  CHECK(done.erased.size() == 1);
  CHECK(done.statements == 0);
  CHECK(Ids(*reg) == std::vector<std::string>{"P2", "P3"});
  // Nothing but that row: the register stays as it is.
  const auto version = reg->Version().value();
  CHECK(reg.Import(next).erased.size() == 1);
  CHECK(reg->Version().value() == version);
}

TEST_CASE("whoever was erased comes back when asked for, and as somebody new",
          "[consent][erased]") {
  TestRegister reg;
  reg.Import(kFile);
  const auto before = People(*reg).Show(PersonId{"PUPIL-7"}, reg.today()).value().entry.case_number;
  EraseFrom(*reg, "PUPIL-7");
  const std::string without = "id,name,use:website\nPUPIL-7,Ann Example,\n";
  const auto back = Importer(*reg).Apply(without, kOffice, {}, {PersonId{"PUPIL-7"}});
  REQUIRE(back.ok());
  REQUIRE(back.value().erased.size() == 1);
  CHECK(back.value().erased[0].brought_back);
  const auto person = People(*reg).Show(PersonId{"PUPIL-7"}, reg.today());
  REQUIRE(person.ok());
  CHECK(person.value().entry.case_number != before);
  CHECK(reg.Find("PUPIL-7").barred);
  CHECK(Audit(*reg).Verify(std::nullopt).value().intact);
  // From now on the file goes on as of anybody else.
  CHECK(reg.Import(without).erased.empty());
  CHECK(reg.Import(without).unchanged == 1);
  // Taken back, the row is of somebody erased again.
  REQUIRE(UndoLastImport(*reg, kOffice).ok());
  CHECK(Try(*reg, without).erased.size() == 1);
}

TEST_CASE("only somebody who was erased and is in the file can be brought back",
          "[consent][erased]") {
  TestRegister reg;
  reg.Import(kFile);
  EraseFrom(*reg, "PUPIL-7");
  const auto version = reg->Version().value();
  for (const char* id : {"P2", "P9", "PUPIL-8"}) {
    const std::vector<PersonId> both{PersonId{"PUPIL-7"}, PersonId{id}};
    const auto refused = Importer(*reg).Apply(kFile, kOffice, {}, both);
    REQUIRE_FALSE(refused.ok());
    CHECK(refused.error().kind == ErrorKind::kRefused);
    CHECK(refused.error().context == id);
    CHECK_FALSE(Importer(*reg).Preview(kFile, {}, both).ok());
  }
  CHECK(reg->Version().value() == version);
  CHECK(Ids(*reg) == std::vector<std::string>{"P2"});
}

TEST_CASE("what is kept of an erased number is a hash under a key, for retention runs too",
          "[consent][erased]") {
  TestRegister reg;
  REQUIRE(People(*reg)
              .Add({PersonId{"LEAVER-1"}, "Old Leaver", PersonKind::kPupil, {}, Day("2025-07-20")},
                   kOffice)
              .ok());
  reg.Add("PUPIL-7");
  EraseFrom(*reg, "PUPIL-7", true);
  Retention retention(*reg);
  REQUIRE(retention.SetPeriods({365, 400}, kOffice).ok());
  REQUIRE(retention.Run(false, kOffice).value().erased.size() == 1);
  const ImportReport report = Try(*reg, "id,name\nLEAVER-1,Old Leaver\nPUPIL-7,Somebody\n");
  CHECK(report.erased.size() == 2);
  CHECK(report.added.empty());
  RawRegister raw(reg.home());
  CHECK(raw->execAndGet("SELECT count(*) FROM erased_key").getInt() == 1);
  CHECK(raw->execAndGet("SELECT count(DISTINCT mark) FROM erased_id").getInt() == 2);
  CHECK_THROWS(raw->exec("DELETE FROM erased_id"));
  CHECK_THROWS(raw->exec("UPDATE erased_id SET day = '2020-01-01'"));
  const std::string pages = DecryptedPages(reg.home());
  CHECK(pages.find("erased_id") != std::string::npos);
  CHECK(pages.find("LEAVER-1") == std::string::npos);
  CHECK(pages.find("leaver-1") == std::string::npos);
}

TEST_CASE("an erased number is known after a new key, and after a backup of before is restored",
          "[consent][erased][backup]") {
  TempFolder folder;
  const auto home = folder.path() / "home";
  const auto backup = folder.path() / "school.backup";
  SetClock clock;
  clock.Set(Day("2026-11-20"));
  {
    auto reg = Register::Create(home, {}, kOffice, clock);
    REQUIRE(reg.ok());
    REQUIRE(Importer(*reg.value()).Apply("id,name\nP2,Ben\nP4,Di\n", kOffice).ok());
    EraseFrom(*reg.value(), "P4");
    REQUIRE(WriteBackup(home, {}, backup, kOffice, clock).ok());
    REQUIRE(Importer(*reg.value()).Apply(kFile, kOffice).ok());
    EraseFrom(*reg.value(), "PUPIL-7");
  }
  const std::string next = std::string(kFile) + "P4,Di Example,\n";
  clock.Set(Day("2026-11-25"));
  SECTION("a new key") {
    REQUIRE(Rekey(home, {{}, std::nullopt}, kOffice, clock).ok());
    auto reg = Register::Open(home, clock);
    REQUIRE(reg.ok());
    CHECK(Try(*reg.value(), next).erased.size() == 2);
  }
  SECTION("a backup") {
    REQUIRE(RestoreBackup(backup, home, {}, true, kOffice, clock).ok());
    auto reg = Register::Open(home, clock);
    REQUIRE(reg.ok());
    const ImportReport report = Try(*reg.value(), next);
    REQUIRE(report.erased.size() == 2);
    CHECK(report.erased[0].person == PersonId{"PUPIL-7"});
    CHECK(report.erased[0].day == "2026-11-20");
    CHECK(Audit(*reg.value()).Verify(std::nullopt).value().intact);
  }
}

}  // namespace photogate::test
