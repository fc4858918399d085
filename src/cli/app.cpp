#include "cli/app.h"

#include <fmt/format.h>
#include <pwd.h>
#include <signal.h>
#include <sys/prctl.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <atomic>
#include <cstdlib>
#include <exception>
#include <vector>

#include "cli/cmd_release.h"
#include "cli/cmd_verify.h"
#include "cli/keeping.h"
#include "cli/terminal.h"

namespace photogate {
namespace {

namespace fs = std::filesystem;

// The one piece of state that a signal handler can reach.
std::atomic<bool> interrupted{false};
static_assert(std::atomic<bool>::is_always_lock_free, "the signal handler writes it");

void OnInterrupt(int) {
  // The second Ctrl-C means now: unfinished files are temporary ones that nobody takes for results.
  if (interrupted.exchange(true)) _exit(static_cast<int>(ExitCode::kInterrupted));
}

std::string Environment(const char* name) {
  const char* value = std::getenv(name);
  return value != nullptr ? value : "";
}

constexpr const char* kAbout =
    "photogate decides, for each photo, whether the school may publish it.\n"
    "It finds every face, compares faces with the no-publish list, removes location and identity\n"
    "data, and holds for a person whatever it cannot prove fine. Nothing leaves this computer.";

constexpr const char* kFooter =
    "START HERE\n"
    "  photogate init --home ~/photogate            make the school's register\n"
    "  photogate doctor                             what works, what is missing, what that means\n"
    "  photogate check photos/ --channel newsletter --out checked/\n"
    "\n"
    "  photogate VERB --help                        options, examples and exit status of a verb\n";

}  // namespace

Result<fs::path> AppContext::Home() const {
  const std::string chosen = home_option.empty() ? Environment("PHOTOGATE_HOME") : home_option;
  if (chosen.empty()) {
    return Error{ErrorKind::kNotFound,
                 "which register? Say --home DIR, or set PHOTOGATE_HOME; `photogate init --home "
                 "DIR` makes one"};
  }
  return fs::path(chosen);
}

std::vector<fs::path> AppContext::ModelFolders() const {
  std::vector<fs::path> folders;
  if (!models_option.empty()) folders.emplace_back(models_option);
  if (const std::string named = Environment("PHOTOGATE_MODELS"); !named.empty())
    folders.emplace_back(named);
  if (const auto home = Home(); home.ok()) folders.push_back(home.value() / "models");
  // Set to try what missing models do on a machine that has them.
  if (Environment("PHOTOGATE_NO_DEFAULT_MODELS").empty())
    folders.emplace_back(PHOTOGATE_MODELS_DEFAULT);
  return folders;
}

Result<std::unique_ptr<Register>> AppContext::OpenRegister() const {
  auto home = Home();
  if (!home.ok()) return home.error();
  const auto keys = Keys();
  if (!keys.ok()) return keys.error();
  return Register::Open(home.value(), clock, keys.value());
}

std::string OsAccount() {
  const passwd* entry = getpwuid(getuid());
  return entry != nullptr ? entry->pw_name : fmt::format("uid {}", getuid());
}

ExitCode Fail(const Error& error) {
  PrintError(error);
  return ExitCode::kFailure;
}

ExitCode FailRegister(const Error& error) {
  PrintError(error);
  switch (error.kind) {
    case ErrorKind::kCorrupt:
    case ErrorKind::kUnavailable:
    case ErrorKind::kUnsupported:
    case ErrorKind::kConflict:
    case ErrorKind::kLimitExceeded:
    case ErrorKind::kInternal: return ExitCode::kRegisterUnusable;
    case ErrorKind::kNotFound:
    case ErrorKind::kRefused: return ExitCode::kFailure;
  }
  return ExitCode::kFailure;
}

ExitCode FailOpen(const AppContext& context, const Error& error) {
  PrintError(error);
  return context.Home().ok() ? ExitCode::kRegisterUnusable : ExitCode::kFailure;
}

CLI::App* AddVerb(CLI::App& parent, const std::string& name, const std::string& what,
                  const std::string& examples, bool photos) {
  CLI::App* verb = parent.add_subcommand(name, what);
  verb->fallthrough();
  verb->footer("EXAMPLES\n" + examples +
               "\nFOR EVERY VERB\n  --home DIR, --models DIR, --json: see `photogate --help`\n\n" +
               ExitStatusHelp(photos));
  return verb;
}

const std::atomic<bool>& InterruptFlag() { return interrupted; }

bool Interrupted() { return interrupted.load(); }

void InstallInterruptHandler() {
  struct sigaction action = {};
  action.sa_handler = OnInterrupt;
  sigaction(SIGINT, &action, nullptr);
  sigaction(SIGTERM, &action, nullptr);
  signal(SIGPIPE, SIG_IGN);
}

int RunCli(int argc, char** argv) {
  AppContext context;
  CLI::App app{kAbout, "photogate"};
  app.footer(std::string(kFooter) + "\n" + ExitStatusHelp(true));
  app.set_version_flag("--version", "photogate " PHOTOGATE_VERSION);
  app.add_option("--home", context.home_option,
                 "The folder of the school's register ($PHOTOGATE_HOME)")
      ->type_name("DIR");
  app.add_option("--models", context.models_option, "Where the model files are ($PHOTOGATE_MODELS)")
      ->type_name("DIR");
  context.key_options.AddTo(app);
  app.add_flag("--json", context.json, "Print JSON for scripts instead of text");
  app.require_subcommand(1);
  app.get_formatter()->column_width(34);

  AddCheck(app, context);
  AddWatch(app, context);
  AddStatus(app, context);
  AddVerify(app, context);
  AddAuditSite(app, context);
  AddStrip(app, context);
  AddInspect(app, context);
  AddInit(app, context);
  AddDpia(app, context);
  AddModels(app, context);
  AddDoctor(app, context);
  AddServe(app, context);
  AddImport(app, context);
  AddExport(app, context);
  AddPerson(app, context);
  AddConsent(app, context);
  AddBar(app, context);
  AddEnrol(app, context);
  AddSetting(app, context);
  AddEvent(app, context);
  AddChannel(app, context);
  AddCredit(app, context);
  AddWord(app, context);
  AddUser(app, context);
  AddAudit(app, context);
  AddReport(app, context);
  AddRetention(app, context);
  AddRelease(app, context);
  AddRecall(app, context);
  AddEvaluate(app, context);
  AddRekey(app, context);
  AddBackup(app, context);
  AddRestore(app, context);

  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    const auto named = [&](const CLI::App* verb) { return verb->get_name() == argv[1]; };
    if (argc > 1 && argv[1][0] != '-' && app.get_subcommands(named).empty()) {
      PrintNote("photogate: there is no verb \"" + std::string(argv[1]) +
                "\"; `photogate --help` lists them");
      return static_cast<int>(ExitCode::kFailure);
    }
    const int code = app.exit(error, std::cout, std::cerr);
    return code == 0 ? 0 : static_cast<int>(ExitCode::kFailure);
  }
  InstallInterruptHandler();
  // What is in memory (the register's key, templates) never ends in a file of the system's.
  ::prctl(PR_SET_DUMPABLE, 0);
  try {
    const ExitCode code = context.action ? context.action() : ExitCode::kFailure;
    // Results that nobody could read are a failure: a full disk or a closed pipe.
    std::cout.flush();
    if (std::fflush(stdout) != 0 || std::ferror(stdout) != 0 || !std::cout) {
      PrintNote("photogate: the results could not be written to standard output");
      return static_cast<int>(ExitCode::kFailure);
    }
    return static_cast<int>(code);
  } catch (const std::exception& error) {
    PrintError(Error{ErrorKind::kInternal,
                     "photogate stopped because of a defect of its own; nothing more was cleared. "
                     "Please report it",
                     error.what()});
    return static_cast<int>(ExitCode::kFailure);
  }
}

}  // namespace photogate
