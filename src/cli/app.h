// What every verb is given, and how verbs are put together.
#pragma once

#include <atomic>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "cli/exit_code.h"
#include "cli/key_options.h"
#include "consent/register.h"
#include "core/clock.h"
#include "core/result.h"

namespace CLI {
class App;
}

namespace photogate {

// The options that stand before or after any verb, and what a verb chose to do.
struct AppContext {
  std::string home_option;
  std::string models_option;
  KeyOptions key_options;
  bool json = false;
  bool dry_run = false;  // of a verb with AddDryRun: nothing is kept
  SystemClock clock;
  // Set by the verb that was named; run after the command line was read whole.
  std::function<ExitCode()> action;

  // --home, else $PHOTOGATE_HOME.
  Result<std::filesystem::path> Home() const;

  // Where models are looked for, first wins: --models, $PHOTOGATE_MODELS, the home, the build's
  // default.
  std::vector<std::filesystem::path> ModelFolders() const;

  // What the key options mean. Prompts and descriptors are read once, at the first call.
  Result<KeyAccess> Keys() const { return key_options.Access(); }

  // Opens the register of Home() with Keys().
  Result<std::unique_ptr<Register>> OpenRegister() const;
};

// The name of the operating system's account that runs the program: recorded with each change.
std::string OsAccount();

// Prints the error and gives the exit status that fits where it came from.
ExitCode Fail(const Error& error);  // 1
ExitCode FailRegister(
    const Error& error);  // 20, or 1 when it is the user's request that is refused
// Of AppContext::OpenRegister: 20, or 1 when no register was named at all.
ExitCode FailOpen(const AppContext& context, const Error& error);

// Makes a verb below `parent` with its help text; `examples` stand in the footer with EXIT STATUS.
CLI::App* AddVerb(CLI::App& parent, const std::string& name, const std::string& what,
                  const std::string& examples, bool photos = false);

// True from the first Ctrl-C (SIGINT) or SIGTERM on.
const std::atomic<bool>& InterruptFlag();
bool Interrupted();
void InstallInterruptHandler();

// Each file cmd_<verb>.cpp adds its own.
void AddInit(CLI::App& app, AppContext& context);
void AddDpia(CLI::App& app, AppContext& context);
void AddModels(CLI::App& app, AppContext& context);
void AddPerson(CLI::App& app, AppContext& context);
void AddConsent(CLI::App& app, AppContext& context);
void AddBar(CLI::App& app, AppContext& context);
void AddEnrol(CLI::App& app, AppContext& context);
void AddSetting(CLI::App& app, AppContext& context);
void AddImport(CLI::App& app, AppContext& context);
void AddExport(CLI::App& app, AppContext& context);
void AddEvent(CLI::App& app, AppContext& context);
void AddChannel(CLI::App& app, AppContext& context);
void AddCredit(CLI::App& app, AppContext& context);
void AddWord(CLI::App& app, AppContext& context);
void AddUser(CLI::App& app, AppContext& context);
void AddAudit(CLI::App& app, AppContext& context);
void AddReport(CLI::App& app, AppContext& context);
void AddRetention(CLI::App& app, AppContext& context);
void AddRecall(CLI::App& app, AppContext& context);
void AddCheck(CLI::App& app, AppContext& context);
void AddStrip(CLI::App& app, AppContext& context);
void AddInspect(CLI::App& app, AppContext& context);
void AddEvaluate(CLI::App& app, AppContext& context);
void AddDoctor(CLI::App& app, AppContext& context);
void AddStatus(CLI::App& app, AppContext& context);
void AddWatch(CLI::App& app, AppContext& context);
void AddServe(CLI::App& app, AppContext& context);

// Reads the command line and runs the verb. The whole program but for main().
int RunCli(int argc, char** argv);

}  // namespace photogate
