// photogate export
#include <CLI/CLI.hpp>
#include <algorithm>
#include <iostream>

#include "cli/private_file.h"
#include "cli/terminal.h"
#include "cli/verbs.h"
#include "consent/export_csv.h"

namespace photogate {
namespace {

struct ExportArguments {
  std::string file, as_of;
};

ExitCode Export(const AppContext& context, const ExportArguments& arguments) {
  const auto day = DayOr(arguments.as_of, context.clock.Today());
  if (!day) return Misunderstood("--as-of is not a day; write it as YYYY-MM-DD");
  if (arguments.file == "-" && context.json) {
    return Misunderstood(
        "standard output is either the CSV or JSON: leave out --json, or name a file");
  }
  return WithRegister(context, Act::kRecordPermission, [&](Register& reg, const Actor& me) {
    const auto csv = ExportPeople(reg, *day, me);
    if (!csv.ok()) return FailRegister(csv.error());
    if (arguments.file == "-") {
      std::cout << csv.value();
      return ExitCode::kAllClear;
    }
    if (!context.dry_run) {
      const auto written = WriteNewPrivateFile(arguments.file, csv.value());
      if (!written.ok()) return Fail(written.error());
    }
    const auto lines = std::count(csv.value().begin(), csv.value().end(), '\n') - 1;
    return Answer(context, "export", {{"as_of", FormatDate(*day)}, {"people", lines}},
                  "Written: " + std::to_string(lines) +
                      " people. Keep it as safe as the register, and delete it when it was used.");
  });
}

}  // namespace

void AddExport(CLI::App& app, AppContext& context) {
  auto arguments = std::make_shared<ExportArguments>();
  CLI::App* verb = AddVerb(
      app, "export", "Write people and permissions as a CSV file that imports again unchanged",
      "  photogate export people.csv\n"
      "  photogate export people.csv --as-of 2026-09-01\n"
      "  photogate export - | less\n"
      "\n"
      "The columns are those of `photogate import`; \"expired\" is a permission that has ended.\n"
      "Bars and templates are not in it. That you exported is recorded.\n");
  verb->add_option("file", arguments->file, "Where to write; - is standard output")
      ->required()
      ->type_name("FILE.csv");
  AddAsOf(*verb, arguments->as_of);
  AddDryRun(*verb, context);
  OnRun(*verb, context, [&context, arguments] { return Export(context, *arguments); });
}

}  // namespace photogate
