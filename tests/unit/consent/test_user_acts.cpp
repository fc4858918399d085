#include <map>

#include "consent/role_words.h"
#include "consent/user_acts.h"
#include "tests/unit/consent/fixture.h"

namespace photogate::test {
namespace {

constexpr UserRole kTeacher = UserRole::kTeacher;
constexpr UserRole kSeniorLeader = UserRole::kSeniorLeader;
constexpr UserRole kSafeguardingLead = UserRole::kSafeguardingLead;
constexpr UserRole kDataProtectionLead = UserRole::kDataProtectionLead;
constexpr UserRole kAdministrator = UserRole::kAdministrator;
constexpr UserRole kAuditor = UserRole::kAuditor;

const Date kToday = Day("2026-11-20");
const Actor kBy{"somebody"};

User With(UserRole role) { return ReadyUser("Somebody", "account", {role}); }

// One line an act: office, teacher, senior leader, safeguarding lead, data protection lead,
// administrator, auditor; then whether the three duties are asked for.
struct Line {
  Act act;
  const char* roles;
  bool duties;
};

constexpr Line kExpected[] = {
    {Act::kLookAtPhotos, "yyyyyyy", false},
    {Act::kDecidePhotos, "yyyyy--", true},
    {Act::kRunWatcher, "y-yyyy-", false},
    {Act::kLookAtRegister, "y-yyyyy", false},
    {Act::kManageRegister, "y-yyyy-", true},
    {Act::kRecordPermission, "y-yyy--", true},
    {Act::kRecordObjection, "yyyyyy-", false},
    {Act::kSetBar, "y-yyy--", false},
    {Act::kLiftBar, "--yy---", true},
    {Act::kReadBarReasons, "---yy--", true},
    {Act::kEnrol, "y-yyy--", true},
    {Act::kSeeNames, "--yyy--", true},
    {Act::kProposeChannels, "yyyyyy-", false},
    {Act::kApproveChannels, "--y----", true},
    {Act::kSetChannelRules, "--y-y--", true},
    {Act::kRecordDpia, "----y--", true},
    {Act::kExportSubjectData, "----y--", true},
    {Act::kErase, "----y--", true},
    {Act::kReadAudit, "--yyyyy", false},
    {Act::kManageUsers, "-----y-", false},
    {Act::kKeepRegister, "-----y-", false},
};

constexpr UserRole kRoles[] = {
    UserRole::kOffice,   kTeacher,       kSeniorLeader, kSafeguardingLead,
    kDataProtectionLead, kAdministrator, kAuditor};

}  // namespace

TEST_CASE("each role may do what the table says and nothing else", "[consent]") {
  REQUIRE(ActRules().size() == std::size(kExpected));
  for (std::size_t index = 0; index < std::size(kExpected); ++index) {
    const Line& line = kExpected[index];
    CHECK(ActRules()[index].act == line.act);
    CHECK(RuleOf(line.act).act == line.act);
    for (std::size_t role = 0; role < std::size(kRoles); ++role) {
      INFO(RuleOf(line.act).what << " as " << UserRoleName(kRoles[role]));
      CHECK(MayDo(With(kRoles[role]), line.act, kToday).ok() == (line.roles[role] == 'y'));
    }
  }
}

TEST_CASE("duties are asked for where the table says and each lack is told", "[consent]") {
  for (const Line& line : kExpected) {
    for (std::size_t role = 0; role < std::size(kRoles); ++role) {
      if (line.roles[role] != 'y') continue;
      INFO(RuleOf(line.act).what << " as " << UserRoleName(kRoles[role]));
      User untrained = With(kRoles[role]);
      untrained.trained = std::nullopt;
      const auto may = MayDo(untrained, line.act, kToday);
      CHECK(may.ok() == !line.duties);
      if (may.ok()) continue;
      CHECK(may.error().kind == ErrorKind::kRefused);
      CHECK(may.error().message.find(ObstacleText(UserObstacle::kNotTrained)) != std::string::npos);
      CHECK(may.error().message.find(ObstacleText(UserObstacle::kNotDelegated)) ==
            std::string::npos);
    }
  }
}

TEST_CASE("a user with several roles may do what any of them may", "[consent]") {
  const User both = ReadyUser("Both", "both", {kAdministrator, kSeniorLeader});
  CHECK(MayDo(both, Act::kManageUsers, kToday).ok());
  CHECK(MayDo(both, Act::kApproveChannels, kToday).ok());
  CHECK_FALSE(MayDo(both, Act::kReadBarReasons, kToday).ok());
  CHECK_FALSE(MayDo(ReadyUser("None", "none", {}), Act::kLookAtPhotos, kToday).ok());
}

TEST_CASE("a leaving date ends everything the day after", "[consent]") {
  for (const Line& line : kExpected) {
    for (std::size_t role = 0; role < std::size(kRoles); ++role) {
      User user = With(kRoles[role]);
      user.leaving_date = kToday;
      CHECK(MayDo(user, line.act, kToday).ok() == (line.roles[role] == 'y'));
      CHECK_FALSE(MayDo(user, line.act, Day("2026-11-21")).ok());
    }
  }
}

TEST_CASE("a refusal names roles in words, not as they are typed", "[consent]") {
  for (const ActRule& rule : ActRules()) {
    const auto may = MayDo(ReadyUser("None", "none", {}), rule.act, kToday);
    REQUIRE_FALSE(may.ok());
    INFO(may.error().message);
    CHECK(may.error().message.find("-l") == std::string::npos);
    CHECK(may.error().message.find(RolesInWords(rule)) != std::string::npos);
  }
  CHECK(RolesInWords(RuleOf(Act::kLiftBar)) == "senior leader or safeguarding lead");
  CHECK(RolesText(RuleOf(Act::kLiftBar)) == "senior-leader or safeguarding-lead");
}

TEST_CASE("role names read back", "[consent]") {
  for (const UserRole role : kRoles) CHECK(ParseUserRole(UserRoleName(role)) == role);
  CHECK_FALSE(ParseUserRole("king").has_value());
}

TEST_CASE("in set-up the account that owns the home does everything and no other", "[consent]") {
  TestRegister reg;
  Users users(*reg);
  CHECK(users.InSetUp().value());
  for (const Line& line : kExpected) {
    const auto owner = users.Admit("owner", true, line.act, kToday);
    // Whoever sets the program up is none of the two leads.
    if (line.act == Act::kReadBarReasons) {
      CHECK_FALSE(owner.ok());
      continue;
    }
    REQUIRE(owner.ok());
    CHECK(owner.value().account == "owner");
    CHECK(users.Admit("other", false, line.act, kToday).error().kind == ErrorKind::kRefused);
  }
}

TEST_CASE("from the first user on an account acts as its user or not at all", "[consent]") {
  TestRegister reg;
  Users users(*reg);
  AddAdministrator(*reg);
  CHECK_FALSE(users.InSetUp().value());
  // Owning the folder no longer counts.
  CHECK(users.Admit("owner", true, Act::kLookAtPhotos, kToday).error().kind == ErrorKind::kRefused);
  REQUIRE(users.Add(ReadyUser("Mr Bell", "tbell", {UserRole::kOffice}), kBy).ok());
  const auto bell = users.Admit("tbell", false, Act::kEnrol, kToday);
  REQUIRE(bell.ok());
  CHECK(bell.value().account == "Mr Bell");
  CHECK_FALSE(users.Admit("tbell", true, Act::kApproveChannels, kToday).ok());
  CHECK_FALSE(users.Admit("tbell", true, Act::kEnrol, Day("2027-09-10")).ok());
}

TEST_CASE("somebody who can administer always remains", "[consent]") {
  TestRegister reg;
  Users users(*reg);
  const auto refused = [&](const User& user) {
    const auto done = users.Add(user, kBy);
    REQUIRE_FALSE(done.ok());
    CHECK(done.error().kind == ErrorKind::kRefused);
    CHECK(done.error().message.find("administrator") != std::string::npos);
  };
  refused(ReadyUser("Office", "office", {UserRole::kOffice}));
  User alone = ReadyUser("Admin", "admin", {kAdministrator});
  alone.account = std::nullopt;
  refused(alone);
  alone.account = "admin";
  alone.leaving_date = Day("2027-07-20");
  refused(alone);
  CHECK(users.InSetUp().value());

  alone.leaving_date = std::nullopt;
  REQUIRE(users.Add(alone, kBy).ok());
  alone.leaving_date = Day("2027-07-20");
  CHECK_FALSE(users.Set(alone, kBy).ok());
  alone.leaving_date = std::nullopt;
  alone.roles = {UserRole::kOffice};
  CHECK_FALSE(users.Set(alone, kBy).ok());
  CHECK(users.Show("Admin").value().roles.contains(kAdministrator));
  REQUIRE(users.Add(ReadyUser("Second", "second", {kAdministrator}), kBy).ok());
  CHECK(users.Set(alone, kBy).ok());
}

TEST_CASE("duties are recorded once they have happened and delegation with its writing",
          "[consent]") {
  TestRegister reg;
  AddAdministrator(*reg);
  User user = ReadyUser("Mr Bell", "tbell", {UserRole::kOffice});
  user.trained = Day("2026-11-21");
  CHECK_FALSE(Users(*reg).Add(user, kBy).ok());
  user.trained = Day("2026-11-20");
  user.delegation_evidence = "";
  CHECK_FALSE(Users(*reg).Add(user, kBy).ok());
  user.delegation_evidence = "file 12";
  CHECK(Users(*reg).Add(user, kBy).ok());
}

}  // namespace photogate::test
