// watch_driver HOME SHARE once|run|sweep [THREADS [SLOW_MS [FAULT STEP [MINUTES]]]]: the watcher as
// `photogate watch` runs it, with the inspection of read_inspection.h. FAULT: kill-before,
// kill-after, fail (see FaultingFileSystem), at that step of the share's disk.
#include <csignal>
#include <cstdio>
#include <string>
#include <thread>

#include "tests/unit/outcome/faulting_file_system.h"
#include "tests/watch/read_inspection.h"
#include "watch/watcher.h"

namespace {

using namespace photogate;  // NOLINT(google-build-using-namespace): a program of one file

std::atomic<bool> stopping{false};
std::atomic<bool> reloading{false};
std::atomic<Watcher*> running{nullptr};

void OnStop(int) {
  stopping = true;
  if (Watcher* const watcher = running.load()) watcher->Wake();
}

// So many minutes ahead.
class LaterClock final : public Clock {
 public:
  explicit LaterClock(std::chrono::minutes by) : by_(by) {}
  std::chrono::system_clock::time_point Now() const override {
    return std::chrono::system_clock::now() + by_;
  }

 private:
  const std::chrono::minutes by_;
};

test::Fault FaultOf(const std::string& name) {
  if (name == "kill-before") return test::Fault::kKillBefore;
  if (name == "kill-after") return test::Fault::kKillAfter;
  if (name == "fail") return test::Fault::kFail;
  if (name == "fail-after") return test::Fault::kFailAfter;
  if (name == "half-write") return test::Fault::kHalfWrite;
  return test::Fault::kNone;
}

}  // namespace

int main(int argc, char** argv) {
  const std::vector<std::string> given(argv + 1, argv + argc);
  const auto argument = [&](std::size_t at, const std::string& otherwise) {
    return at < given.size() ? given[at] : otherwise;
  };
  std::signal(SIGTERM, OnStop);
  std::signal(SIGIO, SIG_IGN);
  const std::filesystem::path home = given.at(0);
  auto lock = WatchLock::Take(home);
  if (!lock.ok()) return 3;
  const LaterClock clock(std::chrono::minutes(std::stoi(argument(7, "0"))));
  auto reg = Register::Open(home, clock);
  if (!reg.ok()) {
    std::fprintf(stderr, "%s\n", reg.error().message.c_str());
    return 20;
  }
  auto settings = HomeSettings(*reg.value()).ForWatching();
  if (!settings.ok()) return 20;
  settings.value().share_root = given.at(1);
  settings.value().settle_ms = 60;
  settings.value().sweep_seconds = 1;
  settings.value().low_disk_mb = 0;
  test::FaultingFileSystem disk(FaultOf(argument(5, "")), std::stoi(argument(6, "-1")));
  FlowParts flow;
  const auto slow = std::chrono::milliseconds(std::stoi(argument(4, "0")));
  // As long as a file of this name is there, every worker dies of its photo.
  const auto dies = home / "workers-die";
  flow.pipeline.inspect = [slow, dies](int fd, const InspectionOrder& order) -> Result<Inspection> {
    std::this_thread::sleep_for(slow);
    if (std::filesystem::exists(dies)) return Error{ErrorKind::kUnavailable, "The worker died."};
    return test::ReadInspection(fd, order);
  };
  flow.pipeline.recogniser = test::kWatchModel;
  flow.pipeline.match = MatchSettings{{0.4}, {0.6}};
  flow.pipeline.matching_allowed = true;
  flow.pipeline.clock = &clock;
  flow.settings_hash = "driver";
  flow.take_back = std::chrono::seconds(0);
  const int threads = std::stoi(argument(3, "2"));
  WatchParts parts{
      *reg.value(),
      home,
      settings.value(),
      flow,
      threads,
      clock,
      disk,
      "",
      Actor{"driver"},
      [](const std::string& line, bool) { std::fprintf(stderr, "%s\n", line.c_str()); }};
  parts.intake.settle_unfinished = std::chrono::milliseconds(1'500);
  parts.quiet = std::chrono::milliseconds(200);
  Watcher watcher(std::move(parts));
  running = &watcher;
  const bool runs = argument(2, "once") == "run";
  auto done = runs ? watcher.StartWhenPossible(stopping) : watcher.Start();
  if (done.ok()) done = runs ? watcher.Run(stopping, reloading) : watcher.RunOnce(stopping);
  running = nullptr;
  if (!done.ok()) {
    std::fprintf(stderr, "%s\n", done.error().message.c_str());
    return 1;
  }
  std::printf("steps %d\ncleared %d held %d blocked %d repeated %d failed %d\n", disk.steps(),
              watcher.counts().cleared.load(), watcher.counts().held.load(),
              watcher.counts().blocked.load(), watcher.counts().repeated.load(),
              watcher.counts().failed.load());
  for (const Alarm& alarm : watcher.alarms()) std::printf("alarm %s\n", alarm.code.c_str());
  return 0;
}
