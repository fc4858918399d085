#include <chrono>

#include "consent/passwords.h"
#include "crypto/password.h"
#include "tests/unit/consent/fixture.h"

namespace photogate::test {

TEST_CASE("a password needs length and must not be what anybody tries first", "[consent]") {
  CHECK(WhyNotPassword("correct horse battery", "Ms Patel").empty());
  CHECK(WhyNotPassword("all lower case words", "Ms Patel").empty());
  // Twelve characters, not bytes.
  CHECK_FALSE(WhyNotPassword("éèàùçéèàùçé", "Ms Patel").empty());
  CHECK(WhyNotPassword("éèàùçéèàùçéx", "Ms Patel").empty());
  for (const char* bad : {"", "elevenchars", "aaaaaaaaaaaaaa", "abababababababab", "Password1234",
                          "1234567890123", "Pass word 1234", "Ms Patel 2026", "mspatel-mspatel",
                          "\xff\xff\xff\xff\xff\xff"
                          "abcdefghijkl"}) {
    INFO(bad);
    CHECK_FALSE(WhyNotPassword(bad, "Ms Patel").empty());
  }
  CHECK_FALSE(WhyNotPassword(std::string(2'000, 'x') + "abcdefg", "Ms Patel").empty());
  CHECK(WhyNotPassword("ms patel keeps seven geese", "Ms Patel").empty());
}

TEST_CASE("the hash of a password is Argon2id with a salt of its own", "[consent]") {
  const auto one = HashPassword("correct horse battery").value();
  const auto other = HashPassword("correct horse battery").value();
  CHECK(one.rfind("$argon2id$v=19$m=65536,t=2,p=1$", 0) == 0);
  CHECK(one != other);
  CHECK(PasswordMatches(one, "correct horse battery"));
  CHECK_FALSE(PasswordMatches(one, "correct horse batters"));
  CHECK_FALSE(PasswordMatches("", "correct horse battery"));
  CHECK_FALSE(PasswordMatches(std::string(500, 'x'), ""));
  // As expensive to try as a real one.
  CHECK(std::string(kNobodysHash).rfind("$argon2id$v=19$m=65536,t=2,p=1$", 0) == 0);
}

TEST_CASE("signing in needs the password and a user who has not left", "[consent]") {
  TestRegister reg;
  Users users(*reg);
  AddAdministrator(*reg);
  User bell = ReadyUser("Mr Bell", "tbell", {UserRole::kOffice});
  bell.leaving_date = Day("2026-12-18");
  REQUIRE(users.Add(bell, kOffice).ok());
  const auto wrong = [&](const std::string& name, const std::string& password, const Date& day) {
    const auto done = users.CheckPassword(name, password, day);
    REQUIRE_FALSE(done.ok());
    CHECK(done.error().kind == ErrorKind::kRefused);
    return done.error().message;
  };
  const std::string message = wrong("Mr Bell", "correct horse battery", reg.today());
  CHECK(users.SetPassword("Mr Bell", "short", kOffice).error().kind == ErrorKind::kRefused);
  CHECK(users.SetPassword("Nobody", "correct horse battery", kOffice).error().kind ==
        ErrorKind::kNotFound);
  REQUIRE(users.SetPassword("Mr Bell", "correct horse battery", kOffice).ok());
  CHECK(users.Show("Mr Bell").value().password_at == "2026-11-20T12:00:00Z");
  REQUIRE(users.CheckPassword("Mr Bell", "correct horse battery", reg.today()).ok());
  CHECK(users.CheckPassword("Mr Bell", "correct horse battery", Day("2026-12-18")).ok());
  // The same answer whatever is wrong.
  CHECK(wrong("Mr Bell", "correct horse batters", reg.today()) == message);
  CHECK(wrong("Nobody", "correct horse battery", reg.today()) == message);
  CHECK(wrong("Mr Bell", "correct horse battery", Day("2026-12-19")) == message);
  CHECK(wrong("Admin", "", reg.today()) == message);
  // Changing the user leaves the password.
  bell.leaving_date = std::nullopt;
  REQUIRE(users.Set(bell, kOffice).ok());
  CHECK(users.CheckPassword("Mr Bell", "correct horse battery", Day("2026-12-19")).ok());
}

TEST_CASE("refusing an unknown name takes as long as refusing a wrong password", "[consent]") {
  TestRegister reg;
  AddAdministrator(*reg);
  REQUIRE(Users(*reg).SetPassword("Admin", "correct horse battery", kOffice).ok());
  const auto seconds = [&](const char* name) {
    double least = 1e9;
    for (int run = 0; run < 3; ++run) {
      const auto start = std::chrono::steady_clock::now();
      CHECK_FALSE(Users(*reg).CheckPassword(name, "not the password", reg.today()).ok());
      least = std::min(
          least, std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count());
    }
    return least;
  };
  const double known = seconds("Admin"), unknown = seconds("Nobody");
  // Skipping the hash would be thousands of times faster.
  CHECK(unknown > known / 20);
}

TEST_CASE("a user is active until the end of the leaving date", "[consent]") {
  TestRegister reg;
  AddAdministrator(*reg);
  User bell = ReadyUser("Mr Bell", "tbell", {UserRole::kOffice});
  bell.leaving_date = Day("2026-11-20");
  REQUIRE(Users(*reg).Add(bell, kOffice).ok());
  CHECK(Users(*reg).Active("Mr Bell", Day("2026-11-20")).ok());
  CHECK(Users(*reg).Active("Mr Bell", Day("2026-11-21")).error().kind == ErrorKind::kRefused);
  CHECK(Users(*reg).Active("Nobody", Day("2026-11-20")).error().kind == ErrorKind::kNotFound);
}

}  // namespace photogate::test
