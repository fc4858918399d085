// What is late, as doctor counts it.
#include "consent/bars.h"
#include "consent/biometrics.h"
#include "consent/enrol.h"
#include "consent/gone.h"
#include "consent/incidents.h"
#include "consent/ledger.h"
#include "consent/overdue.h"
#include "consent/reference_gaps.h"
#include "consent/register_settings.h"
#include "consent/retention.h"
#include "tests/unit/consent/fixture.h"

namespace photogate::test {
namespace {

// "erasures 2" ... in the order found.
std::vector<std::string> Late(TestRegister& reg) {
  const auto found = FindOverdue(*reg, reg.today());
  REQUIRE(found.ok());
  std::vector<std::string> late;
  for (const Overdue& one : found.value()) {
    CHECK(one.text.find("photogate ") != std::string::npos);
    late.push_back(one.what + " " + std::to_string(one.count));
  }
  return late;
}

using Found = std::vector<std::string>;

}  // namespace

TEST_CASE("nothing is overdue on a fresh register", "[consent][overdue]") {
  TestRegister reg;
  reg.Add("P1");
  CHECK(Late(reg).empty());
}

TEST_CASE("people who left are overdue for erasure, or for a decision", "[consent][overdue]") {
  TestRegister reg;
  for (const char* id : {"P1", "P2", "P3"}) reg.Add(id);
  REQUIRE(Bars(*reg).Set(PersonId{"P3"}, "court order", reg.today(), kOffice).ok());
  for (const char* id : {"P1", "P2", "P3"}) {
    REQUIRE(GonePeople(*reg).Leave(PersonId{id}, reg.today(), kOffice).ok());
  }
  reg.clock().Set(Day("2026-12-31"));
  CHECK(Late(reg) == Found{"erasures 3"});
  REQUIRE(Retention(*reg).SetPeriods({30, std::nullopt}, kOffice).ok());
  CHECK(Late(reg) == Found{"erasures 2", "erasures 1"});
  REQUIRE(Retention(*reg).Run(false, kOffice).ok());
  CHECK(Late(reg) == Found{"erasures 1"});
}

TEST_CASE("references are overdue for what another law asks for", "[consent][overdue]") {
  TestRegister reg;
  reg.Add("P1");
  REQUIRE(ChangeRegisterSetting(*reg, "jurisdiction", "other", kOffice).ok());
  REQUIRE(
      Biometrics(*reg)
          .Record({PersonId{"P1"}, BiometricStatement::kConsent, reg.today(), "parent A", "safe"},
                  kOffice)
          .ok());
  Enroller enroller(*reg, {Distance{0.3}, 0});
  REQUIRE(enroller.Enrol(Order("P1", "a"), OneFace(Vector(0)), kOffice).value().enrolled());
  CHECK(Late(reg).empty());
  const auto changed = ChangeRegisterSetting(*reg, "jurisdiction", "england-wales", kOffice);
  CHECK(changed.value().references_missing == 1);
  CHECK(Late(reg) == Found{"references 1"});
  const auto gaps = ReferenceGaps(*reg, reg.today()).value();
  REQUIRE(gaps.size() == 1);
  CHECK(gaps[0].person == PersonId{"P1"});
  REQUIRE(gaps[0].missing.size() == 1);
  CHECK(gaps[0].missing[0].kind == BiometricObstacleKind::kNoNotice);
  REQUIRE(Biometrics(*reg)
              .Record({PersonId{"P1"}, BiometricStatement::kNotified, reg.today()}, kOffice)
              .ok());
  CHECK(Late(reg).empty());
}

TEST_CASE("yearly reviews and permissions that ended are overdue", "[consent][overdue]") {
  TestRegister reg;
  reg.Add("P1");
  AddAdministrator(*reg);
  REQUIRE(Users(*reg).Add(ReadyUser("Head", "head", {UserRole::kSeniorLeader}), kOffice).ok());
  REQUIRE(Permissions(*reg)
              .Record({PersonId{"P1"}, UseName{"website"}, PermissionStatement::kGranted,
                       reg.today(), Day("2026-12-31")},
                      kOffice)
              .ok());
  reg.clock().Set(Day("2026-12-20"));
  const Found before = Late(reg);
  CHECK(std::count(before.begin(), before.end(), "permissions 1") == 0);
  reg.clock().Set(Day("2027-10-01"));
  const Found after = Late(reg);
  for (const char* late : {"assessment 1", "duties 3", "permissions 1"}) {
    INFO(late);
    CHECK(std::count(after.begin(), after.end(), late) == 1);
  }
}

TEST_CASE("takedowns past their day and incidents past their hours are overdue",
          "[consent][overdue]") {
  TestRegister reg;
  reg.Add("P1");
  reg.Say("P1", "website", PermissionStatement::kGranted, reg.today());
  const LedgerRow row{Sha256Hex{"aa"},
                      Sha256Hex{"copy"},
                      ChannelName{"website"},
                      std::nullopt,
                      reg->Version().value(),
                      DecisionKind::kClear,
                      "[]",
                      kModel,
                      0.4,
                      0.5,
                      {PersonId{"P1"}},
                      "photo.jpg",
                      false,
                      reg.clock().Now()};
  REQUIRE(Ledger(*reg).Record(row).ok());
  reg.Say("P1", "website", PermissionStatement::kWithdrawn, reg.today());
  REQUIRE(Incidents(*reg)
              .Report(std::nullopt, "a name was shown", reg.clock().Now(), "nothing", kOffice)
              .ok());
  CHECK(Late(reg).empty());
  reg.clock().Set(Day("2026-12-20"));
  CHECK(Late(reg) == Found{"takedowns 1", "incidents 1"});
  REQUIRE(Incidents(*reg)
              .Add(1, {"", "", IncidentEntryKind::kAssessment, "looked at", "low"}, kOffice)
              .ok());
  CHECK(Late(reg) == Found{"takedowns 1"});
}

}  // namespace photogate::test
