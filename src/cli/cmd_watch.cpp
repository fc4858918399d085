// photogate watch: photos that are dropped into the inbox of a channel are checked and released.
#include <signal.h>

#include <CLI/CLI.hpp>
#include <atomic>

#include "cli/gate.h"
#include "cli/left_behind.h"
#include "cli/service_notice.h"
#include "cli/terminal.h"
#include "cli/verbs.h"
#include "cli/watch_log.h"
#include "consent/home_settings.h"
#include "crypto/sha256.h"
#include "watch/share_disk.h"
#include "watch/watcher.h"

namespace photogate {
namespace {

struct WatchArguments {
  std::string share;
  bool once = false;
  bool newest_first = false;
  bool adopt = false;
  int jobs = DefaultJobs();
};

// What signal handlers reach: SIGTERM and Ctrl-C end, SIGHUP takes up other settings.
std::atomic<bool> stopping{false};
std::atomic<bool> reloading{false};
std::atomic<Watcher*> running{nullptr};

void OnStop(int) {
  stopping = true;
  if (Watcher* const watcher = running.load()) watcher->Wake();
}

void OnReload(int) {
  reloading = true;
  if (Watcher* const watcher = running.load()) watcher->Wake();
}

void InstallHandlers() {
  struct sigaction action = {};
  action.sa_handler = OnStop;
  sigaction(SIGTERM, &action, nullptr);
  sigaction(SIGINT, &action, nullptr);
  action.sa_handler = OnReload;
  sigaction(SIGHUP, &action, nullptr);
  // A lease that is asked for back while a file is looked at (watch/completeness.h).
  signal(SIGIO, SIG_IGN);
}

// Of everything besides the register that a decision rests on. The program's version stands for its
// code, and the second line for what findings say within a version: since 2 they tell everybody
// whom they may be about.
std::string SettingsHash(const Gate& gate) {
  std::string text = PHOTOGATE_VERSION "\nfindings 2";
  const auto add = [&text](const std::string& part) {
    text += '\n';
    text += part;
  };
  add(gate.models.detector ? gate.models.detector->id.value : "no detector");
  add(gate.recogniser() ? gate.recogniser()->value : "no recogniser");
  add(gate.self_test_passed ? "self-test" : "no self-test");
  if (const auto match = gate.match()) {
    add(std::to_string(match->match.value));
    add(std::to_string(match->possible.value));
  }
  return Sha256(ByteView(reinterpret_cast<const std::uint8_t*>(text.data()), text.size()))
      .value.substr(0, 32);
}

FlowParts PartsOf(const AppContext& context, const Gate& gate) {
  FlowParts parts;
  parts.pipeline.inspect = InspectWith(*gate.pool);
  parts.pipeline.render = RenderWith(*gate.pool);
  parts.pipeline.recogniser = gate.recogniser();
  parts.pipeline.match = gate.match();
  parts.pipeline.matching_allowed = gate.self_test_passed || !gate.models.recogniser;
  parts.pipeline.clock = &context.clock;
  parts.settings_hash = SettingsHash(gate);
  return parts;
}

ExitCode CodeOf(const Watcher& watcher) {
  ExitCode code = ExitCode::kAllClear;
  if (watcher.counts().held > 0) code = Worse(code, ExitCode::kHeld);
  if (watcher.counts().blocked > 0) code = Worse(code, ExitCode::kBlocked);
  if (watcher.counts().failed > 0) code = Worse(code, ExitCode::kFailure);
  if (!watcher.alarms().empty()) code = Worse(code, ExitCode::kFailure);
  return code;
}

// From one start or reload to the next.
ExitCode WatchFor(const AppContext& context, const WatchArguments& arguments, Register& reg,
                  const std::filesystem::path& home) {
  auto settings = HomeSettings(reg).ForWatching();
  if (!settings.ok()) return FailRegister(settings.error());
  if (settings.value().share_root.empty()) {
    return Misunderstood(
        "no watched folder is set. Say which with --share FOLDER, or once for all with `photogate "
        "setting set share-root FOLDER`");
  }
  if (arguments.newest_first) settings.value().newest_first = true;
  ExitCode failed = ExitCode::kFailure;
  auto gate = StartGate(context, arguments.jobs, GateNeeds::kFaces, failed);
  if (!gate) return failed;

  ShareDisk disk(settings.value().share_root);
  WatchParts parts{reg,
                   home,
                   settings.value(),
                   PartsOf(context, *gate),
                   arguments.jobs + 1,
                   context.clock,
                   disk,
                   gate->models_missing,
                   Actor{"photogate watch (" + OsAccount() + ")"},
                   WatchLog()};
  parts.adopt = arguments.adopt;
  if (arguments.once) {
    // The run is over before a register could come to rest, and before a file could be watched.
    parts.quiet = std::chrono::milliseconds::zero();
    parts.intake.by_age = true;
  }
  Watcher watcher(std::move(parts));
  running = &watcher;
  auto done = arguments.once ? watcher.Start() : watcher.StartWhenPossible(stopping);
  if (done.ok()) {
    TellService("READY=1");
    done = arguments.once ? watcher.RunOnce(stopping) : watcher.Run(stopping, reloading);
  }
  running = nullptr;
  if (stopping) TellService("STOPPING=1");
  if (!done.ok()) return FailRegister(done.error());

  const WatchCounts& counts = watcher.counts();
  ExitCode code = arguments.once ? CodeOf(watcher) : ExitCode::kAllClear;
  if (!gate->models_missing.empty() && arguments.once) code = Worse(code, ExitCode::kModelMissing);
  if (!arguments.once) return code;
  if (stopping) code = ExitCode::kInterrupted;
  Json alarms = Json::array();
  std::string text = "Cleared " + std::to_string(counts.cleared) + ", held " +
                     std::to_string(counts.held) + ", blocked " + std::to_string(counts.blocked) +
                     ", the same as before " + std::to_string(counts.repeated) + ".\n";
  for (const Alarm& alarm : watcher.alarms()) {
    alarms.push_back({{"code", alarm.code}, {"text", alarm.text}});
    text += alarm.text + "\n";
  }
  return Answer(context, "watch",
                {{"cleared", counts.cleared.load()},
                 {"held", counts.held.load()},
                 {"blocked", counts.blocked.load()},
                 {"repeated", counts.repeated.load()},
                 {"failed", counts.failed.load()},
                 {"alarms", alarms}},
                text, code);
}

ExitCode Watch(const AppContext& context, const WatchArguments& arguments) {
  // First of all: a reload that comes while the register opens must not end the program.
  InstallHandlers();
  return WithRegister(context, Act::kRunWatcher, [&](Register& reg, const Actor& me) {
    const auto home = context.Home();
    if (!home.ok()) return Fail(home.error());
    auto lock = WatchLock::Take(home.value());
    if (!lock.ok()) return Fail(lock.error());
    if (!arguments.share.empty()) {
      std::error_code failed;
      const auto folder = std::filesystem::absolute(arguments.share, failed).lexically_normal();
      const auto settings = HomeSettings(reg).ForWatching();
      if (!settings.ok()) return FailRegister(settings.error());
      // The same again keeps its marker.
      if (settings.value().share_root != folder.string()) {
        const auto left = CheckLeftBehind(reg, folder, false);
        if (!left.ok()) return FailRegister(left.error());
        std::cerr << left.value();
        const auto set = HomeSettings(reg).Set("share-root", folder.string(), me);
        if (!set.ok()) return FailRegister(set.error());
      }
    }
    ExitCode code = ExitCode::kAllClear;
    do {
      if (reloading.exchange(false)) TellServiceOfReload();
      code = WatchFor(context, arguments, reg, home.value());
    } while (reloading && !stopping && code == ExitCode::kAllClear);
    return code;
  });
}

}  // namespace

void AddWatch(CLI::App& app, AppContext& context) {
  auto arguments = std::make_shared<WatchArguments>();
  CLI::App* watch = AddVerb(
      app, "watch", "Check what is dropped into the inbox folders, and release what passes",
      "  photogate watch --share /srv/photos        look after the folder until it is stopped\n"
      "  photogate watch --once                     what is there now, then the end (for cron)\n"
      "  photogate watch --newest-first\n"
      "\nSIGNALS\n"
      "  SIGTERM, SIGINT  finish the photos in hand, then end\n"
      "  SIGHUP           take up changed settings\n",
      true);
  watch->add_option("--share", arguments->share, "The folder with inbox and cleared; remembered")
      ->type_name("DIR");
  watch->add_flag("--once", arguments->once, "Everything that is there now, then end");
  watch->add_flag("--newest-first", arguments->newest_first,
                  "Check the photo that was dropped last first");
  watch->add_flag("--adopt", arguments->adopt,
                  "Take over a folder that another home looked after, and which is no more");
  watch->add_option("--jobs", arguments->jobs, "Photos checked at once")
      ->check(CLI::Range(1, 64))
      ->capture_default_str()
      ->type_name("N");
  OnRun(*watch, context, [&context, arguments] { return Watch(context, *arguments); });
}

}  // namespace photogate
