#include <pwd.h>
#include <unistd.h>

#include <catch2/catch.hpp>

#include "tests/cli/gate_home.h"

using namespace photogate::test;
namespace fs = std::filesystem;

namespace {

nlohmann::json Ask(const GateHome& gate, std::vector<std::string> arguments) {
  arguments.emplace_back("--json");
  const auto run = gate.Run(arguments);
  INFO(run.err);
  REQUIRE(run.exit_code == 0);
  return nlohmann::json::parse(run.out);
}

// P1 without any statement.
class OnePerson {
 public:
  OnePerson() { REQUIRE(gate.Run({"person", "add", "P1", "--name", "Ada Byron"}).exit_code == 0); }
  std::string State(const std::string& use, const std::string& day) {
    return Ask(gate, {"consent", "show", "P1", "--use", use, "--as-of", day})
        .at("states")
        .at(use)
        .get<std::string>();
  }
  GateHome gate;
};

}  // namespace

TEST_CASE_METHOD(OnePerson, "consent is answered for any day", "[cli][consent]") {
  REQUIRE(gate.Run({"consent", "set", "P1", "website", "granted", "--from", "2026-01-10", "--until",
                    "2026-03-31", "--by", "parent A"})
              .exit_code == 0);
  REQUIRE(gate.Run({"consent", "set", "P1", "website", "refused", "--from", "2026-02-01", "--by",
                    "parent B"})
              .exit_code == 0);
  CHECK(State("website", "2026-01-09") == "unrecorded");
  CHECK(State("website", "2026-01-10") == "granted");
  CHECK(State("website", "2026-02-01") == "refused");
  CHECK(gate.Run({"consent", "show", "P1", "--as-of", "2026-02-30"}).exit_code == 1);
  CHECK(gate.Run({"consent", "show", "P1", "--use", "no such use"}).exit_code == 1);
  const auto person = Ask(gate, {"person", "show", "P1", "--as-of", "2026-01-15"});
  CHECK(person.at("permissions").at("website") == "granted");
  CHECK(Ask(gate, {"person", "list", "--as-of", "2020-01-01"}).at("people").empty());
}

TEST_CASE_METHOD(OnePerson, "a grant below a bar or an objection to all photos is told as such",
                 "[cli][consent]") {
  const std::vector<std::string> grant{"consent", "set", "P1", "website", "granted"};
  const std::vector<std::string> show{"consent", "show", "P1", "--use", "website"};
  const auto says = [&](const std::vector<std::string>& verb, const std::string& word) {
    const auto run = gate.Run(verb);
    REQUIRE(run.exit_code == 0);
    return run.out.find(word) != std::string::npos;
  };
  CHECK_FALSE(says(grant, "OBJECTS"));
  CHECK(Ask(gate, show).at("objects_to_photos") == false);
  REQUIRE(gate.Run({"consent", "object", "P1"}).exit_code == 0);
  CHECK(says(grant, "OBJECTS"));
  CHECK(says(show, "OBJECTS"));
  CHECK(says({"person", "show", "P1"}, "OBJECTS"));
  CHECK(Ask(gate, show).at("objects_to_photos") == true);
  CHECK(Ask(gate, grant).at("objects_to_photos") == true);
  REQUIRE(gate.Run({"bar", "set", "P1", "--reason", "court order of 3 May"}).exit_code == 0);
  CHECK(says(grant, "BARRED"));
  CHECK(Ask(gate, grant).at("barred") == true);
}

