#include <pwd.h>
#include <unistd.h>

#include <catch2/catch.hpp>

#include "tests/cli/gate_home.h"
#include "tests/unit/consent/raw_register.h"

using namespace photogate::test;
namespace fs = std::filesystem;

namespace {

std::string MyAccount() { return getpwuid(getuid())->pw_name; }

std::string Today() {
  const std::time_t now = std::time(nullptr);
  std::tm parts{};
  localtime_r(&now, &parts);
  char text[11];
  REQUIRE(std::strftime(text, sizeof text, "%Y-%m-%d", &parts) == 10);
  return text;
}

// A home that is not a demo, whose first user is the test's own account.
class UserHome {
 public:
  UserHome() {
    REQUIRE(Photogate({"init", "--home", home()}).exit_code == 0);
    REQUIRE(Run({"user", "add", "Me", "--account", MyAccount(), "--roles", "administrator"})
                .exit_code == 0);
  }
  std::string home() const { return (folder_.path() / "home").string(); }
  ProgramResult Run(std::vector<std::string> arguments) const {
    arguments.insert(arguments.begin(), {"--home", home()});
    return Photogate(arguments);
  }
  // Gives the test's own user a role beside administrator, with or without the three duties.
  void Be(const std::string& role, bool ready = true) const {
    std::vector<std::string> set{"user", "set", "Me", "--roles", "administrator," + role};
    if (ready) {
      set.insert(set.end(), {"--policy-read", Today(), "--trained", Today(), "--delegated", Today(),
                             "--delegation-evidence", "file 7"});
    }
    REQUIRE(Run(set).exit_code == 0);
  }
  // With its whole business case, by the test's own user, who is an administrator only afterwards.
  void ApproveWhole(const std::string& channel) const {
    for (const char* name : {"Bell", "Patel"}) {
      REQUIRE(Run({"user", "add", name, "--roles", "office"}).exit_code == 0);
    }
    Be("senior-leader");
    REQUIRE(Run({"channel", "case", channel, "--address", "https://x.y", "--aim", "news",
                 "--audience", "all", "--promotion", "letters", "--access", "open"})
                .exit_code == 0);
    REQUIRE(Run({"channel", "transfer", channel, "--owners", "Bell,Patel"}).exit_code == 0);
    REQUIRE(Run({"channel", "approve", channel, "--by", "Me"}).exit_code == 0);
    REQUIRE(Run({"user", "set", "Me", "--roles", "administrator"}).exit_code == 0);
  }
  const fs::path& folder() const { return folder_.path(); }

 private:
  TempFolder folder_;
};

}  // namespace

TEST_CASE("nobody gives away the account they are signed in with unasked", "[cli][users]") {
  const UserHome home;
  REQUIRE(home.Run({"user", "add", "Other", "--account", "daemon", "--roles", "administrator"})
              .exit_code == 0);
  for (const std::vector<std::string>& how :
       {std::vector<std::string>{"--account", "bin"}, {"--no-account"}}) {
    std::vector<std::string> set{"user", "set", "Me"};
    set.insert(set.end(), how.begin(), how.end());
    const auto refused = home.Run(set);
    CHECK(refused.exit_code == 1);
    CHECK(refused.err.find("could not take it back afterwards") != std::string::npos);
  }
  CHECK(home.Run({"user", "set", "Me", "--account", MyAccount()}).exit_code == 0);
  CHECK(home.Run({"user", "set", "Other", "--account", "bin"}).exit_code == 0);
  CHECK(home.Run({"user", "set", "Me", "--no-account", "--insist"}).exit_code == 0);
  CHECK(home.Run({"user", "list"}).exit_code != 0);
}

TEST_CASE("whoever looks after the folder sets it up, but not how long originals stay",
          "[cli][users]") {
  const UserHome home;
  const fs::path share = home.folder() / "share";
  fs::create_directory(share);
  CHECK(home.Run({"setting", "set", "share-root", share.string()}).exit_code == 0);
  CHECK(home.Run({"setting", "set", "low-disk-mb", "10"}).exit_code == 0);
  for (const char* name : {"keep-days", "keep-reference-crops"}) {
    const auto refused = home.Run({"setting", "set", name, "5"});
    CHECK(refused.exit_code == 1);
    CHECK(refused.err.find("data protection lead") != std::string::npos);
  }
  home.Be("data-protection-lead");
  CHECK(home.Run({"setting", "set", "keep-days", "5"}).exit_code == 0);
}

