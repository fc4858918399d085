#include "consent/kin_suggestions.h"
#include "consent/looks.h"
#include "consent/register_settings.h"
#include "consent/templates.h"
#include "tests/unit/consent/fixture.h"

namespace photogate::test {
namespace {

const Bytes kCrop = {0xff, 0xd8, 0xff, 0xe0, 1, 2, 3};

EnrolOrder WithCrop(const std::string& id, const std::string& photo) {
  EnrolOrder order = Order(id, photo);
  order.crop_jpeg = kCrop;
  return order;
}

Faces TwoFaces() {
  Faces faces = OneFace(Vector(0));
  faces.faces.push_back(OneFace(Vector(1)).faces.front());
  faces.faces[1].box = Box{700, 500, 80, 80};
  return faces;
}

}  // namespace

TEST_CASE("crops are kept only where the school wants them, and go with the template",
          "[consent]") {
  TestRegister reg;
  reg.Add("p1");
  reg.AllowTemplate("p1");
  Enroller enroller(*reg, {Distance{0.3}, 0});
  Templates templates(*reg);
  const PersonId p1{"p1"};
  CHECK_FALSE(enroller.Enrol(WithCrop("p1", "a"), OneFace(Vector(0)), kOffice).value().crop_kept);
  CHECK(templates.Crops(p1, kOffice).value().empty());

  REQUIRE(ChangeRegisterSetting(*reg, "keep-reference-crops", "yes", kOffice).ok());
  CHECK(enroller.Enrol(WithCrop("p1", "b"), OneFace(Vector(0, 0.1f)), kOffice).value().crop_kept);
  const auto crops = templates.Crops(p1, kOffice).value();
  REQUIRE(crops.size() == 1);
  CHECK(crops[0].jpeg == kCrop);
  CHECK(crops[0].photo_sha256.value == "b");
  CHECK(Looks(*reg).List(1).value().at(0).what == "reference crop");

  SECTION("at a withdrawal") {
    const auto receipt = reg.SayBiometric("p1", BiometricStatement::kWithdrawal);
    CHECK(receipt.templates == 2);
    CHECK(receipt.crops == 1);
  }
  SECTION("when the templates are destroyed") {
    CHECK(templates.Destroy(p1, kOffice).value().crops == 1);
  }
  SECTION("when the school no longer wants them") {
    const auto change = ChangeRegisterSetting(*reg, "keep-reference-crops", "no", kOffice);
    CHECK(change.value().crops_destroyed == 1);
    CHECK(templates.List(p1).value().size() == 2);
  }
  CHECK(templates.Crops(p1, kOffice).value().empty());
}

TEST_CASE("settings are changed by name, and nothing else is a setting", "[consent]") {
  TestRegister reg;
  CHECK_FALSE(ReadRegisterSettings(*reg).value().keep_reference_crops);
  REQUIRE(ChangeRegisterSetting(*reg, "jurisdiction", "other", kOffice).ok());
  REQUIRE(ChangeRegisterSetting(*reg, "objection-stops-comparison", "yes", kOffice).ok());
  CHECK(ReadRegisterSettings(*reg).value().jurisdiction == Jurisdiction::kOther);
  CHECK(ReadRegisterSettings(*reg).value().objection_stops_comparison == true);
  REQUIRE(ChangeRegisterSetting(*reg, "objection-stops-comparison", "default", kOffice).ok());
  CHECK_FALSE(ReadRegisterSettings(*reg).value().objection_stops_comparison.has_value());
  CHECK_FALSE(ChangeRegisterSetting(*reg, "jurisdiction", "mars", kOffice).ok());
  CHECK_FALSE(ChangeRegisterSetting(*reg, "dpia_reference", "x", kOffice).ok());
}

TEST_CASE("of several faces one is chosen, and the refusal says where they are", "[consent]") {
  TestRegister reg;
  reg.Add("p1");
  reg.AllowTemplate("p1");
  Enroller enroller(*reg, {Distance{0.3}, 0});
  EnrolOrder order = Order("p1", "a");
  order.width_px = 800;
  order.height_px = 600;
  const auto refused = enroller.Enrol(order, TwoFaces(), kOffice).value();
  CHECK(refused.refusal == EnrolRefusal::kSeveralFaces);
  CHECK(refused.message.find("1 at the top left") != std::string::npos);
  CHECK(refused.message.find("2 at the bottom right") != std::string::npos);
  order.face = 3;
  CHECK(enroller.Enrol(order, TwoFaces(), kOffice).value().refusal == EnrolRefusal::kNoSuchFace);
  order.face = 2;
  REQUIRE(enroller.Enrol(order, TwoFaces(), kOffice).value().enrolled());
  CHECK(reg.Snapshot().gallery.at(0).templates.at(0).values() == Vector(1).values());
}

TEST_CASE("people who look alike or share surname and group are suggested until declared",
          "[consent]") {
  TestRegister reg;
  for (const char* id : {"p1", "p2", "p3"}) {
    reg.Add(id, {GroupName{std::string(id) == "p3" ? "8B" : "7A"}});
    reg.AllowTemplate(id);
  }
  const auto rename = [&](const char* id, const char* name) {
    PersonCorrection correction{PersonId{id}};
    correction.name = name;
    REQUIRE(People(*reg).Correct(correction, kOffice).ok());
  };
  rename("p1", "Ann Smith");
  rename("p2", "Ben smith");
  rename("p3", "Cy Smith");
  Enroller enroller(*reg, {Distance{0.01}, 0});
  REQUIRE(enroller.Enrol(Order("p1", "a"), OneFace(Vector(0)), kOffice).value().enrolled());
  REQUIRE(enroller.Enrol(Order("p3", "c"), OneFace(Vector(0, 0.5f)), kOffice).value().enrolled());
  const auto suggest = [&](const std::set<PersonId>& of = {}) {
    return SuggestKin(*reg, kModel, Distance{0.2}, of).value();
  };
  const auto found = suggest();
  REQUIRE(found.size() == 2);
  CHECK(found[0].hint == KinHint::kAlikeFaces);
  CHECK(found[0].one == PersonId{"p1"});
  CHECK(found[0].other == PersonId{"p3"});
  // 1 - 1/sqrt(1.25).
  CHECK(found[0].distance->value == Approx(0.10557).margin(1e-4));
  CHECK(found[1].hint == KinHint::kSameSurname);
  CHECK(found[1].other == PersonId{"p2"});
  CHECK(suggest({PersonId{"p2"}}).size() == 1);
  REQUIRE(People(*reg).DeclareKin(PersonId{"p3"}, PersonId{"p1"}, kOffice).ok());
  CHECK(suggest().size() == 1);
  CHECK(SuggestKin(*reg, std::nullopt, Distance{0.2}).value().size() == 1);
}

}  // namespace photogate::test
