#include "consent/audit.h"
#include "consent/ledger.h"
#include "consent/looks.h"
#include "consent/migrations.h"
#include "tests/unit/consent/fixture.h"
#include "tests/unit/consent/raw_register.h"

namespace photogate::test {

TEST_CASE("an older register names people by case number and its chain is built anew",
          "[consent][erasure]") {
  TempFolder folder;
  SetClock clock;
  clock.Set(Day("2026-11-20"));
  const auto home = folder.path() / "home";
  {
    RawRegister raw(home, RawRegister::Fresh{});
    SQLite::Database& old = *raw;
    for (std::size_t index = 0; index < 9; ++index) old.exec(Migrations()[index]);
    old.exec(R"(
      INSERT INTO change(at, actor, verb) VALUES('2026-01-01T00:00:00Z', 'x', 'init');
      INSERT INTO use(name, description, version) VALUES('website', '', 1);
      INSERT INTO person(id, case_number, name, kind, source, version)
        VALUES('P1', 'case-000001', 'Name', 1, 1, 1);
      INSERT INTO permission(person, use, statement, from_date, basis, given_by, evidence, source,
        version) VALUES(1, 'website', 1, '2026-01-01', 1, '', '', 1, 1);
      INSERT INTO channel(name, use, address, aim, audience, promotion, access, state, mode,
        unrecorded_barred, ignore_below_px, ignore_reason, longest_edge_px, proposed_by, version)
        VALUES('website', 'website', '', '', '', '', 1, 2, 1, 1, 0, '', 0, 'x', 1);
      INSERT INTO look(at, actor, what, subject)
        VALUES('2026-01-01T00:00:00Z', 'x', 'bar reason', 'P1');
      INSERT INTO ledger(at, original_sha256, output_sha256, output_name, channel, consent_version,
        decision, findings, match_threshold, possible_threshold, re_encoded)
        VALUES('2026-01-01T00:00:00Z', 'aa', 'bb', 'a.jpg', 'website', 1, 'clear',
        '[{"code":"known_person","person":"P1"}]', 0.4, 0.5, 0);
      INSERT INTO ledger_person VALUES(1, 'P1');
      INSERT INTO audit VALUES(1, 1, 1, zeroblob(32), zeroblob(32));
      INSERT INTO audit VALUES(2, 3, 1, zeroblob(32), zeroblob(32));
      INSERT INTO audit VALUES(3, 2, 1, zeroblob(32), zeroblob(32));
      PRAGMA application_id=1885890420; PRAGMA user_version=9;
      PRAGMA journal_mode=WAL)");
  }
  auto opened = Register::Open(home, clock);
  INFO((opened.ok() ? "" : opened.error().message + opened.error().context));
  REQUIRE(opened.ok());
  Register& reg = *opened.value();
  const auto report = Audit(reg).Verify(std::nullopt).value();
  INFO(report.problem);
  CHECK(report.intact);
  CHECK(report.entries == 3);
  // In the order of the chain that was there.
  const auto entries = Audit(reg).Show({}).value();
  REQUIRE(entries.size() == 3);
  CHECK(entries[1].kind == "cleared");
  CHECK(Looks(reg).List(5).value().at(0).subject == "P1");
  const auto rows = Ledger(reg).WithPerson(PersonId{"P1"}).value();
  REQUIRE(rows.size() == 1);
  CHECK(rows[0].findings_json.find("\"P1\"") != std::string::npos);
  RawRegister raw(home);
  SQLite::Database& file = *raw;
  CHECK(file.execAndGet("SELECT person FROM ledger_person").getString() == "case-000001");
  CHECK(file.execAndGet("SELECT subject FROM look").getString() == "case-000001");
  CHECK(file.execAndGet("SELECT findings FROM ledger").getString().find("case-000001") !=
        std::string::npos);
  CHECK_THROWS(file.exec("DELETE FROM audit"));
  CHECK_THROWS(file.exec("UPDATE ledger SET output_name = 'x'"));
}

}  // namespace photogate::test