TEST_CASE("in set-up the owner of the home does everything and doctor says so", "[cli][user]") {
  const GateHome gate;
  CHECK(gate.Run({"person", "add", "P1", "--name", "Ada Byron"}).exit_code == 0);
  const auto list = nlohmann::json::parse(gate.Run({"user", "list", "--json"}).out);
  CHECK(list.at("set_up") == true);
  CHECK(gate.Run({"doctor"}).out.find("in set-up") != std::string::npos);
}

TEST_CASE("the first user recorded is one who can administer", "[cli][user]") {
  const GateHome gate;
  const auto office =
      gate.Run({"user", "add", "Bell", "--account", MyAccount(), "--roles", "office"});
  CHECK(office.exit_code == 1);
  CHECK(office.err.find("--roles administrator") != std::string::npos);
  const auto nobody = gate.Run(
      {"user", "add", "Bell", "--account", "no-such-account-here", "--roles", "administrator"});
  CHECK(nobody.exit_code == 1);
  CHECK(gate.Run({"user", "add", "Bell", "--roles", "administrator"}).exit_code == 1);
  CHECK(gate.Run({"user", "add", "Bell", "--account", MyAccount(), "--roles", "king"}).exit_code ==
        1);
  CHECK(nlohmann::json::parse(gate.Run({"user", "list", "--json"}).out).at("set_up") == true);
  const auto good =
      gate.Run({"user", "add", "Bell", "--account", MyAccount(), "--roles", "administrator"});
  CHECK(good.exit_code == 0);
  CHECK(good.out.find("Set-up is over") != std::string::npos);
  // Leaving would leave nobody.
  CHECK(gate.Run({"user", "leave", "Bell", "--on", "2030-01-01"}).exit_code == 1);
}

TEST_CASE("an approval of the set-up ends with it, and says so", "[cli][user][channel]") {
  const TempFolder folder;
  const std::string home = (folder.path() / "home").string();
  const auto run = [&](std::vector<std::string> arguments) {
    arguments.insert(arguments.end(), {"--home", home});
    return Photogate(arguments);
  };
  REQUIRE(run({"init"}).exit_code == 0);
  const auto approved = run({"channel", "approve", "newsletter", "--by", "Ms Patel"});
  CHECK(approved.exit_code == 0);
  CHECK(approved.out.find("set-up") != std::string::npos);
  const auto added =
      run({"user", "add", "Me", "--account", MyAccount(), "--roles", "administrator"});
  CHECK(added.exit_code == 0);
  CHECK(added.out.find("newsletter") != std::string::npos);
  const auto show = nlohmann::json::parse(run({"channel", "show", "newsletter", "--json"}).out);
  CHECK(show.at("state") == "proposed");
}

TEST_CASE("every verb refuses a user without the role and names the role", "[cli][user]") {
  const UserHome gate;
  gate.ApproveWhole("newsletter");
  const std::string photos = gate.folder().string();
  const struct {
    std::vector<std::string> verb;
    const char* role;
  } kRefused[] = {
      {{"consent", "set", "P1", "website", "granted"}, "data protection lead"},
      {{"consent", "biometric", "P1", "consent"}, "data protection lead"},
      {{"bar", "set", "P1", "--reason", "x"}, "safeguarding lead"},
      {{"bar", "lift", "P1", "--reason", "x"}, "safeguarding lead"},
      {{"enrol", "--person", "P1", "a.jpg"}, "office"},
      {{"import", "people.csv"}, "office"},
      {{"channel", "approve", "website", "--by", "Me"}, "senior leader"},
      {{"channel", "resume", "website"}, "senior leader"},
      {{"channel", "set", "website", "--mode", "account"}, "senior leader"},
      {{"dpia", "record", "--reference", "1", "--officer", "A", "--date", "2026-01-01"},
       "data protection lead"},
      {{"check", photos, "--channel", "newsletter", "--out", photos + "/out"}, "teacher"},
      {{"check", photos, "--channel", "newsletter", "--identify"}, "safeguarding lead"},
  };
  WriteText("people.csv", "id,name\nP1,Ada Byron\n");
  for (const auto& [verb, role] : kRefused) {
    const auto run = gate.Run(verb);
    INFO(verb[0] << " " << verb[1] << "\n" << run.err);
    CHECK(run.exit_code == 1);
    CHECK(run.err.find("This user may not") != std::string::npos);
    CHECK(run.err.find(role) != std::string::npos);
  }
  fs::remove("people.csv");
  CHECK_FALSE(fs::exists(photos + "/out"));
}

