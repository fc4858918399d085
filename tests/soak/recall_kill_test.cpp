// Recalls of the real program, killed at random instants: afterwards register, share and tasks tell
// one story, and the same command goes on.
#include <fmt/format.h>

#include <catch2/catch.hpp>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>
#include <random>

#include "tests/soak/run_and_kill.h"
#include "tests/support/paths.h"
#include "tests/support/run_program.h"

namespace photogate::test {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

// A home and its share at one place, since the register names it, that can be put back.
class School {
 public:
  // `enrol_first`: Ada is recorded as present in the class photo; else she is enrolled and objects
  // after it was cleared, and may be in it.
  explicit School(bool enrol_first) {
    fs::create_directories(share() / "inbox" / "newsletter");
    Do({"init", "--demo"});
    std::ofstream(work() / "one.csv") << "id,name,kind,groups,biometric_basis,use:newsletter\n"
                                         "P101,Ada Whitlock,pupil,5A,consent,granted\n";
    Do({"import", (work() / "one.csv").string()});
    if (enrol_first) Enrol();
    for (const char* name : {"class-photo.jpg", "empty-hall.jpg"}) {
      fs::copy_file(SourceRoot() / "samples" / "photos" / name,
                    share() / "inbox" / "newsletter" / name);
    }
    Do({"setting", "set", "share-root", share().string()});
    Do({"setting", "set", "low-disk-mb", "1"});
    Run({"watch", "--once"});
    REQUIRE(fs::exists(Cleared()));
    if (!enrol_first) {
      Enrol();
      Do({"consent", "object", "P101"});
    }
    std::ofstream(work() / "shot.png") << "the page as it is now";
    fs::copy(work(), folder_.path() / "kept", fs::copy_options::recursive);
  }

  void PutBack() {
    fs::remove_all(work());
    fs::copy(folder_.path() / "kept", work(), fs::copy_options::recursive);
  }

  ProgramResult Run(std::vector<std::string> arguments) const {
    return RunProgram(PHOTOGATE_PROGRAM, At(std::move(arguments)));
  }
  void Do(const std::vector<std::string>& arguments) const {
    const auto result = Run(arguments);
    INFO(result.err);
    REQUIRE(result.exit_code == 0);
  }
  std::vector<std::string> At(std::vector<std::string> arguments) const {
    arguments.insert(arguments.end(), {"--home", (work() / "home").string()});
    return arguments;
  }
  json Tasks() const {
    return json::parse(Run({"recall", "tasks", "--all", "--json"}).out).at("tasks");
  }

  fs::path Cleared() const { return share() / "cleared" / "newsletter" / "class-photo.jpg"; }
  fs::path Quarantine() const { return share() / "quarantine" / "newsletter" / "class-photo.jpg"; }
  fs::path work() const { return folder_.path() / "work"; }

 private:
  fs::path share() const { return work() / "share"; }
  void Enrol() const {
    std::vector<std::string> arguments{"enrol", "--person", "P101"};
    for (const auto& file : fs::directory_iterator(SourceRoot() / "samples" / "enrol" / "P101")) {
      arguments.push_back(file.path().string());
    }
    Do(arguments);
  }

  TempFolder folder_;
};

// How many of `points` runs of `command` were killed before anything was on record: `verdict` says
// so, after it has checked what stands and brought it to its end.
template <typename Verdict>
int KillAt(School& school, const std::vector<std::string>& command, int points, unsigned seed,
           int exit_code, Verdict verdict) {
  const auto whole = RunAndKill(school.At(command), std::nullopt, exit_code);
  std::mt19937 random(seed);
  int before = 0;
  for (int point = 0; point < points; ++point) {
    school.PutBack();
    // Before that it opens the register and loads models, and changes nothing.
    std::uniform_int_distribution<std::int64_t> instant(whole.count() * 6 / 10,
                                                        whole.count() * 12 / 10);
    const auto at = std::chrono::microseconds(instant(random));
    CAPTURE(command.at(0), command.at(1), point, at.count(), whole.count());
    RunAndKill(school.At(command), at);
    before += verdict() ? 1 : 0;
    CHECK(school.Run({"audit", "verify"}).exit_code == 0);
  }
  school.PutBack();
  return before;
}

bool HaveFaceModels() {
  const auto models = Models();
  return models && fs::exists(*models / "yunet_n_640_640.onnx");
}

}  // namespace

TEST_CASE("a kill at any instant of a recall leaves register, share and tasks agreed",
          "[soak][recall]") {
  if (!HaveFaceModels()) PHOTOGATE_SKIP("the face models are not there");
  School present(true), unseen(false);
  const int points = Points() / 4 + 1;

  const std::vector<std::string> object{"consent", "object", "P101"};
  const int objections = KillAt(present, object, 2 * points, 1, 0, [&] {
    CHECK(fs::exists(present.Cleared()) != fs::exists(present.Quarantine()));
    const bool entered = !present.Tasks().empty();
    if (!entered) {
      CHECK(fs::exists(present.Cleared()));
      present.Do(object);
    } else {
      // What the kill left in cleared/ leaves with the next look.
      CHECK(present.Run({"recall", "--person", "P101"}).exit_code == 10);
    }
    CHECK_FALSE(fs::exists(present.Cleared()));
    CHECK(fs::exists(present.Quarantine()));
    const json tasks = present.Tasks();
    CHECK(tasks.size() == 1);
    CHECK(tasks.at(0).at("found_by") == "record");
    return !entered;
  });

  const std::vector<std::string> recheck{"recall", "recheck", "--person", "P101"};
  const int rechecks = KillAt(unseen, recheck, points, 2, 10, [&] {
    CHECK(fs::exists(unseen.Cleared()) != fs::exists(unseen.Quarantine()));
    int known = 0;
    for (const json& task : unseen.Tasks()) known += task.at("rechecked").is_null() ? 0 : 1;
    CHECK(unseen.Run(recheck).exit_code == 10);
    CHECK_FALSE(fs::exists(unseen.Cleared()));
    CHECK(fs::exists(unseen.Quarantine()));
    std::map<std::string, std::string> said;
    for (const json& task : unseen.Tasks()) said[task.at("file")] = task.at("rechecked");
    CHECK(said == std::map<std::string, std::string>{{"class-photo.jpg", "seen"},
                                                     {"empty-hall.jpg", "not-seen"}});
    return known == 0;
  });

  const std::vector<std::string> done{"recall",
                                      "done",
                                      "1",
                                      "--note",
                                      "off the page",
                                      "--proof",
                                      (unseen.work() / "shot.png").string()};
  const int ends = KillAt(unseen, done, points, 3, 0, [&] {
    const bool ended = unseen.Tasks().at(0).at("state") == "taken-down" ||
                       unseen.Tasks().at(1).at("state") == "taken-down";
    CHECK(unseen.Run(done).exit_code == (ended ? 1 : 0));
    int down = 0;
    for (const json& task : unseen.Tasks()) down += task.at("state") == "taken-down" ? 1 : 0;
    CHECK(down == 1);
    return !ended;
  });
  WARN(
      fmt::format("killed before anything was on record: {} of {} objections, {} of {} rechecks, "
                  "{} of {} ends",
                  objections, 2 * points, rechecks, points, ends, points));
  CHECK(objections + rechecks + ends > 0);
  CHECK(objections + rechecks + ends < 4 * points);
}

}  // namespace photogate::test
