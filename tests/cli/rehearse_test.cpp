// --dry-run and --as-of on every verb that has them.
#include <algorithm>
#include <catch2/catch.hpp>

#include "core/clock.h"
#include "tests/cli/gate_home.h"

using namespace photogate::test;
namespace fs = std::filesystem;

namespace {

nlohmann::json Ask(const GateHome& gate, std::vector<std::string> arguments) {
  arguments.emplace_back("--json");
  const auto run = gate.Run(arguments);
  INFO(run.err << run.out);
  REQUIRE(run.exit_code == 0);
  return nlohmann::json::parse(run.out);
}

std::string Head(const GateHome& gate) { return Ask(gate, {"audit", "head"}).dump(); }

std::string Account() {
  const auto who = RunProgram("/usr/bin/id", {"-un"});
  return who.out.substr(0, who.out.find('\n'));
}

using Commands = std::vector<std::vector<std::string>>;

void RehearseAndDo(const GateHome& gate, const Commands& commands) {
  for (auto command : commands) {
    INFO(command[0] + " " + command[1] + " " + command[2]);
    const std::string before = Head(gate);
    command.emplace_back("--dry-run");
    CHECK(Ask(gate, command).at("dry_run") == true);
    CHECK(Head(gate) == before);
    command.pop_back();
    CHECK_FALSE(Ask(gate, command).contains("dry_run"));
    CHECK(Head(gate) != before);
  }
}

}  // namespace

TEST_CASE("a verb that writes can be rehearsed, and then does it", "[cli][rehearse]") {
  const GateHome gate;
  RehearseAndDo(
      gate,
      {{"dpia", "record", "--reference", "D-2", "--officer", "A Name", "--date", "2026-01-05"},
       {"word", "add", "Hollyhock House"},
       {"word", "remove", "Hollyhock House"},
       {"credit", "add", "Hilltop School"},
       {"credit", "remove", "Hilltop School"},
       {"credit", "permit", "--holder", "Tempest", "--evidence", "contract"},
       {"credit", "end", "1", "--reason", "letter"},
       {"event", "add", "Summer fair", "--date", "2026-07-04"},
       {"retention", "set", "--leavers", "365"},
       {"setting", "set", "keep-reference-crops", "yes"},
       {"channel", "propose", "ptablog", "--use", "website", "--owners", "A Name,B Name"},
       {"channel", "set", "website", "--mode", "account"},
       {"channel", "case", "ptablog", "--aim", "news"},
       {"channel", "transfer", "ptablog", "--owners", "A Name,C Name"},
       {"channel", "approve", "ptablog", "--by", "Head Teacher"},
       {"channel", "suspend", "ptablog"},
       {"channel", "resume", "ptablog", "--by", "Head Teacher"},
       {"channel", "close", "ptablog"},
       {"user", "add", "Ada", "--account", Account(), "--roles", "administrator,auditor"},
       {"user", "add", "Bob", "--roles", "teacher"},
       {"user", "set", "Bob", "--trained", "2026-01-06"},
       {"user", "leave", "Bob", "--on", "2099-01-01"}});
}