TEST_CASE("the keeping verbs are for administrators", "[cli][user]") {
  const UserHome gate;
  REQUIRE(
      gate.Run({"user", "add", "Second", "--account", "root-of-nobody", "--roles", "administrator"})
          .exit_code == 0);
  REQUIRE(gate.Run({"user", "set", "Me", "--roles", "office"}).exit_code == 0);
  const std::string out = (gate.folder() / "copy.backup").string();
  for (const std::vector<std::string>& verb :
       std::vector<std::vector<std::string>>{{"backup", "--out", out}, {"rekey"}}) {
    const auto run = gate.Run(verb);
    CHECK(run.exit_code == 1);
    CHECK(run.err.find("administrator") != std::string::npos);
  }
  CHECK_FALSE(fs::exists(out));
}

TEST_CASE("a role without training is refused with everything that is missing", "[cli][user]") {
  const UserHome gate;
  gate.Be("office", false);
  const auto refused = gate.Run({"person", "add", "P1", "--name", "Ada Byron"});
  CHECK(refused.exit_code == 1);
  CHECK(refused.err.find("training") != std::string::npos);
  CHECK(refused.err.find("policy") != std::string::npos);
  CHECK(refused.err.find("delegation") != std::string::npos);
  gate.Be("office");
  CHECK(gate.Run({"person", "add", "P1", "--name", "Ada Byron"}).exit_code == 0);
  CHECK(gate.Run({"consent", "set", "P1", "website", "granted"}).exit_code == 0);
  const auto history = gate.Run({"consent", "show", "P1", "--json"});
  // Recorded under the user's name, not the account's.
  CHECK(nlohmann::json::parse(history.out).at("history").at(0).at("recorded_by") == "Me");
}

TEST_CASE("a no is entered at once by whoever hears it, trained or not", "[cli][user]") {
  const UserHome gate;
  gate.Be("office");
  REQUIRE(gate.Run({"person", "add", "P1", "--name", "Ada Byron"}).exit_code == 0);
  REQUIRE(gate.Run({"user", "set", "Me", "--roles", "administrator,teacher"}).exit_code == 0);
  CHECK(gate.Run({"consent", "object", "P1"}).exit_code == 0);
  CHECK(gate.Run({"consent", "set", "P1", "website", "withdrawn"}).exit_code == 0);
  CHECK(gate.Run({"consent", "set", "P1", "website", "granted"}).exit_code == 1);
}

TEST_CASE("a password is read from a descriptor and weak ones are refused", "[cli][user]") {
  const UserHome gate;
  WriteText(gate.folder() / "secret", "correct horse battery\n");
  WriteText(gate.folder() / "weak", "password1234\n");
  const auto set = [&](const char* file) {
    return RunProgram("/bin/sh", {"-c",
                                  "exec \"$0\" --home \"$1\" user password Me "
                                  "--password-fd 3 3<\"$2\"",
                                  PHOTOGATE_PROGRAM, gate.home(), (gate.folder() / file).string()});
  };
  CHECK(set("weak").exit_code == 1);
  CHECK(set("secret").exit_code == 0);
  const auto show = gate.Run({"user", "show", "Me", "--json"});
  CHECK(nlohmann::json::parse(show.out).at("password_set").is_string());
  CHECK(show.out.find("argon2") == std::string::npos);
  CHECK(DecryptedPages(gate.home()).find("$argon2id$") != std::string::npos);
  CHECK(DecryptedPages(gate.home()).find("correct horse") == std::string::npos);
}

