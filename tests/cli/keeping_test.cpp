// Keys, backups and broken storage through the real program.
#include <fcntl.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <cstdlib>

#include "consent/register.h"
#include "core/clock.h"
#include "tests/cli/gate_home.h"

using namespace photogate::test;
namespace fs = std::filesystem;

namespace {

nlohmann::json Json(const ProgramResult& run) {
  INFO(run.err);
  REQUIRE(run.exit_code == 0);
  return nlohmann::json::parse(run.out);
}

// The program with `text` to be read at descriptor 7, and files no longer than `most_bytes`. What
// it says of errors goes into the file `said`.
int RunWith(const std::vector<std::string>& arguments, const std::string& text,
            rlim_t most_bytes = RLIM_INFINITY, const fs::path& said = "/dev/null") {
  int ends[2];
  REQUIRE(pipe(ends) == 0);
  const pid_t child = fork();
  if (child == 0) {
    close(ends[1]);
    dup2(ends[0], 7);
    const int null_fd = open("/dev/null", O_RDWR);
    for (const int fd : {0, 1}) dup2(null_fd, fd);
    dup2(open(said.c_str(), O_CREAT | O_TRUNC | O_WRONLY, 0600), 2);
    const rlimit limit{most_bytes, most_bytes};
    setrlimit(RLIMIT_FSIZE, &limit);
    signal(SIGXFSZ, SIG_IGN);
    std::vector<char*> argv{const_cast<char*>(PHOTOGATE_PROGRAM)};
    for (const auto& argument : arguments) argv.push_back(const_cast<char*>(argument.c_str()));
    argv.push_back(nullptr);
    execv(PHOTOGATE_PROGRAM, argv.data());
    _exit(127);
  }
  close(ends[0]);
  [[maybe_unused]] const ssize_t put = write(ends[1], text.data(), text.size());
  close(ends[1]);
  int status = 0;
  waitpid(child, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

// The message is folded at the edge of the terminal.
std::string WithoutBreaks(std::string text) {
  for (std::size_t at = text.find("\n  "); at != std::string::npos; at = text.find("\n  ", at)) {
    text.erase(at, 2);
  }
  return text;
}

std::size_t PeopleIn(const GateHome& gate) {
  return Json(gate.Run({"person", "list", "--json"})).at("people").size();
}

}  // namespace

TEST_CASE("init says once what opens the register, and only that opens it", "[cli][keys]") {
  const TempFolder folder;
  const std::string home = (folder.path() / "home").string();
  const auto made = Json(Photogate({"init", "--home", home, "--json"}));
  const std::string recovery = made.at("recovery_key");
  const std::string key_file = made.at("key_file");
  struct stat info {};
  REQUIRE(stat(key_file.c_str(), &info) == 0);
  CHECK((info.st_mode & 0777) == 0600);
  CHECK(Photogate({"person", "list", "--home", home}).exit_code == 0);
  CHECK(Photogate({"--key-file", key_file, "person", "list", "--home", home}).exit_code == 0);
  CHECK(Photogate({"person", "list", "--home", home, "--key-file", key_file}).exit_code == 0);
  const std::string key = ReadText(key_file);
  CHECK(RunWith({"person", "list", "--home", home, "--key-fd", "7"}, key) == 0);
  CHECK(RunWith({"person", "list", "--home", home, "--key-fd", "7"}, std::string(64, 'x')) == 20);
  CHECK(RunWith({"person", "list", "--home", home, "--passphrase-fd", "7"}, "some words") == 20);
  CHECK(RunWith({"person", "list", "--home", home, "--key-fd", "9"}, key) == 20);

  chmod(key_file.c_str(), 0644);
  const auto readable = Photogate({"person", "list", "--home", home});
  CHECK(readable.exit_code == 20);
  CHECK(readable.err.find("chmod 600") != std::string::npos);
  CHECK(readable.err.find(key.substr(0, 20)) == std::string::npos);
  fs::remove(key_file);
  const auto missing = Photogate({"person", "list", "--home", home});
  CHECK(missing.exit_code == 20);
  CHECK(missing.err.find("missing") != std::string::npos);
  // The key is lost; the paper helps.
  CHECK(RunWith({"rekey", "--recovery-key", "--home", home}, "") == 20);
}

TEST_CASE("rekey, backup and restore work from the command line", "[cli][keys]") {
  const GateHome gate;
  REQUIRE(gate.Run({"import", (SourceRoot() / "samples" / "people.csv").string()}).exit_code == 0);
  const std::size_t people = PeopleIn(gate);
  const auto rekeyed = Json(gate.Run({"rekey", "--json"}));
  CHECK(fs::exists(rekeyed.at("old_key_file").get<std::string>()));
  CHECK(PeopleIn(gate) == people);
  const std::string out = (gate.folder() / "school.backup").string();
  const auto backup = Json(gate.Run({"backup", "--out", out, "--json"}));
  CHECK(backup.at("rows") > people);
  CHECK(gate.Run({"backup", "--out", out}).exit_code == 1);
  CHECK(gate.Run({"restore", out}).exit_code == 1);
  CHECK(gate.Run({"restore", (gate.folder() / "none").string(), "--home",
                  (gate.folder() / "new").string()})
            .exit_code != 0);
  const auto restored =
      Photogate({"restore", out, "--home", (gate.folder() / "new").string(), "--json"});
  CHECK(Json(restored).at("consent_version") == backup.at("consent_version"));
  const auto list =
      Photogate({"person", "list", "--home", (gate.folder() / "new").string(), "--json"});
  CHECK(Json(list).at("people").size() == people);
  const std::string bytes = ReadText(out);
  for (const char* word : {"Whitlock", "Year 5", "website"}) {
    CHECK(bytes.find(word) == std::string::npos);
  }
}

TEST_CASE("a restore can be rehearsed, with and without a register in its place", "[cli][keys]") {
  const GateHome gate;
  const std::string out = (gate.folder() / "school.backup").string();
  REQUIRE(gate.Run({"backup", "--out", out}).exit_code == 0);
  REQUIRE(gate.Run({"person", "add", "P1", "--name", "Ada"}).exit_code == 0);
  const auto rehearsed = Json(gate.Run({"restore", out, "--replace", "--dry-run", "--json"}));
  CHECK(rehearsed.at("dry_run") == true);
  CHECK(rehearsed.at("people_missing") == 1);
  CHECK(PeopleIn(gate) == 1);
  for (const auto& entry : fs::directory_iterator(gate.home())) {
    const std::string name = entry.path().filename().string();
    CHECK(name.find("replaced") == std::string::npos);
    CHECK(name.find(".restore") == std::string::npos);
  }
  const fs::path fresh = gate.folder() / "deep" / "new";
  CHECK(Photogate({"restore", out, "--home", fresh.string(), "--dry-run"}).exit_code == 0);
  CHECK_FALSE(fs::exists(gate.folder() / "deep"));
}

TEST_CASE("a damaged backup is called one, and leaves no folder behind", "[cli][keys]") {
  const GateHome gate;
  const fs::path out = gate.folder() / "school.backup";
  REQUIRE(gate.Run({"backup", "--out", out.string()}).exit_code == 0);
  const std::string whole = ReadText(out);
  std::string damaged = whole;
  damaged[whole.size() / 2] = static_cast<char>(damaged[whole.size() / 2] ^ 1);
  for (const std::string& bytes :
       {damaged, whole.substr(0, whole.size() / 2), std::string("no backup at all")}) {
    WriteText(gate.folder() / "bad.backup", bytes);
    const fs::path home = gate.folder() / "deep" / "new";
    const auto run =
        Photogate({"restore", (gate.folder() / "bad.backup").string(), "--home", home.string()});
    INFO(run.err);
    CHECK(run.exit_code == 20);
    CHECK(run.err.find("backup") != std::string::npos);
    CHECK(run.err.find("Restore the latest backup") == std::string::npos);
    CHECK(run.err.find("cleared") == std::string::npos);
    CHECK_FALSE(fs::exists(gate.folder() / "deep"));
  }
}

TEST_CASE("a backup of before the key was renewed names the key file that opens it",
          "[cli][keys]") {
  const GateHome gate;
  const std::string out = (gate.folder() / "school.backup").string();
  REQUIRE(gate.Run({"backup", "--out", out}).exit_code == 0);
  const std::string before = Json(gate.Run({"audit", "head", "--json"})).dump();
  const auto plan = Json(gate.Run({"rekey", "--dry-run", "--json"}));
  CHECK(plan.at("makes_key_file") == true);
  CHECK(Json(gate.Run({"audit", "head", "--json"})).dump() == before);
  const std::string old = Json(gate.Run({"rekey", "--json"})).at("old_key_file");
  const std::string home = (gate.folder() / "new").string();
  const auto refused = Photogate({"restore", out, "--home", home});
  CHECK(refused.exit_code == 20);
  CHECK(refused.err.find("--key-file") != std::string::npos);
  CHECK(refused.err.find(old) != std::string::npos);
  CHECK_FALSE(fs::exists(home));
  CHECK(Photogate({"restore", out, "--home", home, "--key-file", old}).exit_code == 0);
  // What was refused since is carried over, although the register is under the new key.
  REQUIRE(gate.Run({"person", "add", "P1", "--name", "Ada"}).exit_code == 0);
  const auto over =
      Json(gate.Run({"restore", out, "--replace", "--key-file", old, "--dry-run", "--json"}));
  CHECK(over.at("erasures_unknown") == false);
  CHECK(over.at("people_missing") == 1);
}

TEST_CASE(
    "a backup of before the key was renewed says when that was, where no old key file is left",
    "[cli][keys]") {
  const GateHome gate;
  const std::string out = (gate.folder() / "school.backup").string();
  REQUIRE(gate.Run({"backup", "--out", out}).exit_code == 0);
  const auto refused = [&](const std::vector<std::string>& more) {
    std::vector<std::string> restore{"restore", out, "--home", gate.home().string(), "--replace"};
    restore.insert(restore.end(), more.begin(), more.end());
    const auto run = Photogate(restore);
    CHECK(run.exit_code == 20);
    return WithoutBreaks(run.err);
  };
  for (int renewals = 1; renewals <= 2; ++renewals) {
    fs::remove(fs::path(Json(gate.Run({"rekey", "--json"})).at("old_key_file").get<std::string>()));
  }
  const std::string today = photogate::FormatDate(photogate::SystemClock().Today());
  CHECK(refused({}).find("made before the key was changed on " + today) != std::string::npos);
  CHECK(refused({}).find("the key of that time, or with the recovery key of that time") !=
        std::string::npos);
  CHECK(refused({"--dry-run"}).find("changed on " + today) != std::string::npos);
  // One of now is opened by the key of now, wherever.
  const std::string later = (gate.folder() / "later.backup").string();
  REQUIRE(gate.Run({"backup", "--out", later}).exit_code == 0);
  CHECK(Photogate({"restore", later, "--home", (gate.folder() / "new").string()}).exit_code == 0);
  // Elsewhere nothing is known of the register since.
  const auto elsewhere = Photogate({"restore", out, "--home", (gate.folder() / "other").string()});
  CHECK(elsewhere.exit_code == 20);
  CHECK(WithoutBreaks(elsewhere.err).find("the register had when it was made") !=
        std::string::npos);
}

TEST_CASE("a service without its credential is told its name", "[cli][keys]") {
  const GateHome gate;
  const fs::path empty = gate.folder() / "credentials";
  fs::create_directory(empty);
  const auto run = Photogate({"person", "list", "--home", gate.home().string()},
                             {{"CREDENTIALS_DIRECTORY", empty.string()},
                              {"XDG_CONFIG_HOME", (gate.folder() / "none").string()}});
  CHECK(run.exit_code == 20);
  CHECK(run.err.find("LoadCredential=photogate.key") != std::string::npos);
}

TEST_CASE("a head that is not there is not called a wrong one", "[cli][keys]") {
  const GateHome gate;
  const auto missing =
      gate.Run({"audit", "verify", "--head", (gate.folder() / "none.json").string()});
  CHECK(missing.exit_code == 1);
  CHECK(missing.err.find("no such file") != std::string::npos);
  WriteText(gate.folder() / "other.json", "{}");
  CHECK(gate.Run({"audit", "verify", "--head", (gate.folder() / "other.json").string()})
            .err.find("no exported head") != std::string::npos);
}

TEST_CASE("a register that another program has open is not moved aside", "[cli][keys]") {
  const GateHome gate;
  const std::string out = (gate.folder() / "school.backup").string();
  REQUIRE(gate.Run({"backup", "--out", out}).exit_code == 0);
  int ready[2];
  REQUIRE(pipe(ready) == 0);
  const pid_t other = fork();
  REQUIRE(other >= 0);
  if (other == 0) {
    const photogate::SystemClock clock;
    const auto reg = photogate::Register::Open(gate.home(), clock);
    const char done = reg.ok() ? 'y' : 'n';
    if (write(ready[1], &done, 1) == 1) pause();
    _exit(1);
  }
  char said = 0;
  REQUIRE(read(ready[0], &said, 1) == 1);
  REQUIRE(said == 'y');
  const auto refused = gate.Run({"restore", out, "--replace"});
  CHECK(refused.exit_code == 1);
  CHECK(refused.err.find("Stop the watcher") != std::string::npos);
  kill(other, SIGKILL);
  waitpid(other, nullptr, 0);
  CHECK(gate.Run({"restore", out, "--replace"}).exit_code == 0);
  close(ready[0]);
  close(ready[1]);
}

TEST_CASE("a full disk is said, and nothing was changed", "[cli][keys]") {
  const GateHome gate;
  std::string csv = "id,name,kind,groups,use:website\n";
  for (int i = 0; i < 3000; ++i) {
    csv.append("F")
        .append(std::to_string(i))
        .append(",Somebody With A Long Name,pupil,5A,granted\n");
  }
  WriteText(gate.folder() / "many.csv", csv);
  const std::string home = gate.home().string();
  // A file may not grow beyond this: what a full disk is to SQLite.
  const fs::path said = gate.folder() / "said";
  CHECK(RunWith({"import", (gate.folder() / "many.csv").string(), "--home", home}, "", 400'000,
                said) == 20);
  CHECK(ReadText(said).find("disk that holds the register is full") != std::string::npos);
  CHECK(PeopleIn(gate) == 0);
  CHECK(RunWith({"backup", "--out", (gate.folder() / "b").string(), "--home", home}, "", 100'000,
                said) == 20);
  CHECK(ReadText(said).find("disk is full") != std::string::npos);
  CHECK_FALSE(fs::exists(gate.folder() / "b"));
  CHECK(RunWith({"rekey", "--home", home}, "", 100'000) == 20);
  CHECK(PeopleIn(gate) == 0);
  CHECK(gate.Run({"import", (gate.folder() / "many.csv").string()}).exit_code == 0);
  CHECK(PeopleIn(gate) == 3000);
}
