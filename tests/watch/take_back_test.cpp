// A person takes back what they cleared: while it is being checked, and when its copy is made.
#include <thread>

#include "consent/stops.h"
#include "outcome/release_copy.h"
#include "pipeline/review_case.h"
#include "tests/watch/read_inspection.h"
#include "tests/watch/watch_school.h"
#include "watch/photo_flow.h"

namespace photogate::test {
namespace fs = std::filesystem;
namespace {

const Actor kTeacher{"B. Teacher"};

PhotoVerdict Undo() {
  PhotoVerdict said;
  said.kind = verdict::kUndo;
  said.answers = R"({"roles":["teacher"]})";
  return said;
}

// A held photo of which a person may say that nothing is against it.
PhotoEntry Held(const WatchSchool& school) {
  school.Drop("newsletter", "small.jpg", FakePhoto("small"));
  REQUIRE(school.Once().exit_code == 0);
  const PhotoEntry held = school.ByName().at("small.jpg");
  REQUIRE(held.state == PhotoState::kHeld);
  return held;
}

class LateClock final : public Clock {
 public:
  std::chrono::system_clock::time_point Now() const override {
    return std::chrono::system_clock::now() + late;
  }
  std::chrono::seconds late{0};
};

// The watcher's and the page's flow, in this process.
struct Flow {
  Flow(const WatchSchool& school, Register& reg, const LateClock& clock,
       std::chrono::seconds take_back, InspectFunction inspect)
      : journal(reg),
        files(reg, school.home()),
        shelf(std::make_shared<ChannelShelf>(disk, school.share() / "cleared/newsletter",
                                             school.share() / ".photogate")),
        flow(reg, journal, files, Parts(clock, take_back, std::move(inspect)), Actor{"driver"}) {
    flow.SetShelf(ChannelName{"newsletter"}, shelf);
  }
  static FlowParts Parts(const LateClock& clock, std::chrono::seconds take_back,
                         InspectFunction inspect) {
    FlowParts parts;
    parts.pipeline.inspect = std::move(inspect);
    parts.pipeline.recogniser = kWatchModel;
    parts.pipeline.match = MatchSettings{{0.4}, {0.6}};
    parts.pipeline.matching_allowed = true;
    parts.pipeline.clock = &clock;
    parts.settings_hash = "driver";
    parts.take_back = take_back;
    return parts;
  }
  PhotoJournal journal;
  PhotoFiles files;
  PosixFileSystem disk;
  std::shared_ptr<ChannelShelf> shelf;
  PhotoFlow flow;
};

}  // namespace

TEST_CASE("a photo that is taken back while it is being checked gets no copy", "[watch]") {
  const WatchSchool school;
  const PhotoEntry held = Held(school);
  school.With([&](Register& reg) {
    PassAsTeacher(reg, held);
    const LateClock clock;
    PhotoJournal page(reg);
    bool undone = false;
    Flow flow(
        school, reg, clock, std::chrono::seconds(0), [&](int fd, const InspectionOrder& order) {
          // As the page does it, once the check is under way.
          if (!undone) {
            const auto now = page.Load(held.id).value();
            REQUIRE(now.state == PhotoState::kPassed);
            const auto revision = page.RecordVerdicts(held.id, now.revision, {Undo()}, kTeacher);
            REQUIRE(revision.ok());
            REQUIRE(page.Move({held.id, revision.value(), PhotoState::kHeld, ""}, kTeacher).ok());
            undone = true;
          }
          return ReadInspection(fd, order);
        });
    const auto end = flow.flow.Run(held.id);
    REQUIRE(end.ok());
    CHECK(undone);
    CHECK(end.value() == FlowEnd::kNotNow);
    const PhotoEntry after = page.Load(held.id).value();
    CHECK(after.state == PhotoState::kHeld);
    CHECK(after.in_flight == 0);
    CHECK_FALSE(after.retry_at);
    REQUIRE(after.facts);
    CHECK(after.facts->findings.size() == held.facts->findings.size());
  });
  CHECK(school.Cleared("newsletter").empty());
  // Nothing half made is left behind either.
  for (const std::string& name : school.Names(school.share() / ".photogate")) {
    CHECK_FALSE(IsTemporaryName(name));
  }
  school.ProveNothingLost({"small.jpg"}, [](const std::string&) { return false; });
}

TEST_CASE("no copy is made in the first moments after a photo was passed", "[watch]") {
  const WatchSchool school;
  const PhotoEntry held = Held(school);
  school.With([&](Register& reg) {
    PassAsTeacher(reg, held);
    LateClock clock;
    Flow flow(school, reg, clock, kTakeBack, ReadInspection);
    CHECK(flow.flow.Run(held.id).value() == FlowEnd::kNotNow);
    CHECK(school.Cleared("newsletter").empty());
    clock.late = kTakeBack + std::chrono::seconds(1);
    CHECK(flow.flow.Run(held.id).value() == FlowEnd::kCleared);
  });
  CHECK(school.Cleared("newsletter").size() == 1);
}

TEST_CASE(
    "a copy that the page was killed before it could take away leaves cleared, seen before or "
    "not",
    "[watch]") {
  const WatchSchool school;
  const PhotoEntry held = Held(school);
  school.With([&](Register& reg) {
    PassAsTeacher(reg, held);
    return 0;
  });
  const auto take_back = [&] {
    school.With([&](Register& reg) {
      PhotoJournal journal(reg);
      const auto now = journal.Load(held.id).value();
      REQUIRE(now.state == PhotoState::kCleared);
      // And no more: the process ends here.
      REQUIRE(journal.TakeBack(held.id, now.revision, Undo(), kTeacher).ok());
      return 0;
    });
  };
  SECTION("while the watcher, which has proven the copy, goes on") {
    const pid_t watcher = school.Start();
    REQUIRE(school.WaitFor([&] { return school.Cleared("newsletter").size() == 1; }));
    // Two of its looks into cleared/, and it knows the copy.
    std::this_thread::sleep_for(std::chrono::seconds(5));
    REQUIRE(school.Cleared("newsletter").size() == 1);
    take_back();
    CHECK(school.WaitFor([&] { return school.Cleared("newsletter").empty(); }));
    school.Kill(watcher, SIGTERM);
    CHECK(school.Wait(watcher) == 0);
  }
  SECTION("when the watcher starts") {
    REQUIRE(school.Once().exit_code == 0);
    REQUIRE(school.Cleared("newsletter").size() == 1);
    take_back();
    REQUIRE(school.Once().exit_code == 0);
    CHECK(school.Cleared("newsletter").empty());
  }
  CHECK(school.ByName().at("small.jpg").state == PhotoState::kHeld);
  school.ProveNothingLost({"small.jpg"}, [](const std::string&) { return false; });
}

TEST_CASE("the watcher clears no photo of which something was said that cannot be read",
          "[watch]") {
  const WatchSchool school;
  const PhotoEntry held = Held(school);
  school.With([&](Register& reg) {
    PassAsTeacher(reg, held);
    PhotoJournal journal(reg);
    PhotoVerdict damaged = Undo();
    damaged.answers = "{";
    const auto revision = journal.Load(held.id).value().revision;
    REQUIRE(journal.RecordVerdicts(held.id, revision, {damaged}, kTeacher).ok());
    return 0;
  });
  REQUIRE(school.Once().exit_code == 0);
  CHECK(school.ByName().at("small.jpg").state == PhotoState::kHeld);
  // Not when everything is checked again either.
  school.With([](Register& reg) { return reg.AddWords({"Oakfield"}, Actor{"office"}).ok(); });
  REQUIRE(school.Once({"2", "0", "none", "-1", "5"}).exit_code == 0);
  CHECK(school.ByName().at("small.jpg").state == PhotoState::kHeld);
  CHECK(school.Cleared("newsletter").empty());
}

TEST_CASE("a copy of which something was said that cannot be read leaves cleared", "[watch]") {
  const WatchSchool school;
  school.Drop("newsletter", "clear.jpg", FakePhoto("clear"));
  REQUIRE(school.Once().exit_code == 0);
  REQUIRE(school.Cleared("newsletter").size() == 1);
  school.With([&](Register& reg) {
    const PhotoEntry cleared = school.ByName().at("clear.jpg");
    PhotoVerdict damaged = Undo();
    damaged.answers = "{";
    REQUIRE(
        PhotoJournal(reg).RecordVerdicts(cleared.id, cleared.revision, {damaged}, kTeacher).ok());
    REQUIRE(reg.AddWords({"Oakfield"}, Actor{"office"}).ok());
    return 0;
  });
  const pid_t watcher = school.Start();
  CHECK(school.WaitFor([&] { return school.Cleared("newsletter").empty(); }));
  school.Kill(watcher, SIGTERM);
  CHECK(school.Wait(watcher) == 0);
  CHECK(school.ByName().at("clear.jpg").state == PhotoState::kWithdrawn);
}

TEST_CASE("a photo that a person stopped waits for a person when it is dropped again", "[watch]") {
  const WatchSchool school;
  const std::string bytes = FakePhoto("clear", 7);
  school.Drop("newsletter", "first.jpg", bytes);
  REQUIRE(school.Once().exit_code == 0);
  REQUIRE(school.Cleared("newsletter").size() == 1);
  school.With([&](Register& reg) {
    PhotoJournal journal(reg);
    const PhotoId id = journal.List({{PhotoState::kCleared}}).value().front().id;
    return journal
        .MoveFrom(id, PhotoState::kCleared, PhotoState::kWithdrawn,
                  std::string(step_note::kLookedAgain), kTeacher)
        .ok();
  });
  school.Drop("newsletter", "again.jpg", bytes);
  school.Drop("website", "elsewhere.jpg", bytes);
  school.Drop("website", "other.jpg", FakePhoto("clear", 8));
  REQUIRE(school.Once().exit_code == 0);
  const auto photos = school.ByName();
  for (const char* name : {"again.jpg", "elsewhere.jpg"}) {
    INFO(name);
    CHECK(photos.at(name).state == PhotoState::kHeld);
    REQUIRE(photos.at(name).facts);
    CHECK(photos.at(name).facts->findings.front().code == FindingCode::kStoppedBefore);
  }
  CHECK(photos.at("other.jpg").state == PhotoState::kCleared);
  // Not after a change of the register either; a person may clear it, for that channel.
  school.With([](Register& reg) { return reg.AddWords({"Oakfield"}, Actor{"office"}).ok(); });
  REQUIRE(school.Once({"2", "0", "none", "-1", "5"}).exit_code == 0);
  CHECK(school.ByName().at("again.jpg").state == PhotoState::kHeld);
  std::this_thread::sleep_for(std::chrono::seconds(1));
  school.With([&](Register& reg) {
    PassAsTeacher(reg, school.ByName().at("again.jpg"));
    return 0;
  });
  REQUIRE(school.Once().exit_code == 0);
  CHECK(school.ByName().at("again.jpg").state == PhotoState::kCleared);
  CHECK(school.ByName().at("elsewhere.jpg").state == PhotoState::kHeld);
  CHECK(school.Cleared("newsletter").size() == 1);
}

TEST_CASE("of two photos with the same bytes neither stays in cleared when one is found unfit",
          "[watch]") {
  const WatchSchool school;
  const std::string bytes = FakePhoto("clear", 7);
  school.Drop("newsletter", "first.jpg", bytes);
  REQUIRE(school.Once().exit_code == 0);
  // For an event of its own it is decided anew, and gets a copy of its own.
  school.Drop("newsletter/Fair", "twin.jpg", bytes);
  REQUIRE(school.Once().exit_code == 0);
  auto photos = school.ByName();
  REQUIRE(photos.at("first.jpg").state == PhotoState::kCleared);
  REQUIRE(photos.at("twin.jpg").state == PhotoState::kCleared);
  REQUIRE(school.Cleared("newsletter").size() == 2);
  school.With([&](Register& reg) {
    return PhotoJournal(reg)
        .MoveFrom(photos.at("first.jpg").id, PhotoState::kCleared, PhotoState::kWithdrawn,
                  std::string(step_note::kObjection), kTeacher)
        .ok();
  });
  REQUIRE(school.Once().exit_code == 0);
  photos = school.ByName();
  CHECK(photos.at("first.jpg").state == PhotoState::kWithdrawn);
  CHECK(photos.at("twin.jpg").state == PhotoState::kHeld);
  CHECK(school.Cleared("newsletter").empty());
}

TEST_CASE("a copy that cannot be checked again is told, tried again, and taken out at last",
          "[watch]") {
  const WatchSchool school;
  school.Drop("newsletter", "clear.jpg", FakePhoto("clear"));
  REQUIRE(school.Once().exit_code == 0);
  REQUIRE(school.Cleared("newsletter").size() == 1);
  WriteText(school.home() / "workers-die", "");
  school.With([](Register& reg) { return reg.AddWords({"Oakfield"}, Actor{"office"}).ok(); });
  const pid_t watcher = school.Start();
  const auto told = [&] {
    return ReadText(school.home() / "watch.json").find("recheck_failed") != std::string::npos;
  };
  REQUIRE(school.WaitFor(told));
  SECTION("the workers live again") {
    CHECK(school.Cleared("newsletter").size() == 1);
    std::filesystem::remove(school.home() / "workers-die");
    CHECK(school.WaitFor([&] { return !told(); }));
    CHECK(school.ByName().at("clear.jpg").state == PhotoState::kCleared);
    CHECK(school.Cleared("newsletter").size() == 1);
  }
  SECTION("they do not") {
    CHECK(school.WaitFor([&] { return school.Cleared("newsletter").empty(); }, 60));
    CHECK(school.ByName().at("clear.jpg").state == PhotoState::kWithdrawn);
  }
  school.Kill(watcher, SIGTERM);
  CHECK(school.Wait(watcher) == 0);
}

}  // namespace photogate::test