TEST_CASE("channels are proposed, approved by another, transferred, suspended and resumed",
          "[cli][channel]") {
  const UserHome gate;
  for (const char* name : {"Bell", "Patel"}) {
    REQUIRE(gate.Run({"user", "add", name, "--roles", "office"}).exit_code == 0);
  }
  REQUIRE(gate.Run({"channel", "propose", "blog", "--use", "website", "--address", "https://x.y",
                    "--aim", "news", "--audience", "all", "--owners", "Bell,Patel"})
              .exit_code == 0);
  gate.Be("senior-leader");
  // Whoever proposed it does not approve it.
  CHECK(gate.Run({"channel", "approve", "blog", "--by", "Me"}).exit_code == 1);
  // Nor under somebody else's name.
  CHECK(gate.Run({"channel", "approve", "website", "--by", "Bell"}).exit_code == 1);
  const auto incomplete = gate.Run({"channel", "approve", "website", "--by", "Me"});
  CHECK(incomplete.exit_code == 1);
  CHECK(incomplete.err.find("--aim") != std::string::npos);
  REQUIRE(gate.Run({"channel", "case", "website", "--address", "https://x.y", "--aim", "news",
                    "--audience", "all", "--promotion", "letters", "--access", "open"})
              .exit_code == 0);
  REQUIRE(gate.Run({"channel", "transfer", "website", "--owners", "Bell,Patel"}).exit_code == 0);
  REQUIRE(gate.Run({"channel", "approve", "website", "--by", "Me"}).exit_code == 0);
  CHECK(gate.Run({"channel", "resume", "website"}).exit_code == 1);
  REQUIRE(gate.Run({"channel", "suspend", "website"}).exit_code == 0);
  CHECK(gate.Run({"check", gate.folder().string(), "--channel", "website"}).exit_code == 1);
  REQUIRE(gate.Run({"channel", "resume", "website"}).exit_code == 0);
  const auto show = nlohmann::json::parse(gate.Run({"channel", "show", "website", "--json"}).out);
  CHECK(show.at("state") == "approved");
  CHECK(show.at("active_owners").size() == 2);
  CHECK(show.at("approved_by") == "Me");
  REQUIRE(gate.Run({"user", "leave", "Bell", "--on", "2020-01-01"}).exit_code == 0);
  CHECK(gate.Run({"channel", "show", "website"}).out.find("transfer") != std::string::npos);
  REQUIRE(gate.Run({"channel", "close", "website"}).exit_code == 0);
  CHECK(gate.Run({"channel", "approve", "website", "--by", "Me"}).exit_code == 1);
}

TEST_CASE("a user whose account cannot open the home is told so when it is recorded",
          "[cli][user]") {
  const UserHome home;
  // An account of every Linux, which owns nothing.
  const auto add = [&](const std::string& name, const std::string& account) {
    const auto added = home.Run({"user", "add", name, "--account", account, "--roles", "office"});
    REQUIRE(added.exit_code == 0);
    return added.out;
  };
  CHECK(add("Bob", "daemon").find("its folder is for the account that made it") !=
        std::string::npos);
  CHECK(add("Eve", "no-such-account").find("no account no-such-account yet") != std::string::npos);
  CHECK(add("Mia", "bin").find("Share it with a group") != std::string::npos);

  fs::permissions(home.home(), fs::perms(02770));
  const auto set = home.Run({"user", "set", "Bob", "--account", "daemon"});
  CHECK(set.exit_code == 0);
  // Whether it is in the group depends on who runs the test.
  const bool lacks_key = set.out.find("key file of its own") != std::string::npos;
  const bool lacks_group = set.out.find("is not in the group") != std::string::npos;
  CHECK(lacks_key != lacks_group);
  const auto doctor = home.Run({"doctor"});
  CHECK(doctor.out.find("home: shared with the group ") != std::string::npos);
}
