// Whose file says that somebody is gone.
#include "consent/gone.h"
#include "consent/import_undo.h"
#include "tests/unit/consent/fixture.h"
#include "tests/unit/consent/raw_register.h"

namespace photogate::test {
namespace {

using Ids = std::vector<PersonId>;

ImportReport ImportOf(TestRegister& reg, const std::string& source, const std::string& csv) {
  ImportMapping mapping;
  mapping.source = source;
  const auto report = Importer(*reg).Apply(csv, kOffice, mapping);
  REQUIRE(report.ok());
  REQUIRE_FALSE(report.value().refused());
  return report.value();
}

Ids Waiting(TestRegister& reg) {
  Ids ids;
  const auto gone = GonePeople(*reg).List();
  REQUIRE(gone.ok());
  for (const GonePerson& person : gone.value()) ids.push_back(person.entry.id);
  return ids;
}

}  // namespace

TEST_CASE("a file says of its own source alone who is gone", "[consent][gone]") {
  TestRegister reg;
  ImportOf(reg, "sims", "id,name\nP1,Ann\nP2,Ben\n");
  ImportOf(reg, "staff list", "id,name\nS1,Cleo\n");
  reg.Add("V1");
  const ImportReport fewer = ImportOf(reg, "sims", "id,name\nP1,Ann\n");
  CHECK(fewer.gone == Ids{{"P2"}});
  CHECK(fewer.elsewhere == 2);
  CHECK(fewer.gone_of_unknown_source == 0);
  CHECK(Waiting(reg) == Ids{{"P2"}});
  CHECK(GonePeople(*reg).List().value().at(0).source == "sims");

  // Whoever waits for a decision is none of the other source's business either.
  const ImportReport staff = ImportOf(reg, "staff list", "id,name\nS2,Dora\n");
  CHECK(staff.gone == Ids{{"S1"}});
  CHECK(staff.elsewhere == 3);
}

TEST_CASE("the source that has somebody last is theirs, unchanged people included",
          "[consent][gone]") {
  TestRegister reg;
  reg.Add("V1");
  ImportOf(reg, "sims", "id,name\nP1,Ann\n");
  ImportOf(reg, "arbor", "id,name\nP1,Ann\nV1,Name of V1\n");
  const auto version = reg->Version().value();
  CHECK(ImportOf(reg, "arbor", "id,name\nP1,Ann\nV1,Name of V1\n").unchanged == 2);
  CHECK(reg->Version().value() == version);
  CHECK(ImportOf(reg, "sims", "id,name\nP9,Zoe\n").gone.empty());
  CHECK(ImportOf(reg, "arbor", "id,name\nP8,Yan\n").gone == Ids{{"P1"}, {"V1"}});
}

TEST_CASE("taking an import back gives people their source of before, and the list of the gone",
          "[consent][gone]") {
  TestRegister reg;
  ImportOf(reg, "sims", "id,name\nP1,Ann\nP2,Ben\n");
  ImportOf(reg, "sims", "id,name\nP1,Ann\n");
  REQUIRE(Waiting(reg) == Ids{{"P2"}});
  ImportOf(reg, "arbor", "id,name\nP1,Ann\nP2,Ben\n");
  CHECK(Waiting(reg).empty());
  REQUIRE(UndoLastImport(*reg, kOffice).ok());
  CHECK(Waiting(reg) == Ids{{"P2"}});
  CHECK(ImportOf(reg, "arbor", "id,name\nA1,Amy\n").gone.empty());
  CHECK(ImportOf(reg, "sims", "id,name\nP3,Cy\n").gone == Ids{{"P1"}, {"P2"}});
}

TEST_CASE("people imported before sources were remembered are listed, and that is said",
          "[consent][gone]") {
  TestRegister reg;
  reg.Import("id,name\nP1,Ann\nP2,Ben\n");
  RawRegister(reg.home())->exec("DELETE FROM person_source");
  const ImportReport report = ImportOf(reg, "sims", "id,name\nP1,Ann\n");
  CHECK(report.gone == Ids{{"P2"}});
  CHECK(report.gone_of_unknown_source == 1);
  CHECK(GonePeople(*reg).List().value().at(0).source == std::nullopt);
}

TEST_CASE("a last day that has passed is told by line, of whom it is news", "[consent][gone]") {
  TestRegister reg;
  const ImportReport first =
      reg.Import("id,name,leaving_date\nP1,Ann,2016-07-20\nP2,Ben,2027-07-20\nP3,Cy,\n");
  REQUIRE(first.left_already.size() == 1);
  CHECK(first.left_already[0].person == PersonId{"P1"});
  CHECK(first.left_already[0].line == 2);
  CHECK(first.left_already[0].last_day == Day("2016-07-20"));
  const ImportReport second =
      reg.Import("id,name,leaving_date\nP1,Ann,2016-07-20\nP2,Ben,2025-07-20\nP3,Cy,\n");
  REQUIRE(second.left_already.size() == 1);
  CHECK(second.left_already[0].line == 3);
}

TEST_CASE("ids that differ only in capital letters are never two people", "[consent][gone]") {
  TestRegister reg;
  reg.Add("P1");
  const auto added = People(*reg).Add({PersonId{"p1"}, "Other"}, kOffice);
  REQUIRE_FALSE(added.ok());
  CHECK(added.error().kind == ErrorKind::kConflict);
  for (const char* csv : {"id,name\nP1,Name of P1\nP2,Ben\np2,Bea\n", "id,name\nP3,Cy\np1,Ann\n"}) {
    const auto report = Importer(*reg).Apply(csv, kOffice);
    REQUIRE(report.ok());
    CHECK(report.value().refused());
    CHECK_FALSE(report.value().applied);
    CHECK(report.value().issues.back().column == "id");
    CHECK(report.value().issues.back().line == (csv[9] == '3' ? 3 : 4));
    const auto preview = Importer(*reg).Preview(csv);
    REQUIRE(preview.ok());
    CHECK(preview.value().refused());
  }
  CHECK(People(*reg).List().value().size() == 1);
  CHECK(reg.Import("id,name\nP1,Ann\n").changed.size() == 1);
}

}  // namespace photogate::test
