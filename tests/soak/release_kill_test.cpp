// A release of the real program, killed at random instants: afterwards the register, the folder and
// the list tell one story.
#include <fmt/format.h>

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>
#include <random>

#include "consent/audit.h"
#include "release/hand_over.h"
#include "release/manifest.h"
#include "tests/soak/run_and_kill.h"
#include "tests/support/paths.h"
#include "tests/support/run_program.h"

namespace photogate::test {
namespace {

namespace fs = std::filesystem;

const Actor kOffice{"office"};
const ChannelName kNewsletter{"newsletter"};

// A home with the samples without people cleared for the newsletter, once they are copied.
struct Start {
  TempFolder folder;
  std::string code;

  Start() {
    const std::string home = (folder.path() / "home").string();
    Run({"init", "--home", home, "--demo"}, 0);
    std::vector<std::string> check{"check",
                                   "--home",
                                   home,
                                   "--channel",
                                   "newsletter",
                                   "--out",
                                   (folder.path() / "out").string()};
    for (const char* name : {"empty-hall.jpg", "corridor.png", "corridor-poster.jpg"}) {
      check.push_back((SourceRoot() / "samples/photos" / name).string());
    }
    Run(check, std::nullopt);
    fs::create_directories(folder.path() / "handed");
    auto prepare = Arguments(folder.path(), {});
    prepare.push_back("--json");
    code = nlohmann::json::parse(Run(prepare, 10)).at("code");
    for (const auto& sheet : fs::directory_iterator(folder.path() / "handed")) {
      fs::remove(sheet.path());
    }
  }

  static std::string Run(const std::vector<std::string>& arguments, std::optional<int> exit_code) {
    const auto result = RunProgram(PHOTOGATE_PROGRAM, arguments);
    INFO(result.err);
    if (exit_code) REQUIRE(result.exit_code == *exit_code);
    return result.out;
  }

  static std::vector<std::string> Arguments(const fs::path& folder, const std::string& code) {
    std::vector<std::string> arguments{
        "release", (folder / "out" / "cleared").string(), "--channel", "newsletter",
        "--to",    (folder / "handed").string(),          "--home",    (folder / "home").string()};
    if (!code.empty()) arguments.insert(arguments.end(), {"--confirm", code});
    return arguments;
  }
};

// After recovery: whether the release stands, all of it.
bool Stands(Register& reg, const Clock& clock, const fs::path& folder) {
  PosixFileSystem disk;
  const HandOverParts parts{&reg, &clock, &disk, folder / "home", {}};
  const auto recovered = RecoverReleases(parts, kOffice);
  REQUIRE(recovered.ok());
  CHECK(recovered.value().waiting == 0);
  CHECK(Releases(reg).Unfinished().value().empty());
  const bool stands = !Releases(reg).List().value().empty();
  if (!stands) {
    CHECK(fs::is_empty(folder / "handed"));
    return false;
  }
  const auto listed = VerifyManifests({folder / "handed"}, reg, kNewsletter).value();
  REQUIRE(listed.size() == 1);
  CHECK(listed[0].standing == Standing::kCleared);
  return true;
}

}  // namespace

TEST_CASE("a kill at any instant of a release leaves it whole or undone", "[soak][release]") {
  const auto models = Models();
  if (!models || !fs::exists(*models / "yunet_n_640_640.onnx")) {
    PHOTOGATE_SKIP("the face models are not there");
  }
  const Start start;
  std::chrono::microseconds whole{};
  {
    const TempFolder outer;
    fs::copy(start.folder.path(), outer.path() / "x", fs::copy_options::recursive);
    whole = RunAndKill(Start::Arguments(outer.path() / "x", start.code), std::nullopt);
  }
  std::mt19937 random(20261127);
  int before = 0, after = 0;
  for (int point = 0; point < Points(); ++point) {
    const TempFolder outer;
    const fs::path folder = outer.path() / "x";
    fs::copy(start.folder.path(), folder, fs::copy_options::recursive);
    // The first half verifies and changes nothing.
    std::uniform_int_distribution<std::int64_t> instant(whole.count() / 2, whole.count());
    const auto at = std::chrono::microseconds(instant(random));
    CAPTURE(point, at.count(), whole.count());
    RunAndKill(Start::Arguments(folder, start.code), at);

    const SystemClock clock;
    auto reg = Register::Open(folder / "home", clock);
    REQUIRE(reg.ok());
    const bool stands = Stands(*reg.value(), clock, folder);
    CHECK(Audit(*reg.value()).Verify(std::nullopt).value().intact);
    ++(stands ? after : before);
    if (!stands) {
      reg.value().reset();
      RunAndKill(Start::Arguments(folder, start.code), std::nullopt);
      auto again = Register::Open(folder / "home", clock);
      REQUIRE(again.ok());
      CHECK(Stands(*again.value(), clock, folder));
    }
  }
  WARN(fmt::format("{} undone, {} whole", before, after));
  CHECK(before > 0);
}

}  // namespace photogate::test