TEST_CASE_METHOD(OnePerson, "evidence is hashed, and a wrong path records nothing",
                 "[cli][consent]") {
  WriteText(gate.folder() / "form.txt", "abc");
  REQUIRE(gate.Run({"consent", "set", "P1", "press", "granted", "--evidence",
                    (gate.folder() / "form.txt").string(), "--evidence-place", "safe 2", "--basis",
                    "legitimate-interests"})
              .exit_code == 0);
  const auto row = Ask(gate, {"consent", "show", "P1"}).at("history").at(0);
  // FIPS 180-4's own example.
  CHECK(row.at("evidence_sha256") ==
        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  CHECK(row.at("evidence") == "safe 2");
  CHECK(row.at("basis") == "legitimate-interests");
  CHECK(gate.Run({"consent", "set", "P1", "press", "refused", "--evidence", "no such file"})
            .exit_code == 1);
  CHECK(Ask(gate, {"consent", "show", "P1"}).at("history").size() == 1);
}

TEST_CASE_METHOD(OnePerson, "how a person may be named is said with the grant", "[cli][consent]") {
  CHECK(gate.Run({"consent", "set", "P1", "name-with-image", "granted"}).exit_code == 1);
  CHECK(gate.Run({"consent", "set", "P1", "website", "granted", "--name", "full"}).exit_code == 1);
  REQUIRE(gate.Run({"consent", "set", "P1", "name-with-image", "granted", "--name", "first"})
              .exit_code == 0);
  CHECK(Ask(gate, {"person", "show", "P1"}).at("name_with_image") == "first");
}

TEST_CASE_METHOD(OnePerson, "a dry run of a change changes nothing", "[cli][consent]") {
  const std::vector<std::vector<std::string>> changes = {
      {"consent", "set", "P1", "website", "granted"},
      {"consent", "object", "P1"},
      {"consent", "biometric", "P1", "consent"},
      {"consent", "uses", "add", "yearbook", "--description", "x"},
      {"bar", "set", "P1", "--reason", "x"},
      {"person", "add", "P2", "--name", "B"},
      {"person", "set", "P1", "--name", "C"}};
  const auto all = [&] {
    return Ask(gate, {"person", "show", "P1"}).dump() + Ask(gate, {"person", "list"}).dump() +
           Ask(gate, {"consent", "uses", "list"}).dump() + Ask(gate, {"bar", "list"}).dump() +
           Ask(gate, {"consent", "basis", "P1"}).dump();
  };
  for (auto change : changes) {
    const std::string before = all();
    change.emplace_back("--dry-run");
    INFO(change[0] + " " + change[1]);
    CHECK(Ask(gate, change).at("dry_run") == true);
    CHECK(all() == before);
    change.pop_back();
    CHECK(gate.Run(change).exit_code == 0);
    CHECK(all() != before);
  }
}

TEST_CASE_METHOD(OnePerson, "the biometric ledger tells who is still to be asked",
                 "[cli][consent]") {
  const auto codes = [&](const nlohmann::json& answer) {
    std::vector<std::string> list;
    for (const auto& one : answer.at("missing")) list.push_back(one.at("code"));
    return list;
  };
  CHECK(codes(Ask(gate, {"consent", "basis", "P1"})) == std::vector<std::string>{"no_consent"});
  REQUIRE(gate.Run({"consent", "set", "P1", "press", "granted", "--by", "parent B"}).exit_code ==
          0);
  CHECK(codes(Ask(gate, {"consent", "biometric", "P1", "consent", "--by", "parent A"})) ==
        std::vector<std::string>{"not_in_writing", "no_notice", "not_notified"});
  const auto consent = Ask(gate, {"consent", "biometric", "P1", "consent", "--by", "parent A",
                                  "--evidence-place", "safe 2"});
  CHECK(codes(consent) == std::vector<std::string>{"no_notice", "not_notified"});
  CHECK(codes(Ask(gate, {"consent", "biometric", "P1", "notified", "--by", "parent B"})).empty());
  CHECK(Ask(gate, {"consent", "basis", "P1"}).at("basis") == true);
  CHECK(codes(Ask(gate, {"consent", "biometric", "P1", "child-refusal"})) ==
        std::vector<std::string>{"child_refusal"});
  const auto basis = Ask(gate, {"consent", "basis", "P1"});
  CHECK(basis.at("basis") == false);
  CHECK(basis.at("history").size() == 4);
  CHECK(Ask(gate, {"consent", "basis", "P1", "--as-of", "2020-01-01"}).at("consent") == false);
}

TEST_CASE_METHOD(OnePerson, "the first line of a basis is what it all comes to", "[cli][consent]") {
  const auto first_line = [&] {
    const std::string out = gate.Run({"consent", "basis", "P1"}).out;
    return out.substr(0, out.find('\n'));
  };
  CHECK(first_line().find("No comparison: no consent") == 0);
  REQUIRE(gate.Run({"consent", "biometric", "P1", "consent", "--by", "parent A"}).exit_code == 0);
  CHECK(first_line().find("No comparison: a consent stands") == 0);
  const auto obstacles = Ask(gate, {"consent", "basis", "P1"});
  CHECK(obstacles.at("comparison") == "none");
  CHECK(obstacles.at("basis") == true);
  REQUIRE(gate.Run({"consent", "biometric", "P1", "consent", "--by", "parent A", "--evidence-place",
                    "safe 2"})
              .exit_code == 0);
  REQUIRE(gate.Run({"consent", "biometric", "P1", "notified"}).exit_code == 0);
  const bool assessed = Ask(gate, {"dpia", "show"}).at("recorded") == true;
  CHECK(Ask(gate, {"consent", "basis", "P1"}).at("comparison") == (assessed ? "allowed" : "none"));
  CHECK(first_line().find(assessed ? "There is a basis" : "No comparison: there is a basis, but") ==
        0);
  REQUIRE(gate.Run({"consent", "biometric", "P1", "child-refusal"}).exit_code == 0);
  CHECK(first_line().find("No comparison: there is an objection") == 0);
}

TEST_CASE_METHOD(OnePerson, "looks at a person, and refused ones, are in the audit",
                 "[cli][consent]") {
  const auto looks = [&] {
    std::vector<std::string> list;
    const auto audit = Ask(gate, {"audit", "show"});
    for (const auto& one : audit.at("entries")) {
      if (one.at("kind") == "look") list.push_back(one.at("verb"));
    }
    return list;
  };
  REQUIRE(gate.Run({"bar", "set", "P1", "--reason", "court order 12"}).exit_code == 0);
  REQUIRE(gate.Run({"person", "list"}).exit_code == 0);
  REQUIRE(gate.Run({"person", "show", "P1"}).exit_code == 0);
  REQUIRE(gate.Run({"consent", "show", "P1"}).exit_code == 0);
  REQUIRE(gate.Run({"consent", "basis", "P1"}).exit_code == 0);
  REQUIRE(gate.Run({"bar", "list"}).exit_code == 0);
  REQUIRE(gate.Run({"bar", "reason", "P1"}).exit_code == 1);
  const auto seen = looks();
  for (const char* what : {"person list", "person show", "consent show", "consent basis",
                           "bar list", "refused: read why somebody is barred"}) {
    INFO(what);
    CHECK(std::find(seen.begin(), seen.end(), what) != seen.end());
  }
}

TEST_CASE_METHOD(OnePerson, "the reason of a bar is for the leads, everyone else sees barred",
                 "[cli][bar]") {
  REQUIRE(gate.Run({"bar", "set", "P1", "--reason", "court order 12"}).exit_code == 0);
  const auto reason = gate.Run({"bar", "reason", "P1"});
  CHECK(reason.exit_code == 1);
  CHECK((reason.out + reason.err).find("court order") == std::string::npos);
  CHECK(Ask(gate, {"bar", "list"}).at("bars").at(0).at("stands") == true);
  CHECK(Ask(gate, {"bar", "list", "--as-of", "2020-01-01"}).at("bars").empty());
  CHECK(gate.Run({"person", "show", "P1"}).out.find("BARRED") != std::string::npos);
}

TEST_CASE_METHOD(OnePerson, "an answer says whose no stands beside another's yes",
                 "[cli][consent]") {
  REQUIRE(gate.Run({"consent", "set", "P1", "website", "refused", "--from", "2026-01-10", "--by",
                    "parent B"})
              .exit_code == 0);
  const auto set = gate.Run({"consent", "set", "P1", "website", "granted", "--by", "parent A"});
  CHECK(set.out.find("stands today as: refused.") != std::string::npos);
  CHECK(set.out.find("What counts: the refusal of parent B of 2026-01-10.") != std::string::npos);
  CHECK(set.out.find("different people") == std::string::npos);
  const std::vector<std::string> show{"consent", "show", "P1", "--use", "website"};
  CHECK(gate.Run(show).out.find("the refusal of parent B of 2026-01-10") != std::string::npos);
  const auto against = Ask(gate, show).at("against").at("website");
  REQUIRE(against.size() == 1);
  CHECK(against.at(0).at("given_by") == "parent B");
  CHECK(against.at(0).at("state") == "refused");

  // Typed otherwise it is another voice, and takes nothing back.
  const auto typed = gate.Run({"consent", "set", "P1", "website", "granted", "--by", "Parent  b"});
  CHECK(typed.out.find("stands today as: refused.") != std::string::npos);
  CHECK(typed.out.find("\"Parent  b\" and \"parent B\" count as different people") !=
        std::string::npos);
  CHECK(gate.Run(show).out.find("count as different people") != std::string::npos);
  CHECK(Ask(gate, show).at("alike_names").size() == 1);

  const auto taken = gate.Run({"consent", "set", "P1", "website", "granted", "--by", "parent B"});
  CHECK(taken.out.find("stands today as: granted.") != std::string::npos);
  CHECK(taken.out.find("This sets aside the refusal of parent B of 2026-01-10.") !=
        std::string::npos);
}

TEST_CASE_METHOD(OnePerson, "an answer says how far somebody may be named", "[cli][consent]") {
  const auto name = [&](const char* level, const char* voice, bool dry = false) {
    std::vector<std::string> words{"consent", "set",  "P1", "name-with-image", "granted", "--name",
                                   level,     "--by", voice};
    if (dry) words.emplace_back("--dry-run");
    return gate.Run(words).out;
  };
  CHECK(name("full", "parent A", true).find("today as: granted: full.") != std::string::npos);
  CHECK(name("full", "parent A").find("today as: granted: full.") != std::string::npos);
  // The least that any parent allows.
  CHECK(name("first", "parent B", true).find("today as: granted: first.") != std::string::npos);
  CHECK(name("first", "parent B").find("today as: granted: first.") != std::string::npos);
  CHECK(name("full", "parent A").find("today as: granted: first.") != std::string::npos);
  CHECK(name("none", "parent B").find("today as: refused.") != std::string::npos);
}

TEST_CASE_METHOD(OnePerson, "whose no it is stays hidden from those who may not look",
                 "[cli][consent]") {
  REQUIRE(gate.Run({"consent", "set", "P1", "website", "refused", "--by", "parent B"}).exit_code ==
          0);
  const std::string account = getpwuid(getuid())->pw_name;
  REQUIRE(
      gate.Run({"user", "add", "Me", "--account", account, "--roles", "administrator"}).exit_code ==
      0);
  REQUIRE(gate.Run({"user", "add", "Chief", "--account", "daemon", "--roles", "administrator"})
              .exit_code == 0);
  REQUIRE(gate.Run({"user", "set", "Me", "--roles", "teacher"}).exit_code == 0);
  const std::vector<std::string> no{"consent", "set", "P1", "website", "withdrawn"};
  const auto set = gate.Run(no);
  REQUIRE(set.exit_code == 0);
  CHECK(set.out.find("stands today as: withdrawn.") != std::string::npos);
  CHECK(set.out.find("parent B") == std::string::npos);
  CHECK(Ask(gate, no).at("against").is_null());
}

TEST_CASE_METHOD(OnePerson, "a grant says which no without a name it sets aside",
                 "[cli][consent]") {
  const std::vector<std::string> grant{"consent", "set", "P1", "website", "granted"};
  REQUIRE(
      gate.Run({"consent", "set", "P1", "website", "refused", "--from", "2026-01-10"}).exit_code ==
      0);
  const auto set = gate.Run(grant);
  REQUIRE(set.exit_code == 0);
  CHECK(set.out.find("This sets aside the refusal of 2026-01-10 (no name).") != std::string::npos);
  CHECK(Ask(gate, grant).at("set_aside").empty());

  // A grant from before it leaves the refusal standing, so nothing is set aside.
  REQUIRE(
      gate.Run({"consent", "set", "P1", "press", "refused", "--from", "2026-01-20"}).exit_code ==
      0);
  const auto early =
      Ask(gate, {"consent", "set", "P1", "press", "granted", "--from", "2026-01-15"});
  CHECK(early.at("set_aside").empty());
  CHECK(early.at("state_today") == "refused");
}

TEST_CASE_METHOD(OnePerson, "an objection without a name is taken back only on insistence",
                 "[cli][consent]") {
  const std::string use = GENERATE("photography", "press");
  std::vector<std::string> object{"consent", "object", "P1"};
  if (use == "press") object.insert(object.end(), {"--use", "press"});
  REQUIRE(gate.Run(object).exit_code == 0);
  std::vector<std::string> grant{"consent", "set", "P1", use, "granted"};
  for (const bool ahead : {false, true}) {
    auto refused = grant;
    if (ahead) refused.insert(refused.end(), {"--from", "2099-01-01"});
    const auto run = gate.Run(refused);
    CHECK(run.exit_code == 1);
    CHECK(run.err.find("take back the objection of ") != std::string::npos);
    CHECK(run.err.find("--insist") != std::string::npos);
  }
  CHECK(Ask(gate, {"consent", "show", "P1", "--use", use}).at("history").size() == 1);

  // With a name it stands beside the objection.
  auto named = grant;
  named.insert(named.end(), {"--by", "parent A"});
  CHECK(Ask(gate, named).at("state_today") == "refused");

  grant.emplace_back("--insist");
  const auto insisted = gate.Run(grant);
  REQUIRE(insisted.exit_code == 0);
  CHECK(insisted.out.find("stands today as: granted.") != std::string::npos);
  CHECK(insisted.out.find("This sets aside the refusal of ") != std::string::npos);
  CHECK(gate.Run({"audit", "show"}).out.find("insisted on taking back an objection") !=
        std::string::npos);
}
