// photogate serve as whoever keeps it starts it.
#include <catch2/catch.hpp>
#include <filesystem>

#include "consent/channels.h"
#include "consent/register.h"
#include "consent/releases.h"
#include "consent/users.h"
#include "tests/cli/gate_home.h"

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

}  // namespace

TEST_CASE("the page settles a release that a crash broke off, without waiting for the next one",
          "[cli][serve]") {
  const GateHome gate;
  const SystemClock clock;
  const fs::path released = gate.home() / "released";
  const fs::path staging = released / ".photogate-release-0011223344556677";
  {
    const auto reg = Register::Open(gate.home(), clock);
    REQUIRE(reg.ok());
    Users users(*reg.value());
    REQUIRE(
        users.Add({kKeeper.account, "ada", {UserRole::kAdministrator}, {}, {}, {}, "", {}}, kKeeper)
            .ok());
    REQUIRE(users.SetPassword(kKeeper.account, "four plain words here", kKeeper).ok());
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
