#include <SQLiteCpp/SQLiteCpp.h>

#include "consent/audit.h"
#include "consent/bars.h"
#include "consent/home.h"
#include "consent/ledger.h"
#include "consent/looks.h"
#include "consent/migrations.h"
#include "tests/unit/consent/fixture.h"
#include "tests/unit/consent/raw_register.h"

namespace photogate::test {
namespace {

class AuditTest {
 public:
  AuditTest() {
    reg.Add("p1");
    reg.Say("p1", "website", PermissionStatement::kRefused, reg.today());
    reg.SayBiometric("p1", BiometricStatement::kConsent);
    REQUIRE(Bars(*reg).Set(PersonId{"p1"}, "reason", reg.today(), kOffice).ok());
    REQUIRE(Bars(*reg).Reasons(PersonId{"p1"}, kOffice).ok());
    const LedgerRow row{Sha256Hex{"aa"},
                        Sha256Hex{"bb"},
                        ChannelName{"website"},
                        std::nullopt,
                        reg->Version().value(),
                        DecisionKind::kClear,
                        "[]",
                        kModel,
                        0.4,
                        0.5,
                        {PersonId{"p1"}},
                        "photo.jpg",
                        false,
                        reg.clock().Now()};
    REQUIRE(Ledger(*reg).Record(row).ok());
  }

  AuditReport Verify(const std::optional<AuditHead>& exported = std::nullopt) {
    const auto report = Audit(*reg).Verify(exported);
    REQUIRE(report.ok());
    return report.value();
  }

  // As somebody would who edits the file behind the program's back.
  void Tamper(const std::string& sql) {
    RawRegister raw(reg.home());
    SQLite::Database& database = *raw;
    for (const char* table : {"change", "permission", "biometric", "ledger", "look", "audit"}) {
      const std::string name(table);
      database.exec("DROP TRIGGER " + name + "_no_update");
      database.exec("DROP TRIGGER " + name + "_no_delete");
    }
    database.exec(sql);
  }

  TestRegister reg;
};

}  // namespace

TEST_CASE_METHOD(AuditTest, "the chain holds over changes, looks and cleared copies", "[consent]") {
  const AuditReport report = Verify();
  INFO(report.problem);
  CHECK(report.intact);
  // init, four changes, a look, a cleared copy.
  CHECK(report.entries == 7);
}

TEST_CASE_METHOD(AuditTest, "any edit behind the program's back shows", "[consent]") {
  const char* sql = GENERATE(
      "UPDATE permission SET statement = 1", "UPDATE permission SET from_date = '2026-01-01'",
      "DELETE FROM permission", "UPDATE biometric SET given_by = 'parent A'",
      "UPDATE bar SET reason = 'other'", "DELETE FROM bar",
      "UPDATE change SET actor = 'somebody else' WHERE version = 2",
      "UPDATE look SET actor = 'somebody else'", "DELETE FROM look",
      "UPDATE ledger SET output_sha256 = 'cc'", "DELETE FROM ledger_person",
      "INSERT INTO ledger_person VALUES(1, 'p2')", "DELETE FROM cleared_mark",
      "INSERT INTO look(at, actor, what, subject) VALUES('x', 'x', 'x', 'x')",
      "INSERT INTO permission(person, use, statement, from_date, basis, given_by, evidence, "
      "source, version) VALUES(1, 'website', 1, '2026-11-20', 1, '', '', 1, 2)",
      "DELETE FROM audit WHERE number = 3", "UPDATE audit SET hash = rows_hash WHERE number = 7",
      "DELETE FROM audit WHERE number = 7");
  Tamper(sql);
  INFO(sql);
  const AuditReport report = Verify();
  CHECK_FALSE(report.intact);
  CHECK_FALSE(report.problem.empty());
}

TEST_CASE_METHOD(AuditTest, "a cut end shows against a head that was exported", "[consent]") {
  const auto head = Audit(*reg).Head();
  REQUIRE(head.ok());
  CHECK(head.value().hash.size() == 64);
  reg.Add("p2");
  CHECK(Verify(head.value()).intact);
  Tamper(
      "DELETE FROM audit WHERE number >= 7; DELETE FROM ledger_person; DELETE FROM ledger; "
      "DELETE FROM person WHERE id = 'p2'; DELETE FROM change WHERE version = 6");
  CHECK(Verify().intact);
  const AuditReport report = Verify(head.value());
  CHECK_FALSE(report.intact);
  CHECK(report.bad_entry == 7);
}

TEST_CASE_METHOD(AuditTest, "a chain written anew differs from the exported head", "[consent]") {
  auto head = Audit(*reg).Head().value();
  head.hash[0] = head.hash[0] == '0' ? '1' : '0';
  CHECK_FALSE(Verify(head).intact);
}

TEST_CASE("what was recorded before the chain existed is taken into it", "[consent]") {
  TempFolder folder;
  SetClock clock;
  clock.Set(Day("2026-11-20"));
  const auto home = folder.path() / "home";
  {
    RawRegister raw(home, RawRegister::Fresh{});
    SQLite::Database& old = *raw;
    old.exec(Migrations()[0]);
    old.exec(
        "INSERT INTO change(at, actor, verb) VALUES('2026-01-01T00:00:00Z', 'x', 'init');"
        "INSERT INTO look(at, actor, what, subject) VALUES('2026-01-01T00:00:00Z', 'x', 'y', "
        "'');PRAGMA application_id=1885890420; PRAGMA user_version=1; PRAGMA journal_mode=WAL");
  }
  auto opened = Register::Open(home, clock);
  REQUIRE(opened.ok());
  const auto report = Audit(*opened.value()).Verify(std::nullopt);
  REQUIRE(report.ok());
  CHECK(report.value().intact);
  CHECK(report.value().entries == 2);
}

}  // namespace photogate::test
