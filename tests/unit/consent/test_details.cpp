#include "consent/audit.h"
#include "consent/bars.h"
#include "consent/import_undo.h"
#include "consent/templates.h"
#include "tests/unit/consent/fixture.h"

namespace photogate::test {
namespace {

std::vector<BiometricObstacleKind> Kinds(const std::vector<BiometricObstacle>& obstacles) {
  std::vector<BiometricObstacleKind> kinds;
  for (const auto& one : obstacles) kinds.push_back(one.kind);
  return kinds;
}

BiometricRecord Said(std::int64_t number, BiometricStatement statement, const char* by) {
  return {number, statement, Day("2026-11-01"), by, RecordSource::kHand, true};
}

BiometricRecord Imported(std::int64_t number, BiometricStatement statement) {
  return {number, statement, Day("2026-11-01"), "", RecordSource::kImport, true};
}

std::vector<BiometricObstacleKind> Missing(const std::vector<BiometricRecord>& records,
                                           const BiometricSubject& subject = {}) {
  return Kinds(ObstaclesToTemplate(records, subject, Day("2026-11-20")));
}

}  // namespace

TEST_CASE("names and groups are shown as they were on a day", "[consent]") {
  TestRegister reg;
  reg.Add("p1", {GroupName{"7A"}});
  reg.clock().Set(Day("2026-12-10"));
  PersonCorrection correction{PersonId{"p1"}};
  correction.name = "Another Name";
  correction.groups = std::vector<GroupName>{GroupName{"8A"}, GroupName{"Choir"}};
  correction.leaving_date = std::optional(Day("2027-07-20"));
  REQUIRE(People(*reg).Correct(correction, kOffice).ok());
  reg.Add("p2");

  const auto before = People(*reg).Show(PersonId{"p1"}, Day("2026-12-09")).value();
  CHECK(before.entry.name == "Name of p1");
  CHECK(before.entry.groups == std::vector<GroupName>{{"7A"}});
  CHECK(before.entry.leaving_date == Day("2027-07-20"));
  CHECK(before.recorded == Day("2026-11-20"));
  const auto after = People(*reg).Show(PersonId{"p1"}, Day("2026-12-10")).value();
  CHECK(after.entry.name == "Another Name");
  CHECK(after.entry.groups == std::vector<GroupName>{{"8A"}, {"Choir"}});

  CHECK(People(*reg).ListOn(Day("2026-11-19")).value().empty());
  const auto listed = People(*reg).ListOn(Day("2026-12-09")).value();
  REQUIRE(listed.size() == 1);
  CHECK(listed[0].name == "Name of p1");
  CHECK(People(*reg).ListOn(Day("2026-12-10")).value().size() == 2);
  CHECK(People(*reg).ListOn(Day("2026-12-09"), "7a").value().size() == 1);
}

TEST_CASE("a past day is answered by what was recorded then, when that is asked", "[consent]") {
  TestRegister reg;
  reg.Add("p2");
  const Date first = reg.today();
  REQUIRE(Bars(*reg).Set(PersonId{"p2"}, "order", first, kOffice).ok());
  reg.clock().Set(Day("2026-12-10"));
  const Date second = reg.today();
  REQUIRE(Bars(*reg).Lift(PersonId{"p2"}, "ended", first, kOffice).ok());
  reg.Say("p2", "website", PermissionStatement::kGranted, first);

  const auto state = [&](const Date& day, const std::optional<Date>& recorded_by) {
    const auto person = People(*reg).Show(PersonId{"p2"}, day, recorded_by).value();
    for (const auto& [use, said] : person.permissions) {
      if (use.value == "website") return said;
    }
    return PermissionState::kExpired;
  };
  // Entered late and dated back: today's answer about the first day is another than that day's.
  CHECK(state(first, std::nullopt) == PermissionState::kGranted);
  CHECK(state(first, first) == PermissionState::kUnrecorded);
  CHECK(state(second, second) == PermissionState::kGranted);
  CHECK_FALSE(People(*reg).Show(PersonId{"p2"}, first).value().safeguarding_bar);
  CHECK(People(*reg).Show(PersonId{"p2"}, first, first).value().safeguarding_bar);
}

TEST_CASE("an import that was undone is what a check of its days went by", "[consent]") {
  TestRegister reg;
  reg.Add("p1");
  reg.Import("id,name,biometric_basis,use:website\np1,Ann,consent,granted\n");
  const Date first = reg.today();
  reg.clock().Set(Day("2026-12-10"));
  REQUIRE(UndoLastImport(*reg, kOffice).ok());
  Biometrics biometrics(*reg);
  const PersonId p1{"p1"};
  CHECK_FALSE(biometrics.State(p1, first).value().consent);
  CHECK(biometrics.State(p1, first, first).value().consent);
  CHECK_FALSE(biometrics.State(p1, reg.today(), reg.today()).value().consent);
  CHECK(Kinds(biometrics.Obstacles(p1, first, first).value()).empty());
}

TEST_CASE("a leaving date that is corrected ends or revives grants", "[consent]") {
  TestRegister reg;
  reg.Add("p1");
  reg.Say("p1", "website", PermissionStatement::kGranted, reg.today());
  PersonCorrection correction{PersonId{"p1"}};
  correction.leaving_date = std::optional(Day("2026-11-19"));
  REQUIRE(People(*reg).Correct(correction, kOffice).ok());
  CHECK(reg.Find("p1").barred);
  correction.leaving_date = std::optional<Date>();
  REQUIRE(People(*reg).Correct(correction, kOffice).ok());
  CHECK_FALSE(reg.Find("p1").barred);
}

TEST_CASE("a rehearsal answers as the change would and keeps nothing", "[consent]") {
  TestRegister reg;
  reg.Add("p1");
  const auto version = reg->Version().value();
  const auto head = Audit(*reg).Head().value().number;
  auto other = Register::Open(reg.home(), reg.clock());
  REQUIRE(other.ok());
  other.value()->Rehearse();
  CHECK(
      Permissions(*other.value())
          .Record({PersonId{"p1"}, UseName{"website"}, PermissionStatement::kGranted, reg.today()},
                  kOffice)
          .ok());
  CHECK_FALSE(Permissions(*other.value()).Object(PersonId{"none"}, reg.today(), "", kOffice).ok());
  CHECK(reg->Version().value() == version);
  CHECK(Audit(*reg).Head().value().number == head);
  CHECK(reg.Find("p1").permission == PermissionState::kUnrecorded);
}

TEST_CASE("the hash of the evidence is kept and the audit chain covers it", "[consent]") {
  TestRegister reg;
  reg.Add("p1");
  NewPermission grant{PersonId{"p1"}, UseName{"website"}, PermissionStatement::kGranted,
                      reg.today()};
  grant.basis = PermissionBasis::kPublicTask;
  grant.evidence = "safe 2";
  grant.evidence_sha256 = std::string(64, 'a');
  REQUIRE(Permissions(*reg).Record(grant, kOffice).ok());
  const auto history = Permissions(*reg).History(PersonId{"p1"}).value();
  REQUIRE(history.size() == 1);
  CHECK(history[0].evidence == "safe 2");
  CHECK(history[0].evidence_sha256 == grant.evidence_sha256);
  CHECK(history[0].basis == PermissionBasis::kPublicTask);
  CHECK_FALSE(history[0].undone);
  CHECK(Audit(*reg).Verify(std::nullopt).value().intact);
}

TEST_CASE("an objection to one use bars there and leaves the others", "[consent]") {
  TestRegister reg;
  reg.Add("p1");
  reg.Say("p1", "website", PermissionStatement::kGranted, reg.today());
  reg.Say("p1", "press", PermissionStatement::kGranted, reg.today());
  REQUIRE(Permissions(*reg)
              .Object(PersonId{"p1"}, reg.today(), "parent B", kOffice, UseName{"press"})
              .ok());
  CHECK(reg.Find("p1", "press").barred);
  CHECK_FALSE(reg.Find("p1", "website").barred);
}

TEST_CASE("a use is added once, and described anew", "[consent]") {
  TestRegister reg;
  Permissions permissions(*reg);
  CHECK(permissions.AddUse({UseName{"yearbook"}, "The yearbook"}, kOffice).ok());
  CHECK(permissions.AddUse({UseName{"yearbook"}, "x"}, kOffice).error().kind ==
        ErrorKind::kConflict);
  CHECK_FALSE(permissions.AddUse({UseName{"Yearbook"}, "x"}, kOffice).ok());
  CHECK(permissions.DescribeUse({UseName{"yearbook"}, "Another"}, kOffice).ok());
  CHECK_FALSE(permissions.DescribeUse({UseName{"none"}, "x"}, kOffice).ok());
  bool found = false;
  const auto uses = permissions.Uses();
  for (const Use& use : uses.value()) {
    if (use.name.value == "yearbook") found = use.description == "Another";
  }
  CHECK(found);
}

TEST_CASE("what a template waits for is named one by one", "[consent]") {
  using S = BiometricStatement;
  using K = BiometricObstacleKind;
  CHECK(Missing({}) == std::vector{K::kNoConsent});
  CHECK(Missing({Said(1, S::kNotified, "parent A")}) == std::vector{K::kNoConsent});
  const BiometricRecord notice = Said(9, S::kNotified, "");
  CHECK(Missing({notice, Said(1, S::kConsent, "parent A")}).empty());
  CHECK(Missing({notice, Said(1, S::kConsent, ""), Said(2, S::kLapsed, "")}) ==
        std::vector{K::kConsentLapsed});
  CHECK(Missing({notice, Said(1, S::kConsent, "parent A"), Said(2, S::kObjection, "parent B")}) ==
        std::vector{K::kObjection});
  CHECK(Missing({notice, Said(1, S::kConsent, "parent A"), Said(2, S::kWithdrawal, "parent A")}) ==
        std::vector{K::kWithdrawn, K::kNoConsent});
  CHECK(Missing({notice, Said(1, S::kConsent, "parent A"), Said(2, S::kChildRefusal, "")}) ==
        std::vector{K::kChildRefusal});
}

TEST_CASE("a consent without its writing is no basis for a template", "[consent]") {
  using S = BiometricStatement;
  using K = BiometricObstacleKind;
  BiometricRecord spoken = Said(1, S::kConsent, "parent A");
  spoken.written = false;
  const BiometricRecord notice = Said(9, S::kNotified, "");
  CHECK(Missing({notice, spoken}) == std::vector{K::kNotInWriting});
  // One in writing is enough, whoever gave it.
  CHECK(Missing({notice, spoken, Said(2, S::kConsent, "parent B")}).empty());
  CHECK(Missing({notice, spoken, Said(2, S::kConsent, "parent A")}).empty());
  const auto obstacles = ObstaclesToTemplate({{notice, spoken}}, {}, Day("2026-11-20"));
  REQUIRE(obstacles.size() == 1);
  const std::string text = BiometricObstacleText(obstacles[0]);
  CHECK(text.find("parent A") != std::string::npos);
  CHECK(text.find("--evidence") != std::string::npos);
  BiometricSubject staff;
  staff.kind = PersonKind::kStaff;
  CHECK(Missing({spoken}, staff) == std::vector{K::kNotInWriting});
}

TEST_CASE("every known parent of a pupil is notified in England and Wales", "[consent]") {
  using S = BiometricStatement;
  using K = BiometricObstacleKind;
  const std::vector<BiometricRecord> consent = {Said(1, S::kConsent, "parent A")};
  BiometricSubject subject;
  subject.parents = {"", "parent A", "parent B", "pupil"};
  CHECK(Missing(consent, subject) == std::vector{K::kNoNotice, K::kNotNotified});
  CHECK(Missing({consent[0], Said(2, S::kNotified, "parent B")}, subject).empty());
  CHECK(Missing({consent[0], Said(2, S::kNotified, "parent A")}, subject) ==
        std::vector{K::kNotNotified});
  // A signature shows that the signer was told, and nothing of another parent, known or not.
  CHECK(Missing(consent) == std::vector{K::kNoNotice});
  // Notified as one.
  CHECK(Missing({consent[0], Said(2, S::kNotified, "")}, subject).empty());
  // The school's own system vouches for parents of whom the register knows nothing else.
  CHECK(Missing({Imported(1, S::kConsent)}).empty());
  CHECK(Missing({Imported(1, S::kConsent)}, subject) ==
        std::vector{K::kNotNotified, K::kNotNotified});
  BiometricSubject staff = subject;
  staff.kind = PersonKind::kStaff;
  CHECK(Missing(consent, staff).empty());
  BiometricSubject elsewhere = subject;
  elsewhere.jurisdiction = Jurisdiction::kOther;
  CHECK(Missing(consent, elsewhere).empty());
}

TEST_CASE("enrolment says exactly what is missing", "[consent]") {
  TestRegister reg;
  reg.Add("p1");
  reg.SayBiometric("p1", BiometricStatement::kConsent, "parent A");
  reg.SayBiometric("p1", BiometricStatement::kNotified, "parent A");
  NewPermission other{PersonId{"p1"}, UseName{"website"}, PermissionStatement::kGranted,
                      reg.today()};
  other.given_by = "parent B";
  REQUIRE(Permissions(*reg).Record(other, kOffice).ok());
  Enroller enroller(*reg, {Distance{0.3}, 0});
  const auto refused = enroller.Precheck(Order("p1", "a")).value();
  CHECK(refused.refusal == EnrolRefusal::kNoConsent);
  CHECK(Kinds(refused.missing) == std::vector{BiometricObstacleKind::kNotNotified});
  CHECK(refused.message.find("parent B") != std::string::npos);
  reg.SayBiometric("p1", BiometricStatement::kNotified, "parent B");
  CHECK(enroller.Precheck(Order("p1", "a")).value().enrolled());
}

TEST_CASE("the receipt says who, when, how many and of which models", "[consent]") {
  TestRegister reg;
  reg.Add("p1");
  reg.AllowTemplate("p1", "parent A");
  Enroller enroller(*reg, {Distance{0.3}, 0});
  REQUIRE(enroller.Enrol(Order("p1", "a"), OneFace(Vector(0)), kOffice).value().enrolled());
  REQUIRE(enroller.Enrol(Order("p1", "b"), OneFace(Vector(0, 0.1f)), kOffice).value().enrolled());
  const auto receipt = reg.SayBiometric("p1", BiometricStatement::kObjection, "parent B");
  CHECK(receipt.templates == 2);
  CHECK(receipt.models == std::map<ModelId, int>{{kModel, 2}});
  CHECK(receipt.ordered_by == "parent B");
  CHECK(receipt.by == kOffice.account);
  CHECK(receipt.at == "2026-11-20T12:00:00Z");
  CHECK(Templates(*reg).List(PersonId{"p1"}).value().empty());
}

}  // namespace photogate::test
