#include <algorithm>
#include <fstream>

#include "consent/audit.h"
#include "consent/enrol.h"
#include "consent/templates.h"
#include "consent/vector_codec.h"
#include "tests/unit/consent/fixture.h"
#include "tests/unit/consent/raw_register.h"

namespace photogate::test {
namespace {

class EnrolTest {
 public:
  EnrolTest() {
    reg.Add("p1");
    reg.Add("p2");
    reg.AllowTemplate("p1");
    reg.AllowTemplate("p2");
  }

  EnrolOutcome Enrol(const EnrolOrder& order, const Faces& faces) {
    const auto outcome = enroller.Enrol(order, faces, kOffice);
    REQUIRE(outcome.ok());
    return outcome.value();
  }

  TestRegister reg;
  Enroller enroller{*reg, {Distance{0.3}, 0.4}};
};

}  // namespace

TEST_CASE_METHOD(EnrolTest, "enrols several photos of one person", "[consent]") {
  CHECK(Enrol(Order("p1", "a"), OneFace(Vector(0))).templates == 1);
  CHECK(Enrol(Order("p1", "b"), OneFace(Vector(0, 0.2f))).templates == 2);
  const auto kept = Templates(*reg).List(PersonId{"p1"});
  REQUIRE(kept.ok());
  CHECK(kept.value().size() == 2);
  CHECK(kept.value()[0].reference_date == Day("2026-09-10"));
  CHECK(kept.value()[0].quality == Approx(0.7));
}

TEST_CASE_METHOD(EnrolTest, "refuses somebody who is not on the register", "[consent]") {
  const auto outcome = Enrol(Order("nobody", "a"), OneFace(Vector(0)));
  CHECK(outcome.refusal == EnrolRefusal::kUnknownPerson);
  CHECK_FALSE(outcome.message.empty());
}

TEST_CASE_METHOD(EnrolTest, "refuses without consent and says that it is missing", "[consent]") {
  reg.Add("p3");
  const auto outcome = Enrol(Order("p3", "a"), OneFace(Vector(0)));
  CHECK(outcome.refusal == EnrolRefusal::kNoConsent);
  CHECK(outcome.message.find("consent") != std::string::npos);
  CHECK(Templates(*reg).List(PersonId{"p3"}).value().empty());
}

TEST_CASE_METHOD(EnrolTest, "refuses against an objection of either parent", "[consent]") {
  reg.SayBiometric("p1", BiometricStatement::kObjection, "parent B");
  CHECK(Enrol(Order("p1", "a"), OneFace(Vector(0))).refusal == EnrolRefusal::kObjection);
  const auto early = enroller.Precheck(Order("p1", "a"));
  REQUIRE(early.ok());
  CHECK(early.value().refusal == EnrolRefusal::kObjection);
}

TEST_CASE("refuses while no assessment is recorded", "[consent]") {
  TempFolder folder;
  SetClock clock;
  clock.Set(Day("2026-11-20"));
  auto made = Register::Create(folder.path() / "home", {}, kOffice, clock);
  REQUIRE(made.ok());
  Register& reg = *made.value();
  REQUIRE(People(reg).Add({PersonId{"p1"}, "Name"}, kOffice).ok());
  Enroller enroller(reg, {Distance{0.3}, 0});
  const auto outcome = enroller.Enrol(Order("p1", "a"), OneFace(Vector(0)), kOffice);
  REQUIRE(outcome.ok());
  CHECK(outcome.value().refusal == EnrolRefusal::kMatchingOff);
}

TEST_CASE_METHOD(EnrolTest, "refuses no face, two faces and a face that cannot be compared",
                 "[consent]") {
  Faces none = OneFace(Vector(0));
  none.faces.clear();
  CHECK(Enrol(Order("p1", "a"), none).refusal == EnrolRefusal::kNoFace);

  Faces two = OneFace(Vector(0));
  two.faces.push_back(two.faces.front());
  const auto several = Enrol(Order("p1", "a"), two);
  CHECK(several.refusal == EnrolRefusal::kSeveralFaces);
  CHECK(several.faces == 2);

  Faces blurred = OneFace(Vector(0));
  blurred.faces[0].face_template.reset();
  blurred.faces[0].why_not = NotComparable::kBlurred;
  const auto unusable = Enrol(Order("p1", "a"), blurred);
  CHECK(unusable.refusal == EnrolRefusal::kNotComparable);
  CHECK(unusable.why_not == NotComparable::kBlurred);
}

TEST_CASE_METHOD(EnrolTest, "refuses poor quality and names the weakest part", "[consent]") {
  Faces dark = OneFace(Vector(0));
  dark.faces[0].quality = {0.9, 0.8, 0.7, 0.1, 0.1};
  const auto outcome = Enrol(Order("p1", "a"), dark);
  CHECK(outcome.refusal == EnrolRefusal::kLowQuality);
  CHECK(outcome.weakest_part == "light");
  dark.faces[0].quality.overall = std::numeric_limits<double>::quiet_NaN();
  CHECK(Enrol(Order("p1", "a"), dark).refusal == EnrolRefusal::kLowQuality);
}

TEST_CASE_METHOD(EnrolTest, "refuses the same photo twice and somebody else's photo", "[consent]") {
  REQUIRE(Enrol(Order("p1", "a"), OneFace(Vector(0))).enrolled());
  CHECK(Enrol(Order("p1", "a"), OneFace(Vector(0))).refusal == EnrolRefusal::kSamePhoto);
  const auto others = Enrol(Order("p2", "a"), OneFace(Vector(4)));
  CHECK(others.refusal == EnrolRefusal::kOthersPhoto);
  CHECK(others.near == PersonId{"p1"});
}

TEST_CASE_METHOD(EnrolTest, "refuses a face nearer to somebody else and says to whom",
                 "[consent]") {
  REQUIRE(Enrol(Order("p1", "a"), OneFace(Vector(0))).enrolled());
  const auto outcome = Enrol(Order("p2", "b"), OneFace(Vector(0, 0.1f)));
  CHECK(outcome.refusal == EnrolRefusal::kNearSomebodyElse);
  CHECK(outcome.near == PersonId{"p1"});
  CHECK(outcome.message.find("`photogate person twins p2 p1`") != std::string::npos);
  REQUIRE(outcome.distance.has_value());
  CHECK(outcome.distance->value < 0.3);
  CHECK(Enrol(Order("p2", "b"), OneFace(Vector(4))).enrolled());
}

TEST_CASE_METHOD(EnrolTest, "refuses a face unlike the person's other references until insisted on",
                 "[consent]") {
  Enroller strict(*reg, {Distance{0.3}, 0.4, Distance{0.6}});
  const auto enrol = [&](const EnrolOrder& order, const Faces& faces) {
    return strict.Enrol(order, faces, kOffice).value();
  };
  // The first reference has nothing to be unlike.
  REQUIRE(enrol(Order("p1", "a"), OneFace(Vector(0))).enrolled());
  REQUIRE(enrol(Order("p1", "b"), OneFace(Vector(0, 0.1f))).enrolled());
  const auto refused = enrol(Order("p1", "c"), OneFace(Vector(4)));
  CHECK(refused.refusal == EnrolRefusal::kFarFromOwn);
  REQUIRE(refused.distance.has_value());
  CHECK(refused.distance->value > 0.6);
  EnrolOrder order = Order("p1", "c");
  order.insist = true;
  CHECK(enrol(order, OneFace(Vector(4))).enrolled());
  const auto entries = Audit(*reg).Show({}).value();
  CHECK(std::any_of(entries.begin(), entries.end(), [](const AuditEntry& entry) {
    return entry.detail.find("insisted") != std::string::npos;
  }));
}

TEST_CASE_METHOD(EnrolTest, "sees what another connection enrolled meanwhile", "[consent]") {
  REQUIRE(Enrol(Order("p1", "a"), OneFace(Vector(0))).enrolled());
  auto other = Register::Open(reg.home(), reg.clock());
  REQUIRE(other.ok());
  Enroller elsewhere(*other.value(), {Distance{0.3}, 0});
  REQUIRE(elsewhere.Enrol(Order("p2", "b"), OneFace(Vector(4)), kOffice).value().enrolled());
  CHECK(Enrol(Order("p1", "c"), OneFace(Vector(4))).near == PersonId{"p2"});
}

TEST_CASE_METHOD(EnrolTest, "lets declared twins be enrolled", "[consent]") {
  REQUIRE(Enrol(Order("p1", "a"), OneFace(Vector(0))).enrolled());
  REQUIRE(People(*reg).DeclareKin(PersonId{"p1"}, PersonId{"p2"}, kOffice).ok());
  CHECK(Enrol(Order("p2", "b"), OneFace(Vector(0, 0.1f))).enrolled());
}

TEST_CASE_METHOD(EnrolTest, "refuses a reference from the future", "[consent]") {
  EnrolOrder order = Order("p1", "a");
  order.reference_date = Day("2026-11-21");
  CHECK(Enrol(order, OneFace(Vector(0))).refusal == EnrolRefusal::kFutureDate);
}

TEST_CASE_METHOD(EnrolTest, "a withdrawal destroys the templates at once and counts them",
                 "[consent]") {
  REQUIRE(Enrol(Order("p1", "a"), OneFace(Vector(0))).enrolled());
  REQUIRE(Enrol(Order("p1", "b"), OneFace(Vector(0, 0.1f))).enrolled());
  REQUIRE(Enrol(Order("p2", "c"), OneFace(Vector(4))).enrolled());
  const auto receipt = reg.SayBiometric("p1", BiometricStatement::kWithdrawal);
  CHECK(receipt.templates == 2);
  CHECK(receipt.by == "office");
  const auto snapshot = reg.Snapshot();
  REQUIRE(snapshot.gallery.size() == 1);
  CHECK(snapshot.gallery[0].id == PersonId{"p2"});
  CHECK(FindPerson(snapshot, PersonId{"p1"})->biometric_objection);
  CHECK(Enrol(Order("p1", "d"), OneFace(Vector(0))).refusal == EnrolRefusal::kObjection);
}

TEST_CASE_METHOD(EnrolTest,
                 "a destroyed vector is gone from the file and the log also for who has the key",
                 "[consent]") {
  const Template odd = Vector(2, 0.31719f);
  REQUIRE(Enrol(Order("p1", "a"), OneFace(odd)).enrolled());
  const Bytes bytes = EncodeVector(odd.values());
  const std::string vector(bytes.begin(), bytes.end());
  const auto holding = [&] {
    return DecryptedPages(reg.home()).find(vector) == std::string::npos ? 0 : 1;
  };
  CHECK(holding() > 0);
  SECTION("by a refusal") {
    reg.SayBiometric("p1", BiometricStatement::kChildRefusal);
    CHECK(holding() == 0);
  }
  SECTION("by hand") {
    REQUIRE(Templates(*reg).Destroy(PersonId{"p1"}, kOffice).ok());
    CHECK(holding() == 0);
  }
}

TEST_CASE_METHOD(EnrolTest, "templates can be destroyed without an objection", "[consent]") {
  REQUIRE(Enrol(Order("p1", "a"), OneFace(Vector(0))).enrolled());
  CHECK(Templates(*reg).Destroy(PersonId{"p1"}, kOffice).value().templates == 1);
  CHECK(Templates(*reg).Destroy(PersonId{"p1"}, kOffice).value().templates == 0);
  CHECK(Enrol(Order("p1", "a"), OneFace(Vector(0))).enrolled());
}

TEST_CASE_METHOD(EnrolTest, "a template of another length is an error", "[consent]") {
  REQUIRE(Enrol(Order("p1", "a"), OneFace(Vector(0))).enrolled());
  const auto outcome = enroller.Enrol(Order("p2", "b"), OneFace(Vector(4, 0, 16)), kOffice);
  REQUIRE_FALSE(outcome.ok());
  CHECK(outcome.error().kind == ErrorKind::kCorrupt);
}

}  // namespace photogate::test
