// Days that cannot be right: a clock that ran ahead, a no dated ahead, a leaving date before the
// person came, a question about a day that has other people.
#include <catch2/catch.hpp>

#include "consent/bars.h"
#include "consent/export_csv.h"
#include "consent/gone.h"
#include "consent/reports.h"
#include "consent/retention.h"
#include "tests/unit/consent/fixture.h"

namespace photogate::test {
namespace {

const UseName kWebsite{"website"};

std::size_t ObjectionsOf(Register& reg, const char* id) {
  return static_cast<std::size_t>(
      Biometrics(reg).State(PersonId{id}, reg.clock().Today(), std::nullopt).value().objection);
}

}  // namespace

TEST_CASE("A no entered while the clock ran ahead counts when the clock is right again") {
  TestRegister reg;
  for (const char* id : {"P1", "P2", "P3", "P4", "P5"}) {
    reg.Add(id);
    reg.Say(id, "website", PermissionStatement::kGranted, Day("2026-09-01"));
  }
  reg.clock().Set(Day("2027-11-20"));
  reg.Say("P1", "website", PermissionStatement::kRefused, reg.today());
  reg.Say("P5", "website", PermissionStatement::kWithdrawn, reg.today());
  REQUIRE(Permissions(*reg).Object(PersonId{"P2"}, reg.today(), "parent A", kOffice).ok());
  reg.SayBiometric("P3", BiometricStatement::kObjection, "parent B");
  REQUIRE(Bars(*reg).Set(PersonId{"P4"}, "court order", reg.today(), kOffice).ok());

  reg.clock().Set(Day("2026-11-21"));
  REQUIRE(reg->AcceptClock(kOffice).ok());

  CHECK(reg.Find("P1").permission == PermissionState::kRefused);
  CHECK(reg.Find("P5").permission == PermissionState::kWithdrawn);
  CHECK(reg.Find("P2").objects_to_photos);
  CHECK(ObjectionsOf(*reg, "P3") == 1);
  CHECK(reg.Find("P4").safeguarding_bar);
  CHECK(reg.Find("P3").permission == PermissionState::kGranted);
  // Once: accepting again finds nothing more.
  const auto history = Permissions(*reg).History(PersonId{"P1"}).value().size();
  REQUIRE(reg->AcceptClock(kOffice).ok());
  CHECK(Permissions(*reg).History(PersonId{"P1"}).value().size() == history);
}

TEST_CASE("A no entered before midnight by a clock a little ahead is not lost until morning") {
  TestRegister reg;
  reg.Add("P1");
  reg.Say("P1", "website", PermissionStatement::kGranted, Day("2026-09-01"));
  reg.clock().Set(Day("2026-11-21"));
  reg.Say("P1", "website", PermissionStatement::kRefused, reg.today());
  reg.clock().Set(Day("2026-11-20"));
  const auto snapshot =
      reg->Snapshot({ChannelName{"website"}, std::nullopt, {}, reg.today(), kModel});
  REQUIRE_FALSE(snapshot.ok());
  CHECK(snapshot.error().kind == ErrorKind::kUnavailable);
}

TEST_CASE("A refusal, a withdrawal or a bar dated ahead is refused with what to do") {
  TestRegister reg;
  reg.Add("P1");
  for (const auto statement : {PermissionStatement::kRefused, PermissionStatement::kWithdrawn}) {
    const auto said =
        Permissions(*reg).Record({PersonId{"P1"}, kWebsite, statement, Day("2026-11-21")}, kOffice);
    REQUIRE_FALSE(said.ok());
    CHECK(said.error().kind == ErrorKind::kRefused);
    CHECK(said.error().message.find("from the moment it is entered") != std::string::npos);
  }
  CHECK_FALSE(Permissions(*reg).Object(PersonId{"P1"}, Day("2026-11-21"), "", kOffice).ok());
  CHECK_FALSE(Bars(*reg).Set(PersonId{"P1"}, "care", Day("2026-11-21"), kOffice).ok());
  CHECK(Permissions(*reg).History(PersonId{"P1"}).value().empty());
  // A grant may begin later.
  reg.Say("P1", "website", PermissionStatement::kGranted, Day("2026-12-01"));
}

TEST_CASE("A channel has no name that a folder cannot have") {
  TestRegister reg;
  for (const char* name :
       {"a/b", "..", ".hidden", "CON", "nul", "Com1", "lpt9.old", "aux ", "x.", "a\\b"}) {
    INFO(name);
    CHECK_FALSE(Channels(*reg).Propose(ChannelName{name}, kWebsite, {}, kOffice).ok());
  }
  CHECK(Channels(*reg).Propose(ChannelName{"console"}, kWebsite, {}, kOffice).ok());
}

TEST_CASE("Reports and the retention run need a clock that is not set back") {
  TestRegister reg;
  reg.Add("P1");
  reg.clock().Set(Day("2026-11-10"));
  const auto expiring = ReportExpiring(*reg, reg.today(), 30);
  REQUIRE_FALSE(expiring.ok());
  CHECK(expiring.error().kind == ErrorKind::kUnavailable);
  for (const bool dry_run : {true, false}) {
    const auto run = Retention(*reg).Run(dry_run, kOffice);
    REQUIRE_FALSE(run.ok());
    CHECK(run.error().kind == ErrorKind::kUnavailable);
  }
}

TEST_CASE("The export of a day has that day's people, names, groups and leaving dates") {
  TestRegister reg(false);
  reg.Add("P1", {GroupName{"3A"}});
  reg.clock().Set(Day("2026-12-10"));
  reg.Add("P2", {GroupName{"3B"}});
  PersonCorrection correction{PersonId{"P1"}};
  correction.name = "Another name";
  correction.groups = std::vector<GroupName>{GroupName{"4A"}};
  REQUIRE(People(*reg).Correct(correction, kOffice).ok());
  const auto then = ExportPeople(*reg, Day("2026-11-20"), kOffice);
  REQUIRE(then.ok());
  CHECK(then.value().find("P2") == std::string::npos);
  CHECK(then.value().find("3A") != std::string::npos);
  CHECK(then.value().find("Name of P1") != std::string::npos);
  const auto now = ExportPeople(*reg, reg.today(), kOffice);
  REQUIRE(now.ok());
  CHECK(now.value().find("P2") != std::string::npos);
  CHECK(now.value().find("4A") != std::string::npos);
}

TEST_CASE("A leaving date before the person came is refused, and erases nobody") {
  TestRegister reg;
  reg.Add("P1");
  const auto left = GonePeople(*reg).Leave(PersonId{"P1"}, Day("2006-11-20"), kOffice);
  REQUIRE_FALSE(left.ok());
  CHECK(left.error().kind == ErrorKind::kRefused);
  CHECK(left.error().message.find("2026-11-20") != std::string::npos);
  REQUIRE(GonePeople(*reg).Leave(PersonId{"P1"}, Day("2026-11-20"), kOffice).ok());
}

}  // namespace photogate::test
