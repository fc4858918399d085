#include "outcome/write_outcome.h"

#include <fcntl.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <csignal>
#include <fstream>
#include <map>
#include <mutex>
#include <set>
#include <sstream>
#include <string>
#include <thread>
#include <vector>

#include "crypto/sha256.h"
#include "outcome/safe_name.h"
#include "tests/support/paths.h"
#include "tests/unit/outcome/faulting_file_system.h"

namespace photogate::test {
namespace {

namespace fs = std::filesystem;

// Rows as lines "name sha256" of a file, each durable before Record returns, so that they outlive a
// killed process.
class FileLedger final : public LedgerSink {
 public:
  explicit FileLedger(fs::path file) : file_(std::move(file)) {}

  Result<Done> Record(const LedgerRow& row) override {
    const std::lock_guard<std::mutex> guard(mutex_);
    if (answer) return *answer;
    const std::string line = row.output_name + " " + row.output_sha256.value + "\n";
    const int fd = ::open(file_.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    const bool good = fd >= 0 &&
                      ::write(fd, line.data(), line.size()) == static_cast<ssize_t>(line.size()) &&
                      ::fsync(fd) == 0;
    if (fd >= 0) ::close(fd);
    if (!good) return Error{ErrorKind::kUnavailable, "The ledger cannot be written."};
    return Done{};
  }

  std::map<std::string, std::string> Rows() const {
    std::map<std::string, std::string> rows;
    std::ifstream in(file_);
    for (std::string name, hash; in >> name >> hash;) rows[name] = hash;
    return rows;
  }

  std::optional<Error> answer;

 private:
  fs::path file_;
  std::mutex mutex_;
};

SanitisedPhoto Copy(std::size_t size = 5000, std::uint8_t fill = 7) {
  return SanitisedPhoto{FileFormat::kJpeg, Bytes(size, fill), false, {}};
}

LedgerRow Row() {
  return LedgerRow{Sha256Hex{std::string(64, 'a')},
                   Sha256Hex{},
                   ChannelName{"website"},
                   std::nullopt,
                   ConsentVersion{3},
                   DecisionKind::kClear,
                   "[]",
                   std::nullopt,
                   0.4,
                   0.6,
                   {},
                   "",
                   false,
                   {}};
}

std::vector<std::string> Names(const fs::path& folder) {
  std::vector<std::string> names;
  for (const auto& entry : fs::directory_iterator(folder)) {
    names.push_back(entry.path().filename().string());
  }
  std::sort(names.begin(), names.end());
  return names;
}

std::string Read(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

Sha256Hex HashOf(const fs::path& file) {
  const std::string text = Read(file);
  return Sha256(ByteView(reinterpret_cast<const std::uint8_t*>(text.data()), text.size()));
}

// Each file in cleared/ is whole and in the ledger under its name.
void CheckCleared(const fs::path& out, const FileLedger& ledger) {
  if (!fs::exists(out / "cleared")) return;
  const auto rows = ledger.Rows();
  for (const std::string& name : Names(out / "cleared")) {
    CAPTURE(name);
    REQUIRE(rows.count(name) == 1);
    CHECK(rows.at(name) == HashOf(out / "cleared" / name).value);
  }
}

bool HasTemporary(const fs::path& out) {
  const std::vector<std::string> names = Names(out);
  return std::any_of(names.begin(), names.end(), [](const std::string& name) {
    return name.find(".part") != std::string::npos;
  });
}

}  // namespace

TEST_CASE("releases a copy with its ledger row", "[outcome]") {
  const TempFolder folder;
  FileLedger ledger(folder.path() / "ledger");
  auto writer = OutcomeWriter::Open(folder.path() / "out");
  REQUIRE(writer.ok());
  const Result<Outcome> outcome = writer.value()->Clear(Copy(), "IMG_1.jpg", Row(), ledger);
  REQUIRE(outcome.ok());
  CHECK(outcome.value().kind == OutcomeKind::kCleared);
  CHECK(outcome.value().output == (folder.path() / "out/cleared/IMG_1.jpg").string());
  CHECK(outcome.value().output_sha256 == Sha256(Bytes(5000, 7)));
  CHECK(Names(folder.path() / "out/cleared") == std::vector<std::string>{"IMG_1.jpg"});
  CHECK(ledger.Rows().size() == 1);
  CheckCleared(folder.path() / "out", ledger);
  CHECK_FALSE(HasTemporary(folder.path() / "out"));
  CHECK(fs::is_directory(folder.path() / "out/held"));
  CHECK(fs::is_directory(folder.path() / "out/blocked"));
}

TEST_CASE("moves the copies of earlier runs aside and keeps them", "[outcome]") {
  const TempFolder folder;
  FileLedger ledger(folder.path() / "ledger");
  for (int run = 0; run < 3; ++run) {
    auto writer = OutcomeWriter::Open(folder.path() / "out");
    REQUIRE(writer.ok());
    CHECK(writer.value()->superseded().has_value() == (run > 0));
    CHECK(Names(folder.path() / "out/cleared").empty());
    REQUIRE(writer.value()->Clear(Copy(), "IMG_1.jpg", Row(), ledger).ok());
  }
  for (const char* kept : {"cleared", "superseded", "superseded-2"}) {
    CHECK(Names(folder.path() / "out" / kept) == std::vector<std::string>{"IMG_1.jpg"});
  }
}

TEST_CASE("never overwrites, not even a name that differs by case", "[outcome]") {
  const TempFolder folder;
  FileLedger ledger(folder.path() / "ledger");
  {
    auto writer = OutcomeWriter::Open(folder.path() / "out");
    REQUIRE(writer.ok());
    REQUIRE(writer.value()->Clear(Copy(), "img_1.jpg", Row(), ledger).ok());
    for (int i = 0; i < 3; ++i) {
      REQUIRE(writer.value()->Clear(Copy(), "IMG_1.jpg", Row(), ledger).ok());
    }
    REQUIRE(writer.value()->WriteReport("report.csv", "one").ok());
    REQUIRE(writer.value()->WriteReport("report.csv", "two").value().filename() == "report-2.csv");
    REQUIRE(writer.value()->WriteList(ListKind::kHeld, "held").ok());
  }
  CHECK(Names(folder.path() / "out/cleared") ==
        std::vector<std::string>{"IMG_1-2.jpg", "IMG_1-3.jpg", "IMG_1-4.jpg", "img_1.jpg"});
  CHECK(Read(folder.path() / "out/report.csv") == "one");
  CHECK(Read(folder.path() / "out/held/held.csv") == "held");
  CHECK(Names(folder.path() / "out") ==
        std::vector<std::string>{"blocked", "cleared", "held", "report-2.csv", "report.csv"});
}

TEST_CASE("does not overwrite a file that appears while it writes", "[outcome]") {
  const TempFolder folder;
  FileLedger ledger(folder.path() / "ledger");
  auto writer = OutcomeWriter::Open(folder.path() / "out");
  REQUIRE(writer.ok());
  std::ofstream(folder.path() / "out/cleared/IMG_1.jpg") << "late";
  const Result<Outcome> outcome = writer.value()->Clear(Copy(), "IMG_1.jpg", Row(), ledger);
  REQUIRE_FALSE(outcome.ok());
  CHECK(outcome.error().kind == ErrorKind::kRefused);
  CHECK(Read(folder.path() / "out/cleared/IMG_1.jpg") == "late");
  CHECK_FALSE(HasTemporary(folder.path() / "out"));
}

TEST_CASE("passes a conflict of the ledger up and leaves nothing behind", "[outcome]") {
  const TempFolder folder;
  FileLedger ledger(folder.path() / "ledger");
  auto writer = OutcomeWriter::Open(folder.path() / "out");
  REQUIRE(writer.ok());
  for (const ErrorKind kind : {ErrorKind::kConflict, ErrorKind::kUnavailable}) {
    ledger.answer = Error{kind, "No."};
    const Result<Outcome> outcome = writer.value()->Clear(Copy(), "IMG_1.jpg", Row(), ledger);
    REQUIRE_FALSE(outcome.ok());
    CHECK(outcome.error().kind == kind);
    CHECK(Names(folder.path() / "out/cleared").empty());
    CHECK_FALSE(HasTemporary(folder.path() / "out"));
  }
  ledger.answer.reset();
  REQUIRE(writer.value()->Clear(Copy(), "IMG_1.jpg", Row(), ledger).ok());
  CHECK(Names(folder.path() / "out/cleared") == std::vector<std::string>{"IMG_1.jpg"});
}

TEST_CASE("releases nothing that was not cleared, and under no unsafe name", "[outcome]") {
  const TempFolder folder;
  FileLedger ledger(folder.path() / "ledger");
  auto writer = OutcomeWriter::Open(folder.path() / "out");
  REQUIRE(writer.ok());
  LedgerRow held = Row();
  held.decision = DecisionKind::kReview;
  CHECK_FALSE(writer.value()->Clear(Copy(), "a.jpg", held, ledger).ok());
  CHECK_FALSE(writer.value()->Clear(Copy(0), "a.jpg", Row(), ledger).ok());
  for (const char* name : {"../a.jpg", "", ".a.jpg", "a/b.jpg", "a b.jpg", "CON.jpg", "a.jpg\n"}) {
    CAPTURE(name);
    CHECK_FALSE(writer.value()->Clear(Copy(), name, Row(), ledger).ok());
  }
  CHECK(Names(folder.path() / "out/cleared").empty());
  CHECK(ledger.Rows().empty());
}

TEST_CASE("lets one process at a time write into a folder", "[outcome]") {
  const TempFolder folder;
  {
    auto first = OutcomeWriter::Open(folder.path() / "out");
    REQUIRE(first.ok());
    const auto second = OutcomeWriter::Open(folder.path() / "out");
    REQUIRE_FALSE(second.ok());
    CHECK(second.error().kind == ErrorKind::kConflict);
    const pid_t child = ::fork();
    if (child == 0) ::_exit(OutcomeWriter::Open(folder.path() / "out").ok() ? 1 : 0);
    int status = 0;
    REQUIRE(::waitpid(child, &status, 0) == child);
    CHECK((WIFEXITED(status) && WEXITSTATUS(status) == 0));
  }
  CHECK(OutcomeWriter::Open(folder.path() / "out").ok());
  CHECK(Names(folder.path() / "out") == std::vector<std::string>{"blocked", "cleared", "held"});
}

TEST_CASE("refuses a folder that is a file or leads elsewhere", "[outcome]") {
  const TempFolder folder;
  std::ofstream(folder.path() / "file") << "x";
  CHECK(OutcomeWriter::Open(folder.path() / "file").error().kind == ErrorKind::kRefused);
  CHECK(OutcomeWriter::Open(folder.path() / "not/there").error().kind == ErrorKind::kNotFound);
  fs::create_directories(folder.path() / "out");
  fs::create_directories(folder.path() / "elsewhere");
  fs::create_directory_symlink(folder.path() / "elsewhere", folder.path() / "out/cleared");
  CHECK(OutcomeWriter::Open(folder.path() / "out").error().kind == ErrorKind::kRefused);
}

TEST_CASE("holds a photo at any step of the disk that fails, and leaves nothing half written",
          "[outcome]") {
  // Steps of Open are few and come first; those of Clear follow.
  for (const Fault fault :
       {Fault::kFail, Fault::kFailAfter, Fault::kHalfWrite, Fault::kWrongHash}) {
    for (int step = 0; step < 40; ++step) {
      const TempFolder folder;
      const fs::path out = folder.path() / "out";
      FileLedger ledger(folder.path() / "ledger");
      FaultingFileSystem files(fault, step);
      CAPTURE(static_cast<int>(fault), step);
      auto writer = OutcomeWriter::Open(out, files);
      if (writer.ok()) {
        const Result<Outcome> outcome = writer.value()->Clear(Copy(), "a.jpg", Row(), ledger);
        if (files.steps() <= step) break;  // the fault lies beyond the last step
        CheckCleared(out, ledger);
        const bool there = !Names(out / "cleared").empty();
        CHECK(outcome.ok() == there);
        CHECK_FALSE(HasTemporary(out));
      }
      REQUIRE(step < 39);
    }
  }
}

TEST_CASE("keeps its promise when killed before or after any step", "[outcome]") {
  bool last = false;
  int killed = 0;
  for (int step = 0; !last; ++step) {
    REQUIRE(step < 40);
    for (const Fault fault : {Fault::kKillBefore, Fault::kKillAfter}) {
      const TempFolder folder;
      const fs::path out = folder.path() / "out";
      FileLedger ledger(folder.path() / "ledger");
      const pid_t child = ::fork();
      if (child == 0) {
        FaultingFileSystem files(fault, step);
        auto writer = OutcomeWriter::Open(out, files);
        if (!writer.ok()) ::_exit(2);
        const bool first = writer.value()->Clear(Copy(), "a.jpg", Row(), ledger).ok();
        const bool second = writer.value()->Clear(Copy(90'000, 9), "b.jpg", Row(), ledger).ok();
        ::_exit(first && second ? 0 : 3);
      }
      int status = 0;
      REQUIRE(::waitpid(child, &status, 0) == child);
      CAPTURE(step, static_cast<int>(fault), status);
      last = WIFEXITED(status) && WEXITSTATUS(status) == 0;
      if (!last) REQUIRE((WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL));
      killed += last ? 0 : 1;
      CheckCleared(out, ledger);
      // The next run takes the folder over and clears up.
      auto writer = OutcomeWriter::Open(out);
      REQUIRE(writer.ok());
      CHECK_FALSE(HasTemporary(out));
      REQUIRE(writer.value()->Clear(Copy(), "a.jpg", Row(), ledger).ok());
      CheckCleared(out, ledger);
    }
  }
  CHECK(killed > 20);
}

TEST_CASE("writes from several threads under names of their own", "[outcome]") {
  const TempFolder folder;
  FileLedger ledger(folder.path() / "ledger");
  auto writer = OutcomeWriter::Open(folder.path() / "out");
  REQUIRE(writer.ok());
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&, t] {
      for (int i = 0; i < 10; ++i) {
        (void)writer.value()
            ->Clear(Copy(3000, static_cast<std::uint8_t>(t * 10 + i)), "same.jpg", Row(), ledger)
            .ok();
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  CHECK(Names(folder.path() / "out/cleared").size() == 40);
  CHECK(ledger.Rows().size() == 40);
  CheckCleared(folder.path() / "out", ledger);
}

TEST_CASE("holds a photo when the disk is full", "[outcome]") {
  const TempFolder folder;
  const fs::path disk = folder.path() / "disk";
  fs::create_directory(disk);
  if (::mount("tmpfs", disk.c_str(), "tmpfs", 0, "size=64k") != 0) {
    PHOTOGATE_SKIP("mounting a small disk is not allowed here");
  }
  {
    FileLedger ledger(folder.path() / "ledger");
    auto writer = OutcomeWriter::Open(disk / "out");
    REQUIRE(writer.ok());
    CHECK(writer.value()->Clear(Copy(20'000), "a.jpg", Row(), ledger).ok());
    const Result<Outcome> full = writer.value()->Clear(Copy(200'000), "b.jpg", Row(), ledger);
    REQUIRE_FALSE(full.ok());
    CHECK(full.error().kind == ErrorKind::kUnavailable);
    CHECK(full.error().message.find("full") != std::string::npos);
    CHECK_FALSE(HasTemporary(disk / "out"));
    CHECK(Names(disk / "out/cleared") == std::vector<std::string>{"a.jpg"});
    CHECK(ledger.Rows().size() == 1);
    CHECK_FALSE(writer.value()->WriteReport("report.html", std::string(200'000, 'x')).ok());
    CHECK_FALSE(fs::exists(disk / "out/report.html"));
    // What fits after that still comes out.
    CHECK(writer.value()->Clear(Copy(8'000), "c.jpg", Row(), ledger).ok());
    CheckCleared(disk / "out", ledger);
  }
  ::umount(disk.c_str());
}

TEST_CASE("holds a photo when a file may not grow any further", "[outcome]") {
  const TempFolder folder;
  FileLedger ledger(folder.path() / "ledger");
  auto writer = OutcomeWriter::Open(folder.path() / "out");
  REQUIRE(writer.ok());
  rlimit before{};
  REQUIRE(::getrlimit(RLIMIT_FSIZE, &before) == 0);
  const auto handler = std::signal(SIGXFSZ, SIG_IGN);
  rlimit small = before;
  small.rlim_cur = 10'000;
  REQUIRE(::setrlimit(RLIMIT_FSIZE, &small) == 0);
  const Result<Outcome> outcome = writer.value()->Clear(Copy(50'000), "a.jpg", Row(), ledger);
  ::setrlimit(RLIMIT_FSIZE, &before);
  std::signal(SIGXFSZ, handler);
  REQUIRE_FALSE(outcome.ok());
  CHECK(outcome.error().kind == ErrorKind::kUnavailable);
  CHECK_FALSE(HasTemporary(folder.path() / "out"));
  CHECK(Names(folder.path() / "out/cleared").empty());
  CHECK(ledger.Rows().empty());
}

TEST_CASE("writes a named report whole, and only where nothing is", "[outcome]") {
  const TempFolder folder;
  const fs::path file = folder.path() / "report.html";
  REQUIRE(WriteNewFile(file, "first").ok());
  CHECK(WriteNewFile(file, "second").error().kind == ErrorKind::kRefused);
  CHECK(Read(file) == "first");
  CHECK(WriteNewFile(folder.path() / "no/such/report.html", "x").error().kind ==
        ErrorKind::kNotFound);
  CHECK(Names(folder.path()) == std::vector<std::string>{"report.html"});
}

}  // namespace photogate::test
