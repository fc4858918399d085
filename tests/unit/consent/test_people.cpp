#include "consent/bars.h"
#include "consent/counts.h"
#include "tests/unit/consent/fixture.h"

namespace photogate::test {

TEST_CASE("finds people by id, name and group in either case", "[consent]") {
  TestRegister reg;
  reg.Add("p1", {GroupName{"7A"}});
  reg.Add("q2", {GroupName{"8B"}});
  const auto ids = [&](const std::string& text) {
    std::vector<std::string> found;
    const auto people = People(*reg).Search(text);
    REQUIRE(people.ok());
    for (const PersonEntry& person : people.value()) {
      found.push_back(person.id.value);
    }
    return found;
  };
  CHECK(ids("P1") == std::vector<std::string>{"p1"});
  CHECK(ids("name OF") == std::vector<std::string>{"p1", "q2"});
  CHECK(ids("8b") == std::vector<std::string>{"q2"});
  CHECK(ids("nothing").empty());
  CHECK(People(*reg).Groups().value() == std::vector<GroupName>{{"7A"}, {"8B"}});
  CHECK(People(*reg).Show(PersonId{"zz"}, reg.today()).error().kind == ErrorKind::kNotFound);
}

TEST_CASE("a search without case numbers finds nobody by theirs, and hides nobody for it",
          "[consent]") {
  TestRegister reg;
  REQUIRE(People(*reg).Add({PersonId{"p1"}, "Casey Lane"}, kOffice).ok());
  const std::string number = reg.Find("p1").case_number;
  const auto finds = [&](const std::string& text, SearchBy by) {
    return People(*reg).Search(text, by).value().size();
  };
  CHECK(finds("CASE-" + number.substr(5), SearchBy::kEverything) == 1);
  for (const std::string& text : {number, "CASE-" + number.substr(5), "Case-" + number.substr(5)}) {
    CHECK(finds(text, SearchBy::kNoCaseNumber) == 0);
  }
  // What a name and every case number share.
  CHECK(finds("case", SearchBy::kNoCaseNumber) == 1);
  CHECK(finds("P1", SearchBy::kNoCaseNumber) == 1);
}

TEST_CASE("refuses ids, names and notes that could not be shown", "[consent]") {
  TestRegister reg;
  for (const char* id : {"", "a b", "../x", ".x", "\xc3\xa9", "a\n"}) {
    CHECK_FALSE(People(*reg).Add({PersonId{id}, "Name"}, kOffice).ok());
  }
  for (const char* name : {"", "\xff", "a\nb", " a"}) {
    CHECK_FALSE(People(*reg).Add({PersonId{"p1"}, name}, kOffice).ok());
  }
  reg.Add("p1");
  CHECK_FALSE(Bars(*reg).Set(PersonId{"p1"}, "\xff\xfe", reg.today(), kOffice).ok());
  CHECK_FALSE(
      People(*reg)
          .Add({PersonId{"p2"}, "Name", PersonKind::kPupil, {GroupName{"7A, set 2"}}}, kOffice)
          .ok());
  CHECK_FALSE(reg->AddWords({"\xff"}, kOffice).ok());
  CHECK_FALSE(reg->RecordDpia({"\xff", "Officer", reg.today()}, kOffice).ok());
  CHECK_FALSE(Permissions(*reg)
                  .Record({PersonId{"p1"}, UseName{"website"}, PermissionStatement::kGranted,
                           reg.today(), std::nullopt, PermissionBasis::kConsent, "\xff"},
                          kOffice)
                  .ok());
}

TEST_CASE("refuses a permission that ends before it begins", "[consent]") {
  TestRegister reg;
  reg.Add("p1");
  const auto said =
      Permissions(*reg).Record({PersonId{"p1"}, UseName{"website"}, PermissionStatement::kGranted,
                                Day("2026-11-20"), Day("2026-11-19")},
                               kOffice);
  REQUIRE_FALSE(said.ok());
  CHECK(said.error().kind == ErrorKind::kRefused);
  CHECK(Permissions(*reg).State(PersonId{"p1"}, UseName{"never"}, reg.today()).error().kind ==
        ErrorKind::kNotFound);
}

TEST_CASE("an objection to comparing cannot be put off", "[consent]") {
  TestRegister reg;
  reg.Add("p1");
  const auto said = Biometrics(*reg).Record(
      {PersonId{"p1"}, BiometricStatement::kWithdrawal, Day("2026-11-21")}, kOffice);
  REQUIRE_FALSE(said.ok());
  CHECK(said.error().kind == ErrorKind::kRefused);
}

TEST_CASE("counts what the register protects and what it cannot", "[consent]") {
  TestRegister reg;
  reg.Add("p1", {GroupName{"7A"}});
  reg.Add("p2", {GroupName{"7A"}});
  reg.Add("p3");
  reg.AllowTemplate("p1");
  reg.SayBiometric("p2", BiometricStatement::kObjection);
  reg.Say("p3", "website", PermissionStatement::kGranted, reg.today());
  REQUIRE(Bars(*reg).Set(PersonId{"p2"}, "reason", reg.today(), kOffice).ok());
  REQUIRE(Permissions(*reg).Object(PersonId{"p3"}, reg.today(), "", kOffice).ok());
  Enroller enroller(*reg, {Distance{0.3}, 0});
  REQUIRE(enroller.Enrol(Order("p1", "a"), OneFace(Vector(0)), kOffice).value().enrolled());

  const auto counts = CountRegister(*reg, reg.today(), kModel);
  REQUIRE(counts.ok());
  CHECK(counts.value().people == 3);
  CHECK(counts.value().pupils == 3);
  CHECK(counts.value().groups == 1);
  CHECK(counts.value().barred_everywhere == 2);
  CHECK(counts.value().biometric_consents == 1);
  CHECK(counts.value().biometric_objections == 1);
  CHECK(counts.value().templates == 1);
  CHECK(counts.value().people_with_template == 1);
  CHECK(CountRegister(*reg, reg.today(), std::nullopt).value().people_with_template == 1);
  CHECK(CountRegister(*reg, reg.today(), ModelId{"new"}).value().people_with_template == 0);
  CHECK(counts.value().stale_references == 0);
  CHECK(counts.value().approved_channels == 6);
  CHECK(counts.value().dpia_recorded);
  CHECK(CountRegister(*reg, Day("2027-09-11"), kModel).value().stale_references == 1);
  CHECK(CountRegister(*reg, reg.today(), ModelId{"new"}).value().templates_other_model == 1);

  const auto channels = CountChannels(*reg, reg.today(), kModel);
  REQUIRE(channels.ok());
  REQUIRE(channels.value().size() == 6);
  for (const ChannelCounts& channel : channels.value()) {
    CHECK(channel.barred == 3);
    CHECK(channel.barred_without_template == 2);
  }
}

}  // namespace photogate::test
