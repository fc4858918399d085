// photogate import
#include <fmt/format.h>

#include <CLI/CLI.hpp>

#include "cli/terminal.h"
#include "cli/verbs.h"
#include "consent/import_csv.h"

namespace photogate {
namespace {

struct ImportArguments {
  std::string file;
  bool dry_run = false;
};

Json ReportJson(const ImportReport& report) {
  Json issues = Json::array(), added = Json::array(), changed = Json::array(),
       conflicts = Json::array(), gone = Json::array();
  for (const auto& issue : report.issues) {
    issues.push_back({{"line", issue.line}, {"fatal", issue.fatal}, {"text", issue.message}});
  }
  for (const auto& id : report.added) added.push_back(id.value);
  for (const auto& change : report.changed) {
    changed.push_back(
        {{"person", change.person.value}, {"line", change.line}, {"what", change.what}});
  }
  for (const auto& conflict : report.conflicts) {
    conflicts.push_back(
        {{"person", conflict.person.value}, {"line", conflict.line}, {"column", conflict.column}});
  }
  for (const auto& id : report.gone) gone.push_back(id.value);
  return Json{{"applied", report.applied},
              {"new", added},
              {"changed", changed},
              {"conflicting", conflicts},
              {"gone", gone},
              {"unchanged", report.unchanged},
              {"issues", issues},
              {"references_destroyed", report.templates_destroyed}};
}

std::string ReportText(const ImportReport& report, bool dry_run) {
  std::string text;
  for (const auto& issue : report.issues) {
    text += fmt::format("line {}: {}{}\n", issue.line, Printable(issue.message),
                        issue.fatal ? " (nothing is imported)" : "");
  }
  for (const auto& id : report.added) text += fmt::format("+ {}\n", Printable(id.value));
  for (const auto& change : report.changed) {
    std::string what;
    for (const auto& one : change.what) what += (what.empty() ? "" : ", ") + one;
    text += fmt::format("~ {}  {}\n", Printable(change.person.value), Printable(what));
  }
  for (const auto& conflict : report.conflicts) {
    text +=
        fmt::format("! {}  {}: the file says yes, a no entered by hand stands; the no is kept\n",
                    Printable(conflict.person.value), Printable(conflict.column));
  }
  for (const auto& id : report.gone) {
    text += fmt::format("? {}  is no longer in the file; nobody is deleted, decide about them\n",
                        Printable(id.value));
  }
  text += fmt::format("{} new, {} changed, {} conflicting, {} gone, {} unchanged\n",
                      report.added.size(), report.changed.size(), report.conflicts.size(),
                      report.gone.size(), report.unchanged);
  if (report.templates_destroyed > 0) {
    text += fmt::format("{} references {} destroyed, because their basis ended\n",
                        report.templates_destroyed, dry_run ? "would be" : "were");
  }
  text += report.refused() ? "Nothing was imported: correct the lines above and try again.\n"
          : dry_run        ? "Dry run: nothing was changed.\n"
                           : "Imported.\n";
  return text;
}

ExitCode Import(const AppContext& context, const ImportArguments& arguments) {
  const auto csv = ReadImportFile(arguments.file);
  if (!csv.ok()) return Fail(csv.error());
  return WithRegister(context, [&](Register& reg) {
    Importer importer(reg);
    const auto report =
        arguments.dry_run ? importer.Preview(csv.value()) : importer.Apply(csv.value(), Me());
    if (!report.ok()) return FailRegister(report.error());
    return Answer(context, "import", ReportJson(report.value()),
                  ReportText(report.value(), arguments.dry_run),
                  report.value().refused() ? ExitCode::kFailure : ExitCode::kAllClear);
  });
}

}  // namespace

void AddImport(CLI::App& app, AppContext& context) {
  auto arguments = std::make_shared<ImportArguments>();
  CLI::App* import = AddVerb(
      app, "import", "Take people and permissions from a CSV file",
      "  photogate import people.csv --dry-run\n"
      "  photogate import people.csv\n"
      "\n"
      "COLUMNS\n"
      "  id,name,kind,groups,leaving_date,biometric_basis,use:website,use:newsletter,...\n"
      "  kind: pupil, staff, visitor; groups: 4B;Choir; uses: granted, refused, withdrawn or "
      "empty;\n"
      "  biometric_basis: consent, objection or empty. What is not understood counts as no.\n");
  import->add_option("file", arguments->file, "The CSV file")->required()->type_name("FILE.csv");
  import->add_flag("--dry-run", arguments->dry_run, "Only show what would change");
  OnRun(*import, context, [&context, arguments] { return Import(context, *arguments); });
}

}  // namespace photogate
