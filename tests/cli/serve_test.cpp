// photogate serve as whoever keeps it starts it.
#include <catch2/catch.hpp>
#include <filesystem>

#include "consent/channels.h"
#include "consent/photo_journal.h"
#include "consent/register.h"
#include "consent/releases.h"
#include "consent/users.h"
#include "crypto/sha256.h"
#include "tests/cli/gate_home.h"
#include "tests/unit/consent/raw_register.h"

namespace photogate::test {
namespace {

namespace fs = std::filesystem;

const Actor kKeeper{"Ada Min"};

// Nothing here needs a face to be found, and no page is asked for anything.
ProgramResult ServeFor(const GateHome& gate, const char* seconds) {
  return RunProgram("/usr/bin/timeout",
                    {"--preserve-status", "-s", "INT", seconds, PHOTOGATE_PROGRAM, "serve",
                     "--port", "0", "--jobs", "1", "--home", gate.home().string()},
                    {{"PHOTOGATE_MODELS", (gate.folder() / "no-models").string()}});
}

void AddKeeper(Register& reg) {
  Users users(reg);
  REQUIRE(
      users.Add({kKeeper.account, "ada", {UserRole::kAdministrator}, {}, {}, {}, "", {}}, kKeeper)
          .ok());
  REQUIRE(users.SetPassword(kKeeper.account, "four plain words here", kKeeper).ok());
}

Sha256Hex HashOf(const std::string& text) {
  return Sha256({reinterpret_cast<const std::uint8_t*>(text.data()), text.size()});
}

// A photo of the journal whose copy, of these bytes, stands in cleared/newsletter.
PhotoId ClearCopy(Register& reg, const GateHome& gate, const std::string& name,
                  const std::string& copy) {
  PhotoJournal journal(reg);
  const ChannelName newsletter{"newsletter"};
  const PhotoId id = journal.Claim({newsletter, std::nullopt, {}, "", name}, kKeeper).value();
  const Sha256Hex original = HashOf("of " + name);
  REQUIRE(journal.Spooled(id, original, 9, "v", kKeeper).ok());
  REQUIRE(journal.BeginInspection(id).ok());
  const auto version = reg.Version().value();
  const PhotoFacts facts{original, "jpeg", 8, 8, DecisionKind::kClear, {}, {}, version, "s"};
  const LedgerRow row{original,   HashOf(copy),
                      newsletter, std::nullopt,
                      version,    DecisionKind::kClear,
                      "[]",       std::nullopt,
                      0,          0,
                      {},         name,
                      false,      std::chrono::system_clock::now()};
  REQUIRE(journal.Clearing(id, facts, row, kKeeper).ok());
  REQUIRE(journal.MoveFrom(id, PhotoState::kClearing, PhotoState::kCleared, "", kKeeper).ok());
  WriteText(gate.home() / "cleared/newsletter" / name, copy);
  return id;
}

}  // namespace

TEST_CASE("what the page says before anybody can sign in is a command that works", "[cli][serve]") {
  const GateHome gate;
  const ProgramResult refused = ServeFor(gate, "10");
  CHECK(refused.exit_code == 1);
  CHECK(refused.err.find("\\n") == std::string::npos);
  const auto from = refused.err.find("photogate user add ");
  REQUIRE(from != std::string::npos);
  const auto length = refused.err.find('`', from) - from;
  std::string rest = refused.err.substr(from, length).substr(std::string("photogate").size());
  rest.replace(rest.find("A NAME"), 6, "Ada Min");
  // The home of the option is in it, and no other is known.
  const ProgramResult added = RunProgram("/bin/sh", {"-c", std::string(PHOTOGATE_PROGRAM) + rest},
                                         {{"PHOTOGATE_HOME", ""}});
  INFO(added.err);
  CHECK(added.exit_code == 0);

  // Whose password to set is said by name, the first administrator's before others'.
  const ProgramResult again = ServeFor(gate, "10");
  INFO(again.err);
  const auto at = again.err.find("photogate user password \"Ada Min\" --home ");
  REQUIRE(at != std::string::npos);
  const std::string set =
      again.err.substr(at, again.err.find('`', at) - at).substr(std::string("photogate").size());
  const fs::path secret = gate.folder() / "secret";
  WriteText(secret, "four plain words here");
  const ProgramResult done = RunProgram(
      "/bin/sh", {"-c", std::string(PHOTOGATE_PROGRAM) + set + " --password-fd 3 3<\"$SECRET\""},
      {{"PHOTOGATE_HOME", ""}, {"SECRET", secret.string()}});
  INFO(done.err);
  CHECK(done.exit_code == 0);
  CHECK(ServeFor(gate, "10").err.find("nobody can sign in") == std::string::npos);
}

TEST_CASE("the page takes away a copy that was taken back and is there after a crash",
          "[cli][serve]") {
  const GateHome gate;
  const SystemClock clock;
  const fs::path cleared = gate.home() / "cleared/newsletter";
  fs::create_directories(cleared);
  {
    const auto reg = Register::Open(gate.home(), clock);
    REQUIRE(reg.ok());
    AddKeeper(*reg.value());
    ClearCopy(*reg.value(), gate, "stands.jpg", "one copy");
    const PhotoId back = ClearCopy(*reg.value(), gate, "back.jpg", "another copy");
    PhotoJournal journal(*reg.value());
    PhotoVerdict undo;
    undo.kind = "undo";
    // The page was killed between this and the removal of the copy.
    REQUIRE(journal.TakeBack(back, journal.Load(back).value().revision, undo, kKeeper).ok());
    WriteText(cleared / "somebodys.jpg", "not of this program");
  }
  const ProgramResult run = ServeFor(gate, "10");
  INFO(run.err);
  REQUIRE(run.out.find("The review page is at") != std::string::npos);
  CHECK_FALSE(fs::exists(cleared / "back.jpg"));
  CHECK(ReadText(cleared / "stands.jpg") == "one copy");
  CHECK(ReadText(cleared / "somebodys.jpg") == "not of this program");
}

TEST_CASE("the page finishes what a crash left between the record and the copy", "[cli][serve]") {
  const GateHome gate;
  const SystemClock clock;
  fs::create_directories(gate.home() / "cleared/newsletter");
  PhotoId whole, lacking, young;
  {
    const auto reg = Register::Open(gate.home(), clock);
    REQUIRE(reg.ok());
    AddKeeper(*reg.value());
    whole = ClearCopy(*reg.value(), gate, "whole.jpg", "one copy");
    lacking = ClearCopy(*reg.value(), gate, "lacking.jpg", "another copy");
    young = ClearCopy(*reg.value(), gate, "young.jpg", "a third copy");
    fs::remove(gate.home() / "cleared/newsletter/lacking.jpg");
    fs::remove(gate.home() / "cleared/newsletter/young.jpg");
  }
  RawRegister(gate.home())->exec("UPDATE photo SET state = 3");
  RawRegister(gate.home())
      ->exec("UPDATE photo SET state_at = '2026-01-01T00:00:00Z' WHERE id <> '" + young.value +
             "'");
  REQUIRE(ServeFor(gate, "10").out.find("The review page is at") != std::string::npos);
  const auto reg = Register::Open(gate.home(), clock);
  REQUIRE(reg.ok());
  PhotoJournal journal(*reg.value());
  CHECK(journal.Load(whole).value().state == PhotoState::kCleared);
  CHECK(journal.Load(lacking).value().state == PhotoState::kHeld);
  // Somebody may be writing it at this moment.
  CHECK(journal.Load(young).value().state == PhotoState::kClearing);
}

TEST_CASE("the page settles a release that a crash broke off, without waiting for the next one",
          "[cli][serve]") {
  const GateHome gate;
  const SystemClock clock;
  const fs::path released = gate.home() / "released";
  const fs::path staging = released / ".photogate-release-0011223344556677";
  {
    const auto reg = Register::Open(gate.home(), clock);
    REQUIRE(reg.ok());
    AddKeeper(*reg.value());
    Users users(*reg.value());
    REQUIRE(users.Add({"Tess", {}, {UserRole::kTeacher}, {}, {}, {}, "", {}}, kKeeper).ok());
    REQUIRE(Channels(*reg.value())
                .Transfer(ChannelName{"newsletter"}, {kKeeper.account, "Tess"}, kKeeper)
                .ok());
    // What is there when the program was killed while it wrote the files.
    fs::create_directories(staging);
    WriteText(staging / "fair.jpg", "half a photo");
    REQUIRE(
        Releases(*reg.value()).Begin(ChannelName{"newsletter"}, staging.string(), kKeeper).ok());
    REQUIRE(Releases(*reg.value()).Unfinished().value().size() == 1);
  }
  const ProgramResult run = ServeFor(gate, "10");
  INFO(run.err);
  REQUIRE(run.out.find("The review page is at") != std::string::npos);
  const auto reg = Register::Open(gate.home(), clock);
  REQUIRE(reg.ok());
  CHECK(Releases(*reg.value()).Unfinished().value().empty());
  CHECK(!fs::exists(staging));
}

}  // namespace photogate::test
