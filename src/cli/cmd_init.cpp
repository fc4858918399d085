// photogate init
#include <CLI/CLI.hpp>
#include <iostream>
#include <nlohmann/json.hpp>

#include "cli/app.h"
#include "cli/terminal.h"
#include "cli/verbs.h"

namespace photogate {
namespace {

struct InitArguments {
  bool demo = false;
  std::string jurisdiction = "england-wales";
  std::string dpia_reference, dpia_officer, dpia_date;
};

// The demo's people are made up, so an assessment of the demo itself stands in.
Dpia DemoDpia(const Clock& clock) {
  return Dpia{"DEMO (made-up people)", "photogate demo", clock.Today()};
}

}  // namespace

std::string NewKeysText(const NewKeys& keys) {
  std::string text =
      "The recovery key opens it when the key is lost. It is shown this once: write "
      "it down and keep\nit under lock, away from this computer.\n\n    " +
      keys.recovery_key + "\n";
  if (!keys.key_file.empty()) {
    text +=
        "\nThe key is in " + Printable(keys.key_file.string()) +
        "\nWhoever has that file and the register's folder can read everything. Keep the file "
        "out of the\nbackup of the folder; on a computer that might be stolen keep it elsewhere "
        "(--key-file), or\nopen the register with a passphrase (--passphrase).\n";
  }
  return text;
}

namespace {

ExitCode Init(const AppContext& context, const InitArguments& arguments) {
  const auto home = context.Home();
  if (!home.ok()) return Fail(home.error());
  InitOptions options;
  options.demo = arguments.demo;
  options.jurisdiction =
      arguments.jurisdiction == "other" ? Jurisdiction::kOther : Jurisdiction::kEnglandWales;
  if (!arguments.dpia_reference.empty()) {
    const auto date = ParseDate(arguments.dpia_date);
    if (!date || arguments.dpia_officer.empty()) {
      return Fail(Error{ErrorKind::kRefused,
                        "an assessment needs all three: --dpia-reference, --dpia-officer and "
                        "--dpia-date as YYYY-MM-DD"});
    }
    options.dpia = Dpia{arguments.dpia_reference, arguments.dpia_officer, *date};
  } else if (arguments.demo) {
    options.dpia = DemoDpia(context.clock);
  }
  const auto keys = context.Keys();
  if (!keys.ok()) return FailRegister(keys.error());
  options.keys = keys.value();
  const auto made = Register::Create(home.value(), options, Actor{OsAccount()}, context.clock);
  if (!made.ok()) {
    return made.error().kind == ErrorKind::kConflict ? Fail(made.error())
                                                     : FailRegister(made.error());
  }

  if (context.json) {
    std::cout << nlohmann::ordered_json{{"message_type", "init"},
                                        {"demo", arguments.demo},
                                        {"matching", options.dpia.has_value()},
                                        {"recovery_key", made.value()->new_keys()->recovery_key},
                                        {"key_file", made.value()->new_keys()->key_file.string()},
                                        {"exit", 0}}
                     .dump()
              << "\n";
    return ExitCode::kAllClear;
  }
  std::cout
      << "The register is made, and encrypted.\n\n"
      << NewKeysText(*made.value()->new_keys()) << "\nNext:\n"
      << "  photogate import people.csv --dry-run          who is on it, and who may appear where\n"
      << (options.dpia
              ? ""
              : "  photogate dpia record ...                      faces are not compared before\n")
      << "  photogate enrol --from references/             faces to look for\n"
      << (arguments.demo ? ""
                         : "  photogate channel approve newsletter --by NAME where photos may go\n")
      << "  photogate doctor                               what works and what is missing\n";
  return ExitCode::kAllClear;
}

}  // namespace

void AddInit(CLI::App& app, AppContext& context) {
  auto arguments = std::make_shared<InitArguments>();
  CLI::App* init = AddVerb(
      app, "init", "Make the school's register in a new folder, encrypted",
      "  photogate init --home ~/photogate\n"
      "  photogate init --home /tmp/demo --demo\n"
      "  photogate init --home ~/photogate --dpia-reference DPIA-7 --dpia-officer \"A Name\" "
      "--dpia-date 2026-09-01\n");
  init->add_flag("--demo", arguments->demo,
                 "For trying out: the usual channels are approved at once");
  init->add_option("--jurisdiction", arguments->jurisdiction, "Whose law holds for biometric data")
      ->check(CLI::IsMember({"england-wales", "other"}))
      ->capture_default_str();
  init->add_option("--dpia-reference", arguments->dpia_reference,
                   "The impact assessment's reference")
      ->type_name("TEXT");
  init->add_option("--dpia-officer", arguments->dpia_officer,
                   "The data protection officer who signed it")
      ->type_name("NAME");
  init->add_option("--dpia-date", arguments->dpia_date, "Its date")->type_name("YYYY-MM-DD");
  init->callback([&context, arguments] {
    context.action = [&context, arguments] { return Init(context, *arguments); };
  });
}

}  // namespace photogate
