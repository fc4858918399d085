#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <fstream>
#include <thread>

#include "consent/export_csv.h"
#include "tests/unit/consent/fixture.h"

namespace photogate::test {
namespace {

constexpr const char* kFile =
    "id,name,kind,groups,leaving_date,biometric_basis,use:website,use:newsletter\n"
    "p1,Ann Example,pupil,7A;Year 7,,consent,granted,refused\n"
    "p2,Ben Example,pupil,7A|Choir,2027-07-20,objection,granted,\n"
    "s1,Cleo Example,staff,,31/08/2027,,,withdrawn\n";

bool HasIssue(const ImportReport& report, int line, const std::string& column) {
  for (const ImportIssue& issue : report.issues) {
    if (issue.line == line && issue.column == column) return true;
  }
  return false;
}

// `kFile` with `from` replaced by `to` once.
std::string With(const std::string& from, const std::string& to) {
  std::string text = kFile;
  const auto at = text.find(from);
  REQUIRE(at != std::string::npos);
  return text.replace(at, from.size(), to);
}

PermissionState Website(TestRegister& reg, const std::string& id) {
  return Permissions(*reg).State(PersonId{id}, UseName{"website"}, reg.today()).value();
}

}  // namespace

TEST_CASE("imports people with groups, dates, permissions and basis", "[consent]") {
  TestRegister reg;
  const ImportReport report = reg.Import(kFile);
  CHECK(report.applied);
  CHECK(report.issues.empty());
  CHECK(report.added == std::vector<PersonId>{{"p1"}, {"p2"}, {"s1"}});
  CHECK(report.statements == 6);

  const auto p1 = People(*reg).Show(PersonId{"p1"}, reg.today());
  REQUIRE(p1.ok());
  CHECK(p1.value().entry.name == "Ann Example");
  CHECK(p1.value().entry.groups == std::vector<GroupName>{{"7A"}, {"Year 7"}});
  CHECK(p1.value().biometric.basis());
  const auto s1 = People(*reg).Show(PersonId{"s1"}, reg.today());
  CHECK(s1.value().entry.kind == PersonKind::kStaff);
  CHECK(s1.value().entry.leaving_date == Day("2027-08-31"));
  CHECK(reg.Find("p2").biometric_objection);
  CHECK_FALSE(reg.Find("p1").barred);
  CHECK(reg.Find("p1", "newsletter").permission == PermissionState::kRefused);
  CHECK(reg.Find("p2", "newsletter").permission == PermissionState::kUnrecorded);
}

TEST_CASE("the same file again changes nothing, not even the version", "[consent]") {
  TestRegister reg;
  reg.Import(kFile);
  const auto version = reg->Version().value();
  const ImportReport again = reg.Import(kFile);
  CHECK(again.unchanged == 3);
  CHECK(again.added.empty());
  CHECK(again.changed.empty());
  CHECK(again.conflicts.empty());
  CHECK(reg->Version().value() == version);
}

TEST_CASE("a preview says what would change and changes nothing", "[consent]") {
  TestRegister reg;
  reg.Import(kFile);
  const auto version = reg->Version().value();
  const auto preview = Importer(*reg).Preview(
      "id,name,kind,groups,leaving_date,biometric_basis,use:website,use:newsletter\n"
      "p1,Ann Sample,pupil,7B;Year 7,,consent,refused,refused\n"
      "p9,New Person,visitor,,,,,\n");
  REQUIRE(preview.ok());
  CHECK_FALSE(preview.value().applied);
  CHECK(preview.value().added == std::vector<PersonId>{{"p9"}});
  CHECK(preview.value().gone == std::vector<PersonId>{{"p2"}, {"s1"}});
  REQUIRE(preview.value().changed.size() == 1);
  CHECK(preview.value().changed[0].what ==
        std::vector<std::string>{"name", "groups", "website: refused"});
  CHECK(reg->Version().value() == version);
  CHECK(Website(reg, "p1") == PermissionState::kGranted);
}

TEST_CASE("what cannot be understood is reported by line and means no", "[consent]") {
  TestRegister reg;
  const ImportReport report = reg.Import(
      "id,name,kind,leaving_date,biometric_basis,use:website,shoe size\n"
      "p1,Ann,pupil,,,yes,38\n"
      "p2,Ben,boy,2027-02-30,consent,granted,39\n"
      "p3,Cy,pupil,,maybe,granted,40\n"
      "p4,Di,pupil,,consent,granted,41\n"
      "p4,Di,pupil,,consent,granted,41\n");
  CHECK(report.applied);
  CHECK_FALSE(report.refused());
  CHECK(HasIssue(report, 1, "shoe size"));
  CHECK(HasIssue(report, 2, "use:website"));
  CHECK(HasIssue(report, 3, "kind"));
  CHECK(HasIssue(report, 3, "leaving_date"));
  CHECK(HasIssue(report, 4, "biometric_basis"));
  CHECK(HasIssue(report, 6, "id"));
  CHECK(Website(reg, "p1") == PermissionState::kRefused);
  CHECK(Website(reg, "p2") == PermissionState::kRefused);
  CHECK(Website(reg, "p3") == PermissionState::kGranted);
  CHECK(Website(reg, "p4") == PermissionState::kRefused);
  for (const char* id : {"p2", "p3", "p4"}) {
    CHECK_FALSE(Biometrics(*reg).State(PersonId{id}, reg.today()).value().basis());
  }
}

TEST_CASE("a file whose people cannot be told apart is refused whole", "[consent]") {
  TestRegister reg;
  const auto version = reg->Version().value();
  for (const std::string& csv :
       {std::string(""), std::string("name\nAnn\n"), std::string("id\n1\n"),
        std::string("id,name,id\n1,Ann,2\n"), std::string("id,name\n1\n"),
        std::string("id,name\np1,Ann\np 2,Ben\n"), std::string("id,name\n\xf0\x9f\x98\x80,Ann\n"),
        std::string("id,name\n,Ann\n"), std::string("id,name\np1,\n"),
        std::string("id,name\n../x,Ann\n"), std::string("id,name,use:\np1,Ann,granted\n")}) {
    INFO(csv);
    const ImportReport report = reg.Import(csv);
    CHECK(report.refused());
    CHECK_FALSE(report.applied);
    CHECK(report.added.empty());
  }
  CHECK_FALSE(Importer(*reg).Apply("id,name\np1,\"open\n", kOffice).ok());
  CHECK(reg->Version().value() == version);
  CHECK(People(*reg).List().value().empty());
}

TEST_CASE("a withdrawal typed in outlives the next import of the old file", "[consent]") {
  TestRegister reg;
  reg.Import(kFile);
  reg.Say("p1", "website", PermissionStatement::kWithdrawn, reg.today());
  const ImportReport again = reg.Import(kFile);
  REQUIRE(again.conflicts.size() == 1);
  CHECK(again.conflicts[0].person == PersonId{"p1"});
  CHECK(again.conflicts[0].column == "use:website");
  CHECK(Website(reg, "p1") == PermissionState::kWithdrawn);

  SECTION("until the office grants it by hand") {
    reg.Say("p1", "website", PermissionStatement::kGranted, reg.today());
    CHECK(Website(reg, "p1") == PermissionState::kGranted);
    CHECK(reg.Import(kFile).conflicts.empty());
  }
}

TEST_CASE("a refusal typed in before the first import outlives its yes", "[consent]") {
  TestRegister reg;
  reg.Add("p1");
  reg.Say("p1", "website", PermissionStatement::kRefused, reg.today());
  CHECK(reg.Import(kFile).conflicts.size() == 1);
  CHECK(Website(reg, "p1") == PermissionState::kRefused);
}

TEST_CASE("a no in the file always counts, a later yes in it lifts that no", "[consent]") {
  TestRegister reg;
  reg.Import(kFile);
  reg.Import(With("consent,granted", "consent,refused"));
  CHECK(Website(reg, "p1") == PermissionState::kRefused);
  reg.Import(kFile);
  CHECK(Website(reg, "p1") == PermissionState::kGranted);
}

TEST_CASE("an imported yes that the file no longer has is withdrawn", "[consent]") {
  TestRegister reg;
  reg.Import(kFile);
  const ImportReport report = reg.Import(With("consent,granted", "consent,"));
  CHECK(report.changed.size() == 1);
  CHECK(Website(reg, "p1") == PermissionState::kWithdrawn);
}

TEST_CASE("a yes given by hand with an end is not prolonged by the old file", "[consent]") {
  TestRegister reg;
  reg.Import(kFile);
  reg.clock().Set(Day("2026-11-21"));
  REQUIRE(Permissions(*reg)
              .Record({PersonId{"p1"}, UseName{"website"}, PermissionStatement::kGranted,
                       reg.today(), Day("2026-11-30")},
                      kOffice)
              .ok());
  reg.clock().Set(Day("2026-12-01"));
  CHECK(Website(reg, "p1") == PermissionState::kExpired);
  CHECK(reg.Import(kFile).conflicts.size() == 1);
  CHECK(Website(reg, "p1") == PermissionState::kExpired);
}

TEST_CASE("a basis that the file no longer has destroys the templates", "[consent]") {
  TestRegister reg;
  reg.Import(kFile);
  Enroller enroller(*reg, {Distance{0.3}, 0});
  REQUIRE(enroller.Enrol(Order("p1", "a"), OneFace(Vector(0)), kOffice).value().enrolled());
  const std::string without = With("consent,granted", ",granted");
  const auto preview = Importer(*reg).Preview(without);
  REQUIRE(preview.ok());
  CHECK(preview.value().templates_destroyed == 1);
  CHECK(reg.Snapshot().gallery.size() == 1);
  CHECK(reg.Import(without).templates_destroyed == 1);
  CHECK(reg.Snapshot().gallery.empty());
  CHECK_FALSE(reg.Find("p1").biometric_objection);
}

TEST_CASE("an objection typed in outlives an imported consent", "[consent]") {
  TestRegister reg;
  reg.Import(kFile);
  reg.SayBiometric("p1", BiometricStatement::kObjection, "parent B");
  const ImportReport again = reg.Import(kFile);
  REQUIRE(again.conflicts.size() == 1);
  CHECK(again.conflicts[0].column == "biometric_basis");
  CHECK(reg.Find("p1").biometric_objection);
}

TEST_CASE("people who are gone from the file stay, and those added by hand are not asked about",
          "[consent]") {
  TestRegister reg;
  reg.Add("v1");
  reg.Import(kFile);
  const ImportReport report = reg.Import("id,name\np1,Ann Example\n");
  CHECK(report.gone == std::vector<PersonId>{{"p2"}, {"s1"}});
  CHECK(People(*reg).List().value().size() == 4);
}

TEST_CASE("a use that the school did not have is brought by the file and told", "[consent]") {
  TestRegister reg;
  const ImportReport report = reg.Import("id,name,use:yearbook\np1,Ann,granted\n");
  CHECK(report.new_uses == std::vector<UseName>{{"yearbook"}});
  CHECK(Permissions(*reg).State(PersonId{"p1"}, UseName{"yearbook"}, reg.today()).value() ==
        PermissionState::kGranted);
}

TEST_CASE("how a person may be named is imported, a bare grant meaning the first name",
          "[consent]") {
  TestRegister reg;
  reg.Import("id,name,use:name-with-image\np1,Ann,full\np2,Ben,granted\np3,Cy,none\np4,Di,\n");
  CHECK(reg.Find("p1").name_with_image == NameWithImage::kFull);
  CHECK(reg.Find("p2").name_with_image == NameWithImage::kFirst);
  CHECK(reg.Find("p3").name_with_image == NameWithImage::kNone);
  CHECK(reg.Find("p4").name_with_image == NameWithImage::kNone);
  // Its own words are named where a cell is not understood.
  const auto report = reg.Import("id,name,use:name-with-image\np1,Ann,initials\n");
  REQUIRE(report.issues.size() == 1);
  CHECK(report.issues[0].message == "not none, first or full; read as none");
  CHECK(reg.Find("p1").name_with_image == NameWithImage::kNone);
}

TEST_CASE("reading the file says what is wrong with it", "[consent]") {
  TempFolder folder;
  CHECK(ReadImportFile(folder.path() / "none.csv").error().kind == ErrorKind::kNotFound);
  CHECK(ReadImportFile(folder.path()).error().kind == ErrorKind::kUnsupported);
  std::ofstream(folder.path() / "people.csv") << kFile;
  const auto read = ReadImportFile(folder.path() / "people.csv");
  REQUIRE(read.ok());
  CHECK(read.value() == kFile);
  std::ofstream(folder.path() / "large.csv") << "x";
  std::filesystem::resize_file(folder.path() / "large.csv", 100u << 20);
  CHECK(ReadImportFile(folder.path() / "large.csv").error().kind == ErrorKind::kLimitExceeded);
}

TEST_CASE("an export imports again unchanged", "[consent]") {
  TestRegister reg;
  reg.Import(kFile);
  reg.Import(
      "id,name,use:name-with-image\n+7,=Sum Example,full\nq1,\"Quote \"\"Q\"\", Esq\",none\n");
  reg.Say("p1", "website", PermissionStatement::kWithdrawn, reg.today());
  reg.SayBiometric("p1", BiometricStatement::kObjection, "parent B");
  const auto text = ExportPeople(*reg, reg.today(), kOffice);
  REQUIRE(text.ok());
  CHECK(text.value().find("'=Sum Example") != std::string::npos);
  const ImportReport again = reg.Import(text.value());
  CHECK(again.issues.empty());
  CHECK(again.added.empty());
  CHECK(again.changed.empty());
  CHECK(again.conflicts.empty());
  CHECK(again.gone.empty());
  CHECK(again.unchanged == 5);
}

TEST_CASE("the import template is a file that imports", "[consent]") {
  TestRegister reg;
  const auto text = ReadImportFile(SourceRoot() / "consent-db" / "import" / "people.csv");
  REQUIRE(text.ok());
  const ImportReport report = reg.Import(text.value());
  CHECK(report.issues.empty());
  const auto seed = ReadImportFile(SourceRoot() / "consent-db" / "seed" / "people.csv");
  REQUIRE(seed.ok());
  const ImportReport seeded = reg.Import(seed.value());
  CHECK(seeded.issues.empty());
  CHECK(seeded.added.size() > 10);
}

TEST_CASE("killing an import at any moment leaves all of it or nothing", "[consent]") {
  std::string csv = "id,name,groups,use:website,use:press\n";
  for (int row = 0; row < 3000; ++row) {
    const std::string number = std::to_string(row);
    csv.append("p").append(number).append(",Name,7A,granted,refused\n");
  }
  TempFolder folder;
  SetClock clock;
  clock.Set(Day("2026-11-20"));
  bool seen_nothing = false;
  for (int round = 0; round < 10; ++round) {
    const auto home = folder.path() / std::to_string(round);
    REQUIRE(Register::Create(home, {}, kOffice, clock).ok());
    const pid_t child = fork();
    REQUIRE(child >= 0);
    if (child == 0) {
      auto reg = Register::Open(home, clock);
      if (reg.ok()) static_cast<void>(Importer(*reg.value()).Apply(csv, kOffice));
      _exit(0);
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(5 + 12 * round));
    kill(child, SIGKILL);
    waitpid(child, nullptr, 0);
    auto reg = Register::Open(home, clock);
    REQUIRE(reg.ok());
    REQUIRE(reg.value()->CheckIntegrity().ok());
    const auto people = People(*reg.value()).List().value().size();
    INFO("round " << round);
    CHECK((people == 0 || people == 3000));
    if (people == 0) seen_nothing = true;
    const auto version = reg.value()->Version().value().value;
    CHECK(version == (people == 0 ? 1 : 2));
  }
  CHECK(seen_nothing);
}

TEST_CASE("a column that the file does not have leaves what it would say as it is",
          "[consent][import]") {
  TestRegister reg;
  reg.Import(
      "id,name,kind,groups,leaving_date,use:website\n"
      "P1,Ann,staff,4A,2026-12-20,granted\n");
  reg.Import("id,name,use:website\nP1,Ann Lee,granted\n");
  const PersonEntry entry = People(*reg).Show(PersonId{"P1"}, reg.today()).value().entry;
  CHECK(entry.name == "Ann Lee");
  CHECK(entry.kind == PersonKind::kStaff);
  CHECK(entry.groups == std::vector<GroupName>{GroupName{"4A"}});
  CHECK(entry.leaving_date == Day("2026-12-20"));
}

TEST_CASE("a leaving date that does not exist keeps the one of before", "[consent][import]") {
  TestRegister reg;
  reg.Import("id,name,leaving_date,use:website\nP1,Ann,2026-12-20,granted\n");
  const auto report = reg.Import("id,name,leaving_date,use:website\nP1,Ann,31/02/2027,granted\n");
  CHECK(report.issues.size() == 1);
  const PersonEntry entry = People(*reg).Show(PersonId{"P1"}, reg.today()).value().entry;
  CHECK(entry.leaving_date == Day("2026-12-20"));
  CHECK(reg.Find("P1").barred);
  // An empty cell of a column that is there still says that there is none.
  reg.Import("id,name,leaving_date,use:website\nP1,Ann,,granted\n");
  CHECK_FALSE(People(*reg).Show(PersonId{"P1"}, reg.today()).value().entry.leaving_date);
}

}  // namespace photogate::test