TEST_CASE("a changed setting is told with what it was", "[cli][rehearse]") {
  const GateHome gate;
  const auto retention = gate.Run({"retention", "set", "--leavers", "365", "--dry-run"}).out;
  CHECK(retention.find("leavers_days: nothing -> 365") != std::string::npos);
  const auto channel =
      Ask(gate, {"channel", "set", "website", "--longest-edge", "1600", "--dry-run"});
  REQUIRE(channel.at("changes").size() == 1);
  CHECK(channel.at("changes").at(0).at("what") == "longest_edge_px");
  CHECK(channel.at("changes").at(0).at("from") == 0);
  CHECK(channel.at("changes").at(0).at("to") == 1600);
  const auto closed = gate.Run({"channel", "close", "press", "--dry-run"}).out;
  CHECK(closed.find("state: approved -> closed") != std::string::npos);
  REQUIRE(gate.Run({"person", "add", "P1", "--name", "Ada Byron", "--groups", "4B"}).exit_code ==
          0);
  const std::vector<std::string> correct{"person",   "set",    "P1",          "--groups",
                                         "Choir,5A", "--name", "Ada Lovelace"};
  const auto person = gate.Run(correct).out;
  CHECK(person.find("name: Ada Byron -> Ada Lovelace") != std::string::npos);
  CHECK(person.find("groups: 4B -> 5A, Choir") != std::string::npos);
  CHECK(person.find("kind:") == std::string::npos);
  CHECK(gate.Run(correct).out.find("Nothing differs") != std::string::npos);
  const auto leaving = gate.Run({"person", "leave", "P1", "--on", "2099-07-20", "--dry-run"}).out;
  CHECK(leaving.find("leaving_date: nothing -> 2099-07-20") != std::string::npos);
  CHECK(leaving.rfind("Dry run: nothing was changed.", 0) == 0);
  const auto use =
      gate.Run({"consent", "uses", "describe", "press", "--description", "The Gazette"}).out;
  CHECK(use.find("-> The Gazette") != std::string::npos);
  const auto setting = gate.Run({"setting", "set", "keep-reference-crops", "yes"}).out;
  CHECK(setting.find("keep-reference-crops: no -> yes") != std::string::npos);
  REQUIRE(gate.Run({"user", "add", "Ada", "--account", Account(), "--roles", "administrator"})
              .exit_code == 0);
  const auto user = gate.Run({"user", "set", "Ada", "--trained", "2026-01-06", "--dry-run"}).out;
  CHECK(user.find("trained: nothing -> 2026-01-06") != std::string::npos);
}

TEST_CASE("a rehearsal answers with what would stand, and keeps nothing", "[cli][rehearse]") {
  const GateHome gate;
  REQUIRE(gate.Run({"person", "add", "P1", "--name", "Ada Byron"}).exit_code == 0);
  const std::vector<std::string> grant{"consent", "set", "P1", "press", "granted", "--dry-run"};
  const auto text = gate.Run(grant).out;
  CHECK(text.find("stands today as: granted.") != std::string::npos);
  CHECK(Ask(gate, grant).at("state_today") == "granted");
  CHECK(Ask(gate, {"consent", "show", "P1", "--use", "press"}).at("states").at("press") ==
        "unrecorded");
  REQUIRE(gate.Run({"consent", "set", "P1", "press", "refused", "--by", "parent B"}).exit_code ==
          0);
  CHECK(Ask(gate, grant).at("state_today") == "refused");
  CHECK(Ask(gate, {"consent", "set", "P1", "photography", "refused", "--dry-run"})
            .at("objects_to_photos") == true);
  const auto audit = Ask(gate, {"audit", "verify"});
  const std::vector<std::string> told{"consent", "biometric", "P1",       "notified",
                                      "--by",    "parent A",  "--dry-run"};
  const auto codes = [&](std::vector<std::string> verb) {
    std::vector<std::string> list;
    const auto answer = Ask(gate, verb);
    for (const auto& one : answer.at("missing")) list.push_back(one.at("code"));
    return list;
  };
  CHECK(codes(told) == std::vector<std::string>{"no_consent", "not_notified"});
  CHECK(codes({"consent", "biometric", "P1", "child-refusal", "--dry-run"}).front() ==
        "child_refusal");
  CHECK(Ask(gate, {"audit", "verify"}).at("entries") == audit.at("entries"));
  CHECK(Ask(gate, {"consent", "basis", "P1"}).at("history").empty());
}

