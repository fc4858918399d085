// What the program says and ends with when the register's disk reports an error of its own.
#include "tests/support/failing_disk.h"

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <catch2/catch.hpp>

#include "cli/app.h"
#include "tests/cli/gate_home.h"

using namespace photogate::test;
namespace fs = std::filesystem;

namespace {

// The verb in a process of its own, on a disk of which the n-th `what` and all later ones fail.
int RunOn(const std::vector<std::string>& arguments, FailingDisk::What what, int nth,
          const fs::path& said) {
  const pid_t child = fork();
  if (child == 0) {
    dup2(open("/dev/null", O_WRONLY), 1);
    dup2(open(said.c_str(), O_CREAT | O_TRUNC | O_WRONLY, 0600), 2);
    FailingDisk disk;
    disk.FailAt(what, nth, true);
    std::vector<std::string> words{"photogate"};
    words.insert(words.end(), arguments.begin(), arguments.end());
    std::vector<char*> argv;
    for (std::string& word : words) argv.push_back(word.data());
    const int code = photogate::RunCli(static_cast<int>(argv.size()), argv.data());
    _exit(code);
  }
  int status = 0;
  waitpid(child, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

std::size_t Said(const GateHome& gate) {
  const auto run = gate.Run({"consent", "show", "P1", "--json"});
  INFO(run.err);
  REQUIRE(run.exit_code == 0);
  return nlohmann::json::parse(run.out).at("history").size();
}

}  // namespace

TEST_CASE("a disk that fails is told with status 20, and no change is half there",
          "[cli][failing]") {
  const GateHome gate;
  REQUIRE(gate.Run({"person", "add", "P1", "--name", "Ada"}).exit_code == 0);
  WriteText(gate.folder() / "people.csv", "id,name,use:press\nP1,Ada,granted\nP2,Ben,granted\n");
  const std::string home = gate.home().string();
  const fs::path said = gate.folder() / "said";
  const std::vector<std::vector<std::string>> verbs{
      {"consent", "set", "P1", "website", "granted", "--home", home},
      {"import", (gate.folder() / "people.csv").string(), "--home", home}};
  for (const auto& verb : verbs) {
    for (const auto what :
         {FailingDisk::What::kRead, FailingDisk::What::kWrite, FailingDisk::What::kSync}) {
      INFO(verb[0] << " " << static_cast<int>(what));
      const std::size_t before = Said(gate);
      CHECK(RunOn(verb, what, 1, said) == 20);
      const std::string text = ReadText(said);
      INFO(text);
      CHECK(text.find("reports an error of its own") != std::string::npos);
      const bool unchanged = text.find("Nothing was changed") != std::string::npos;
      CHECK((Said(gate) == before || !unchanged));
    }
  }
}
