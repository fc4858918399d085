// The real program, killed at random instants of everything that writes much: afterwards the
// register opens, its chain holds, and what was under way happened wholly or not at all.
//
// 20 instants in all; $PHOTOGATE_SOAK (./setup --soak) makes it 200.
#include <fmt/format.h>

#include <catch2/catch.hpp>
#include <chrono>
#include <cstdlib>
#include <functional>
#include <random>
#include <thread>

#include "consent/audit.h"
#include "consent/backup.h"
#include "consent/erasure.h"
#include "consent/people.h"
#include "consent/register.h"
#include "consent/templates.h"
#include "tests/soak/run_and_kill.h"
#include "tests/support/paths.h"
#include "tests/support/run_program.h"

namespace photogate::test {
namespace {

namespace fs = std::filesystem;

constexpr int kPeople = 400;

// What an operation may leave: its own end or the state before, never anything else.
enum class Found { kBefore = 1, kAfter, kNeither };

struct Operation {
  std::string name;
  std::function<std::vector<std::string>(const fs::path& folder)> arguments;
  std::function<Found(Register& reg, const fs::path& folder)> look;
};

std::string People(int from, int to, const std::string& use) {
  std::string csv = "id,name,kind,groups,biometric_basis,use:website\n";
  for (int i = from; i < to; ++i) {
    csv += fmt::format("K{},Person {},pupil,Class {},{},{}\n", i, i, i % 12,
                       i == 7 ? "consent" : "", use);
  }
  return csv;
}

std::size_t Count(Register& reg) {
  const auto people = photogate::People(reg).List();
  REQUIRE(people.ok());
  return people.value().size();
}

// Whether the key file that opened the register at first still does.
bool OldKeyOpens(const fs::path& folder) {
  KeyAccess access;
  access.from = KeyAccess::From::kKeyFile;
  access.key_file = folder / "old.key";
  const SystemClock clock;
  return Register::Open(folder / "home", clock, access).ok();
}

// Needs the face models.
Operation Enrol() {
  return {"enrol",
          [](const fs::path&) {
            return std::vector<std::string>{"enrol", "--person", "K7",
                                            (SourceRoot() / "samples/enrol/P101/1.jpg").string()};
          },
          [](Register& reg, const fs::path&) {
            Templates templates(reg);
            const auto list = templates.List(PersonId{"K7"});
            const auto crops = templates.Crops(PersonId{"K7"}, Actor{"office"});
            if (!list.ok() || !crops.ok() || list.value().size() != crops.value().size()) {
              return Found::kNeither;
            }
            return list.value().empty() ? Found::kBefore : Found::kAfter;
          }};
}

// Each verb that writes much has its line here.
std::vector<Operation> Operations() {
  std::vector<Operation> operations = {
      {"import",
       [](const fs::path& folder) {
         return std::vector<std::string>{"import", (folder / "more.csv").string()};
       },
       [](Register& reg, const fs::path&) {
         const std::size_t count = Count(reg);
         return count == kPeople       ? Found::kBefore
                : count == 2 * kPeople ? Found::kAfter
                                       : Found::kNeither;
       }},
      {"erase",
       [](const fs::path&) {
         return std::vector<std::string>{"person", "erase", "K7", "--reason", "asked in writing"};
       },
       [](Register& reg, const fs::path&) {
         const auto receipts = Erasure(reg).Receipts();
         if (!receipts.ok()) return Found::kNeither;
         if (Count(reg) == kPeople && receipts.value().empty()) return Found::kBefore;
         return Count(reg) == kPeople - 1 && receipts.value().size() == 1 ? Found::kAfter
                                                                          : Found::kNeither;
       }},
      {"rekey", [](const fs::path&) { return std::vector<std::string>{"rekey"}; },
       [](Register& reg, const fs::path& folder) {
         if (Count(reg) != kPeople) return Found::kNeither;
         return OldKeyOpens(folder) ? Found::kBefore : Found::kAfter;
       }},
      {"backup",
       [](const fs::path& folder) {
         return std::vector<std::string>{"backup", "--out", (folder / "out.backup").string()};
       },
       [](Register& reg, const fs::path& folder) {
         if (Count(reg) != kPeople) return Found::kNeither;
         if (!fs::exists(folder / "out.backup")) return Found::kBefore;
         const SystemClock clock;
         const auto restored = RestoreBackup(folder / "out.backup", folder / "restored", {}, false,
                                             Actor{"office"}, clock);
         return restored.ok() ? Found::kAfter : Found::kNeither;
       }},
      {"restore",
       [](const fs::path& folder) {
         return std::vector<std::string>{"restore", (folder / "good.backup").string(), "--home",
                                         (folder / "new").string()};
       },
       [](Register& reg, const fs::path& folder) {
         if (Count(reg) != kPeople) return Found::kNeither;
         if (!fs::exists(folder / "new" / "register.sqlite")) return Found::kBefore;
         const SystemClock clock;
         auto restored = Register::Open(folder / "new", clock);
         return restored.ok() && Count(*restored.value()) == kPeople ? Found::kAfter
                                                                     : Found::kNeither;
       }},
  };
  if (Models()) {
    operations.push_back(Enrol());
  } else {
    WARN("enrol is left out: the models are not there");
  }
  return operations;
}

}  // namespace

TEST_CASE("a kill at any instant leaves the register as before or as after", "[soak]") {
  const TempFolder start;
  const fs::path config = std::getenv("XDG_CONFIG_HOME");
  const auto run = [](std::vector<std::string> arguments) {
    const auto result = RunProgram(PHOTOGATE_PROGRAM, arguments);
    INFO(result.err);
    REQUIRE(result.exit_code == 0);
  };
  const std::string home = (start.path() / "home").string();
  run({"init", "--home", home, "--demo"});
  WriteText(start.path() / "first.csv", People(0, kPeople, "granted"));
  WriteText(start.path() / "more.csv", People(0, 2 * kPeople, "refused"));
  run({"import", (start.path() / "first.csv").string(), "--home", home});
  run({"setting", "set", "keep-reference-crops", "yes", "--home", home});
  run({"backup", "--out", (start.path() / "good.backup").string(), "--home", home});
  for (const auto& entry : fs::directory_iterator(config / "photogate")) {
    if (entry.path().extension() == ".key") {
      fs::copy_file(entry.path(), start.path() / "old.key");
    }
  }
  REQUIRE(OldKeyOpens(start.path()));
  const TempFolder keys;
  fs::copy(config, keys.path() / "config", fs::copy_options::recursive);

  const auto operations = Operations();
  std::mt19937 random(20261121);
  const auto fresh = [&](const fs::path& folder) {
    fs::copy(start.path(), folder, fs::copy_options::recursive);
    fs::remove_all(config);
    fs::copy(keys.path() / "config", config, fs::copy_options::recursive);
  };
  int before = 0, after = 0;
  for (const Operation& operation : operations) {
    CAPTURE(operation.name);
    const auto arguments = [&](const fs::path& folder) {
      auto list = operation.arguments(folder);
      if (operation.name != "restore") {
        list.insert(list.end(), {"--home", (folder / "home").string()});
      }
      return list;
    };
    std::chrono::microseconds whole{};
    {
      const TempFolder folder;
      fresh(folder.path() / "x");
      whole = RunAndKill(arguments(folder.path() / "x"), std::nullopt);
    }
    const int each = static_cast<int>(operations.size());
    const int points = (Points() + each - 1) / each;
    for (int point = 0; point < points; ++point) {
      const TempFolder outer;
      const fs::path folder = outer.path() / "x";
      fresh(folder);
      std::uniform_int_distribution<std::int64_t> instant(0, whole.count());
      const auto at = std::chrono::microseconds(instant(random));
      CAPTURE(point, at.count(), whole.count());
      RunAndKill(arguments(folder), at);

      const SystemClock clock;
      auto reg = Register::Open(folder / "home", clock);
      INFO((reg.ok() ? "" : reg.error().message));
      REQUIRE(reg.ok());
      CHECK(reg.value()->CheckIntegrity().ok());
      CHECK(Audit(*reg.value()).Verify(std::nullopt).value().intact);
      const Found found = operation.look(*reg.value(), folder);
      REQUIRE(found != Found::kNeither);
      ++(found == Found::kBefore ? before : after);
      // And it can be done again.
      if (found == Found::kBefore || operation.name == "rekey") {
        reg.value().reset();
        RunAndKill(arguments(folder), std::nullopt);
        if (operation.name == "rekey") CHECK_FALSE(OldKeyOpens(folder));
      }
    }
  }
  WARN(fmt::format("{} found as before, {} as after", before, after));
  CHECK(before > 0);
  CHECK(after > 0);
}

TEST_CASE("writers and readers in many processes never meet a locked register", "[soak]") {
  const TempFolder folder;
  const std::string home = (folder.path() / "home").string();
  REQUIRE(RunProgram(PHOTOGATE_PROGRAM, {"init", "--home", home, "--demo"}).exit_code == 0);
  WriteText(folder.path() / "large.csv", People(0, 5000, "granted"));
  std::vector<std::thread> threads;
  std::vector<ProgramResult> results(13);
  threads.emplace_back([&] {
    results[0] = RunProgram(PHOTOGATE_PROGRAM,
                            {"import", (folder.path() / "large.csv").string(), "--home", home});
  });
  for (int writer = 0; writer < 12; ++writer) {
    threads.emplace_back([&, writer] {
      results[static_cast<std::size_t>(writer) + 1] =
          writer % 3 == 2 ? RunProgram(PHOTOGATE_PROGRAM, {"person", "list", "--home", home})
                          : RunProgram(PHOTOGATE_PROGRAM,
                                       {"event", "add", fmt::format("Event {}", writer), "--date",
                                        "2026-11-21", "--groups", "5A", "--home", home});
    });
  }
  for (auto& thread : threads) thread.join();
  for (const ProgramResult& result : results) {
    CAPTURE(result.err);
    CHECK(result.exit_code == 0);
    CHECK(result.err.find("locked") == std::string::npos);
  }
  const SystemClock clock;
  auto reg = Register::Open(home, clock);
  REQUIRE(reg.ok());
  CHECK(Count(*reg.value()) == 5000);
  CHECK(Audit(*reg.value()).Verify(std::nullopt).value().intact);
}

}  // namespace photogate::test
