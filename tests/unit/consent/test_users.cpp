#include <SQLiteCpp/SQLiteCpp.h>

#include "consent/home.h"
#include "consent/migrations.h"
#include "consent/users.h"
#include "tests/unit/consent/fixture.h"
#include "tests/unit/consent/raw_register.h"

namespace photogate::test {
namespace {

User Ready() {
  return {"Head",
          "head",
          {UserRole::kSeniorLeader},
          Day("2026-09-01"),
          Day("2026-09-02"),
          Day("2026-09-03"),
          "file 7",
          std::nullopt};
}

using Obstacles = std::vector<UserObstacle>;

}  // namespace

TEST_CASE("a user decides with role, policy, training and delegation", "[consent]") {
  CHECK(ObstaclesToDeciding(Ready(), Day("2026-11-20")).empty());
}

TEST_CASE("every missing piece is named", "[consent]") {
  CHECK(ObstaclesToDeciding({"New", std::nullopt, {}, {}, {}, {}, "", {}}, Day("2026-11-20")) ==
        Obstacles{UserObstacle::kRole, UserObstacle::kPolicyNotRead, UserObstacle::kNotTrained,
                  UserObstacle::kNotDelegated});
  User auditor = Ready();
  auditor.roles = {UserRole::kAuditor};
  CHECK(ObstaclesToDeciding(auditor, Day("2026-11-20")) == Obstacles{UserObstacle::kRole});
}

TEST_CASE("policy, training and delegation expire after a year", "[consent]") {
  CHECK(ObstaclesToDeciding(Ready(), Day("2027-08-31")).empty());
  CHECK(ObstaclesToDeciding(Ready(), Day("2027-09-01")) == Obstacles{UserObstacle::kPolicyExpired});
  CHECK(ObstaclesToDeciding(Ready(), Day("2027-09-03")) ==
        Obstacles{UserObstacle::kPolicyExpired, UserObstacle::kTrainingExpired,
                  UserObstacle::kDelegationExpired});
  CHECK(ObstaclesToDeciding(Ready(), Day("2026-08-31")).size() == 3);
}

TEST_CASE("users are kept, changed and found by their account", "[consent]") {
  TestRegister reg;
  Users users(*reg);
  AddAdministrator(*reg);
  REQUIRE(users.Add(Ready(), kOffice).ok());
  CHECK(users.Add(Ready(), kOffice).error().kind == ErrorKind::kConflict);
  User other = Ready();
  other.name = "Deputy";
  CHECK(users.Add(other, kOffice).error().kind == ErrorKind::kConflict);
  other.account = std::nullopt;
  // What people read as one name is no second person.
  other.name = "Theo Teacher";
  REQUIRE(users.Add(other, kOffice).ok());
  for (const char* const same : {"THEO TEACHER", "Theo  Teacher"}) {
    other.name = same;
    CHECK(users.Add(other, kOffice).error().kind == ErrorKind::kConflict);
  }
  other.name = "Deputy";
  REQUIRE(users.Add(other, kOffice).ok());

  User changed = Ready();
  changed.roles = {UserRole::kOffice, UserRole::kTeacher};
  changed.leaving_date = Day("2027-07-20");
  REQUIRE(users.Set(changed, kOffice).ok());
  const auto found = users.FindByAccount("head");
  REQUIRE(found.ok());
  CHECK(found.value().roles == changed.roles);
  CHECK(found.value().leaving_date == changed.leaving_date);
  CHECK(found.value().trained == Day("2026-09-02"));
  CHECK(users.FindByAccount("nobody").error().kind == ErrorKind::kNotFound);
  const auto list = users.List();
  REQUIRE(list.ok());
  REQUIRE(list.value().size() == 4);
  CHECK(list.value()[1].name == "Deputy");
  CHECK_FALSE(users.Set({"Nobody", std::nullopt, {}, {}, {}, {}, "", {}}, kOffice).ok());
  CHECK_FALSE(users.Add({"", std::nullopt, {}, {}, {}, {}, "", {}}, kOffice).ok());
}

TEST_CASE("a register of the first schema is brought up to date with its people", "[consent]") {
  TempFolder folder;
  SetClock clock;
  clock.Set(Day("2026-11-20"));
  const auto home = folder.path() / "home";
  {
    RawRegister raw(home, RawRegister::Fresh{});
    SQLite::Database& old = *raw;
    old.exec(Migrations()[0]);
    old.exec(
        "INSERT INTO change(at, actor, verb) VALUES('2026-01-01T00:00:00Z', 'x', 'init');"
        "INSERT INTO person(id, case_number, name, kind, source, version) "
        "VALUES('p1', 'case-000001', 'Name', 1, 1, 1);"
        "PRAGMA application_id=1885890420; PRAGMA user_version=1; PRAGMA journal_mode=WAL");
  }
  auto opened = Register::Open(home, clock);
  INFO((opened.ok() ? "" : opened.error().message));
  REQUIRE(opened.ok());
  CHECK(People(*opened.value()).List().value().size() == 1);
  AddAdministrator(*opened.value());
  CHECK(Users(*opened.value()).Add(Ready(), kOffice).ok());
  CHECK(opened.value()->CheckIntegrity().ok());
}

}  // namespace photogate::test