TEST_CASE("what has no history is not answered for another day", "[cli][rehearse]") {
  const GateHome gate;
  REQUIRE(gate.Run({"person", "add", "P1", "--name", "Ada Byron"}).exit_code == 0);
  const std::string today = photogate::FormatDate(photogate::SystemClock().Today());
  const Commands questions{{"person", "export", "P1"}, {"import", "--gone"}};
  for (auto question : questions) {
    INFO(question[0] + " " + question[1]);
    question.insert(question.end(), {"--as-of", "2020-01-01"});
    const auto refused = gate.Run(question);
    CHECK(refused.exit_code == 1);
    CHECK(refused.err.find("no history") != std::string::npos);
    question.back() = today;
    CHECK(gate.Run(question).exit_code == 0);
  }
}

TEST_CASE("channels, users, the assessment and references are answered since the first day",
          "[cli][rehearse]") {
  const GateHome gate;
  REQUIRE(gate.Run({"person", "add", "P1", "--name", "Ada Byron"}).exit_code == 0);
  REQUIRE(gate.Run({"user", "add", "Ada", "--account", Account(), "--roles", "administrator"})
              .exit_code == 0);
  const std::string today = photogate::FormatDate(photogate::SystemClock().Today());
  const Commands questions{{"channel", "list"},      {"channel", "show", "website"},
                           {"user", "list"},         {"dpia", "show"},
                           {"user", "show", "Ada"},  {"person", "references", "P1"},
                           {"person", "references"}, {"setting", "list"}};
  for (auto question : questions) {
    INFO(question[0] + " " + question[1]);
    const auto now = Ask(gate, question);
    question.insert(question.end(), {"--as-of", "2020-01-01"});
    const auto refused = gate.Run(question);
    CHECK(refused.exit_code == 1);
    CHECK(refused.err.find("the past is kept since " + today) != std::string::npos);
    question.back() = today;
    CHECK(Ask(gate, question) == now);
    CHECK(now.at("as_of") == today);
    question.back() = "2020-13-01";
    CHECK(gate.Run(question).exit_code == 1);
  }
}

TEST_CASE("what has a history is answered for a day", "[cli][rehearse]") {
  const GateHome gate;
  REQUIRE(gate.Run({"event", "add", "Fair", "--date", "2026-07-04"}).exit_code == 0);
  CHECK(Ask(gate, {"event", "list", "--as-of", "2020-01-01"}).at("events").empty());
  CHECK(Ask(gate, {"event", "list", "--as-of", "2099-01-01"}).at("events").size() == 1);

  REQUIRE(gate.Run({"person", "add", "P1", "--name", "Ada Byron"}).exit_code == 0);
  REQUIRE(gate.Run({"bar", "set", "P1", "--reason", "order 1", "--from", "2026-01-05"}).exit_code ==
          0);
  const auto early = gate.Run({"bar", "lift", "P1", "--reason", "x", "--from", "2026-01-04"});
  CHECK(early.exit_code == 1);
  CHECK(early.err.find("--from 2026-01-05") != std::string::npos);
  REQUIRE(gate.Run({"bar", "lift", "P1", "--reason", "ended", "--from", "2026-02-01"}).exit_code ==
          0);
  CHECK(gate.Run({"bar", "lift", "P1", "--reason", "x"}).err.find("no bar that stands") !=
        std::string::npos);
  REQUIRE(gate.Run({"user", "add", "Ada", "--account", Account(), "--roles",
                    "administrator,safeguarding-lead", "--policy-read", "2026-01-05", "--trained",
                    "2026-01-05", "--delegated", "2026-01-05", "--delegation-evidence", "file"})
              .exit_code == 0);
  const auto reasons = [&](const std::string& day) {
    return Ask(gate, {"bar", "reason", "P1", "--as-of", day}).at("bars");
  };
  CHECK(reasons("2026-01-04").empty());
  REQUIRE(reasons("2026-01-05").size() == 1);
  CHECK(reasons("2026-01-31").at(0).at("reason") == "order 1");
  CHECK(reasons("2026-02-01").empty());
}
