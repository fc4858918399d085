// A register of its own for each test, and what is often put into it.
#pragma once

#include <catch2/catch.hpp>
#include <memory>
#include <string>
#include <vector>

#include "consent/biometrics.h"
#include "consent/channels.h"
#include "consent/enrol.h"
#include "consent/import_csv.h"
#include "consent/people.h"
#include "consent/permissions.h"
#include "consent/register.h"
#include "consent/users.h"
#include "tests/support/paths.h"

namespace photogate::test {

class SetClock final : public Clock {
 public:
  std::chrono::system_clock::time_point Now() const override { return now_; }
  // Noon, so that the day is the same in every time zone of the tests.
  void Set(const Date& day) {
    now_ = std::chrono::sys_days{std::chrono::year{day.year} / static_cast<unsigned>(day.month) /
                                 static_cast<unsigned>(day.day)} +
           std::chrono::hours{12};
  }

 private:
  std::chrono::system_clock::time_point now_{};
};

inline const Actor kOffice{"office"};
inline const ModelId kModel{"test-recogniser 1"};

inline Date Day(const char* text) { return ParseDate(text).value(); }

class TestRegister {
 public:
  explicit TestRegister(bool demo = true) {
    clock_.Set(Day("2026-11-20"));
    InitOptions options;
    options.demo = demo;
    options.dpia = Dpia{"DPIA-1", "A. Officer", Day("2026-09-01")};
    auto made = Register::Create(home(), options, kOffice, clock_);
    REQUIRE(made.ok());
    register_ = std::move(made).value();
  }

  Register& operator*() { return *register_; }
  Register* operator->() { return register_.get(); }
  std::filesystem::path home() const { return folder_.path() / "home"; }
  SetClock& clock() { return clock_; }
  Date today() const { return clock_.Today(); }

  void Add(const std::string& id, const std::vector<GroupName>& groups = {}) {
    const auto added =
        People(*register_)
            .Add({PersonId{id}, "Name of " + id, PersonKind::kPupil, groups, {}}, kOffice);
    REQUIRE(added.ok());
  }

  void Say(const std::string& id, const std::string& use, PermissionStatement statement,
           const Date& from) {
    const auto said =
        Permissions(*register_).Record({PersonId{id}, UseName{use}, statement, from}, kOffice);
    REQUIRE(said.ok());
  }

  DestructionReceipt SayBiometric(const std::string& id, BiometricStatement statement,
                                  const std::string& given_by = "") {
    const auto said = Biometrics(*register_)
                          .Record({PersonId{id}, statement, today(), given_by, "form"}, kOffice);
    REQUIRE(said.ok());
    return said.value();
  }

  // What a template of a pupil needs.
  void AllowTemplate(const std::string& id, const std::string& given_by = "") {
    SayBiometric(id, BiometricStatement::kNotified);
    SayBiometric(id, BiometricStatement::kConsent, given_by);
  }

  ImportReport Import(const std::string& csv) {
    const auto report = Importer(*register_).Apply(csv, kOffice);
    REQUIRE(report.ok());
    return report.value();
  }

  ConsentSnapshot Snapshot(const std::string& channel = "website") {
    const auto snapshot =
        register_->Snapshot({ChannelName{channel}, std::nullopt, {}, today(), kModel});
    REQUIRE(snapshot.ok());
    return snapshot.value();
  }

  const Person Find(const std::string& id, const std::string& channel = "website") {
    const ConsentSnapshot snapshot = Snapshot(channel);
    const Person* person = FindPerson(snapshot, PersonId{id});
    REQUIRE(person != nullptr);
    return *person;
  }

 private:
  TempFolder folder_;
  SetClock clock_;
  std::unique_ptr<Register> register_;
};

// The user that ends set-up.
inline void AddAdministrator(Register& reg) {
  User user{"Admin", "admin", {UserRole::kAdministrator}, {}, {}, {}, "", {}};
  REQUIRE(Users(reg).Add(user, kOffice).ok());
}

// Everything on record, within the year of the fixture's today.
inline User ReadyUser(const std::string& name, const std::string& account,
                      const std::set<UserRole>& roles) {
  return {name,     account,     roles, Day("2026-09-01"), Day("2026-09-02"), Day("2026-09-03"),
          "file 7", std::nullopt};
}

// A unit vector along `axis`, leaning by `lean` towards the next one.
inline Template Vector(int axis, float lean = 0, int dimensions = 8) {
  std::vector<float> values(static_cast<std::size_t>(dimensions), 0.0f);
  values[static_cast<std::size_t>(axis)] = 1;
  values[static_cast<std::size_t>((axis + 1) % dimensions)] = lean;
  return Template(kModel, values);
}

// A photo with one good face.
inline Faces OneFace(const Template& face_template) {
  Face face{Box{10, 10, 90, 90},  std::nullopt, 0.95, "yunet", 0, Quality{0.9, 0.8, 0.7, 0.9, 0.7},
            NotComparable::kNone, face_template};
  Faces faces{};
  faces.faces.push_back(face);
  faces.detector_complete = true;
  faces.recogniser_available = true;
  faces.recogniser = kModel;
  return faces;
}

inline EnrolOrder Order(const std::string& id, const std::string& photo) {
  return {PersonId{id}, Day("2026-09-10"), Sha256Hex{photo}};
}

}  // namespace photogate::test
