#include "consent/audit.h"
#include "tests/unit/consent/fixture.h"

namespace photogate::test {
namespace {

const ChannelCase kCase{"https://school.example", "news of the school", "everybody",
                        "in every letter",        ChannelAccess::kOpen, {"Mr Bell", "Ms Patel"}};
const ChannelName kBlog{"blog"};

class ChannelTest {
 public:
  ChannelTest() {
    AddAdministrator(*reg);
    Add("Mr Bell", "tbell", UserRole::kOffice);
    Add("Ms Patel", "apatel", UserRole::kTeacher);
    Add("Head", "head", UserRole::kSeniorLeader);
  }
  void Add(const std::string& name, const std::string& account, UserRole role) {
    REQUIRE(Users(*reg).Add(ReadyUser(name, account, {role}), kOffice).ok());
  }
  void Propose(const ChannelCase& business_case, const std::string& by = "Mr Bell") {
    REQUIRE(Channels(*reg).Propose(kBlog, UseName{"website"}, business_case, Actor{by}).ok());
  }
  std::string WhyNotApproved(const std::string& approver) {
    const auto done = Channels(*reg).Approve(kBlog, approver, Actor{approver});
    if (done.ok()) return "";
    CHECK(done.error().kind == ErrorKind::kRefused);
    return done.error().message;
  }
  ChannelState State() { return Channels(*reg).Show(kBlog).value().state; }

  TestRegister reg{false};
};

}  // namespace

TEST_CASE_METHOD(ChannelTest, "a senior leader who did not propose it approves a channel",
                 "[consent]") {
  Propose(kCase);
  CHECK(WhyNotApproved("Mr Bell").find("proposed") != std::string::npos);
  CHECK(WhyNotApproved("Ms Patel").find("senior leader") != std::string::npos);
  CHECK(WhyNotApproved("Anybody").find("no user") != std::string::npos);
  CHECK(State() == ChannelState::kProposed);
  CHECK(WhyNotApproved("Head").empty());
  CHECK(State() == ChannelState::kApproved);
}

TEST_CASE_METHOD(ChannelTest, "a senior leader does not approve their own proposal", "[consent]") {
  Propose(kCase, "Head");
  CHECK(WhyNotApproved("Head").find("proposed") != std::string::npos);
}

TEST_CASE_METHOD(ChannelTest, "a channel is approved with its whole business case", "[consent]") {
  const char* missing = GENERATE("--address", "--aim", "--audience", "--promotion", "transfer");
  ChannelCase given = kCase;
  const std::string what(missing);
  if (what == "--address") given.address = "";
  if (what == "--aim") given.aim = "";
  if (what == "--audience") given.audience = "";
  if (what == "--promotion") given.promotion = "";
  if (what == "transfer") given.owners = {"Mr Bell", "Somebody else"};
  Propose(given);
  INFO(what);
  CHECK(WhyNotApproved("Head").find(what) != std::string::npos);
}

TEST_CASE_METHOD(ChannelTest, "owners who leave no longer count until it is transferred",
                 "[consent]") {
  Propose(kCase);
  Channels channels(*reg);
  CHECK(channels.ActiveOwnersOf(kBlog, reg.today()).value().size() == 2);
  User bell = Users(*reg).Show("Mr Bell").value();
  bell.leaving_date = Day("2026-11-19");
  REQUIRE(Users(*reg).Set(bell, kOffice).ok());
  CHECK(channels.ActiveOwnersOf(kBlog, reg.today()).value() ==
        std::vector<std::string>{"Ms Patel"});
  CHECK_FALSE(channels.Transfer(kBlog, {"Ms Patel", "Mr Bell"}, kOffice).ok());
  CHECK_FALSE(channels.Transfer(kBlog, {"Ms Patel", "Ms Patel"}, kOffice).ok());
  REQUIRE(channels.Transfer(kBlog, {"Ms Patel", "Head"}, kOffice).ok());
  CHECK(channels.ActiveOwnersOf(kBlog, reg.today()).value().size() == 2);
  CHECK(WhyNotApproved("Head").empty());
}

TEST_CASE_METHOD(ChannelTest, "another case needs another approval, other owners do not",
                 "[consent]") {
  Propose(kCase);
  REQUIRE(WhyNotApproved("Head").empty());
  REQUIRE(Channels(*reg).Transfer(kBlog, {"Ms Patel", "Admin"}, Actor{"Ms Patel"}).ok());
  CHECK(State() == ChannelState::kApproved);
  ChannelCase changed = kCase;
  changed.audience = "the whole internet";
  REQUIRE(Channels(*reg).SetCase(kBlog, changed, Actor{"Head"}).ok());
  CHECK(State() == ChannelState::kProposed);
  // Whoever changed it has proposed it.
  CHECK_FALSE(WhyNotApproved("Head").empty());
}

TEST_CASE("in set-up anybody but the proposer approves a channel", "[consent]") {
  TestRegister reg(false);
  CHECK(Channels(*reg).Approve(ChannelName{"website"}, "Anybody", kOffice).ok());
}

TEST_CASE("what was approved in set-up is proposed again with the first user", "[consent]") {
  TestRegister reg(false);
  Channels channels(*reg);
  REQUIRE(channels.Approve(ChannelName{"website"}, "Anybody", kOffice).ok());
  REQUIRE(channels.Approve(ChannelName{"press"}, "Anybody", kOffice).ok());
  REQUIRE(channels.Suspend(ChannelName{"press"}, kOffice).ok());
  AddAdministrator(*reg);
  const auto website = channels.Show(ChannelName{"website"}).value();
  CHECK(website.state == ChannelState::kProposed);
  CHECK_FALSE(website.approved_by.has_value());
  // To resume it is to approve it.
  CHECK(channels.Show(ChannelName{"press"}).value().state == ChannelState::kSuspended);
  CHECK_FALSE(channels.Approve(ChannelName{"press"}, "Anybody", kOffice).ok());
  CHECK(Audit(*reg).Verify(std::nullopt).value().intact);
}

TEST_CASE("the channels of a demo home stay approved", "[consent]") {
  TestRegister reg(true);
  AddAdministrator(*reg);
  CHECK(Channels(*reg).Show(ChannelName{"website"}).value().state == ChannelState::kApproved);
}

}  // namespace photogate::test
