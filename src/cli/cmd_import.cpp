// photogate import
#include <fmt/format.h>

#include <CLI/CLI.hpp>

#include "cli/import_report.h"
#include "cli/only_today.h"
#include "cli/terminal.h"
#include "cli/verbs.h"
#include "consent/gone.h"
#include "consent/import_csv.h"
#include "consent/import_sources.h"
#include "consent/import_undo.h"

namespace photogate {
namespace {

struct ImportArguments {
  std::string file, source, as_of;
  std::vector<std::string> columns, values, bring_back;
  bool undo = false, gone = false, sources = false;
};

// The rules of --map and --value.
Result<ImportMapping> RulesOf(const ImportArguments& arguments) {
  ImportMapping mapping;
  mapping.source = arguments.source;
  for (const std::string& text : arguments.columns) {
    const auto rule = ParseColumnRule(text);
    if (!rule) {
      return Error{ErrorKind::kRefused,
                   "write --map as \"TITLE=field\", for example \"Pupil ID=id\""};
    }
    mapping.columns.push_back(*rule);
  }
  for (const std::string& text : arguments.values) {
    const auto rule = ParseValueRule(text);
    if (!rule) {
      return Error{ErrorKind::kRefused,
                   "write --value as \"VALUE=meaning\", for example \"Agreed=granted\""};
    }
    mapping.values.push_back(*rule);
  }
  const Result<Done> checked = CheckMapping(mapping);
  if (!checked.ok()) return checked.error();
  return mapping;
}

Result<ImportReport> ImportText(const AppContext& context, Register& reg,
                                const ImportArguments& arguments, const std::string& text,
                                const Actor& me) {
  auto rules = RulesOf(arguments);
  if (!rules.ok()) return rules.error();
  ImportMapping mapping = rules.value();
  const bool fresh_rules = !mapping.columns.empty() || !mapping.values.empty();
  if (!arguments.source.empty()) {
    auto known = ImportSources(reg).Find(arguments.source, !fresh_rules);
    if (!known.ok()) return known.error();
    mapping = MergedMapping(mapping, known.value());
  }
  Importer importer(reg);
  std::vector<PersonId> back;
  for (const std::string& id : arguments.bring_back) back.push_back(PersonId{id});
  if (context.dry_run) return importer.Preview(text, mapping, back);
  auto report = importer.Apply(text, me, mapping, back);
  // Only a file that could be read shows that the rules are right.
  if (report.ok() && report.value().applied && fresh_rules && !arguments.source.empty()) {
    const auto saved = ImportSources(reg).Save(mapping, me);
    if (!saved.ok()) return saved.error();
    report.value().source_saved = true;
  }
  return report;
}

ExitCode ImportFile(const AppContext& context, const ImportArguments& arguments) {
  if (arguments.file.empty()) return Misunderstood("which file? See `photogate import --help`");
  if (arguments.source.empty() && !(arguments.columns.empty() && arguments.values.empty())) {
    return Misunderstood("say with --source NAME whose columns these are: they are remembered");
  }
  const auto csv = ReadImportFile(arguments.file);
  if (!csv.ok()) return Fail(csv.error());
  return WithRegister(context, Act::kRecordPermission, [&](Register& reg, const Actor& me) {
    const auto report = ImportText(context, reg, arguments, csv.value(), me);
    if (!report.ok()) {
      // A file that cannot be read is no fault of the register.
      const ErrorKind kind = report.error().kind;
      const bool file = kind == ErrorKind::kLimitExceeded ||
                        (kind == ErrorKind::kCorrupt && reg.CheckIntegrity().ok());
      return file ? Fail(report.error()) : FailRegister(report.error());
    }
    return Answer(context, "import", ImportReportJson(report.value()),
                  ImportReportText(report.value()),
                  report.value().refused() ? ExitCode::kFailure : ExitCode::kAllClear);
  });
}

ExitCode Undo(const AppContext& context) {
  return WithRegister(context, Act::kRecordPermission, [&](Register& reg, const Actor& me) {
    const auto undone = UndoLastImport(reg, me);
    if (!undone.ok()) return FailRegister(undone.error());
    return Answer(context, "import_undo", UndoJson(undone.value()),
                  UndoText(undone.value(), context.dry_run));
  });
}

ExitCode ListGone(const AppContext& context, const ImportArguments& arguments) {
  const auto refused = OnlyToday(context, arguments.as_of,
                                 "who waited for a decision; each import's report says it");
  if (refused) return *refused;
  return WithRegister(context, Act::kLookAtRegister, [&](Register& reg, const Actor&) {
    const auto gone = GonePeople(reg).List();
    if (!gone.ok()) return FailRegister(gone.error());
    Json list = Json::array();
    std::vector<std::vector<std::string>> rows{{"ID", "CASE", "NAME", "GONE SINCE", "SOURCE"}};
    for (const auto& person : gone.value()) {
      list.push_back({{"id", person.entry.id.value},
                      {"case", person.entry.case_number},
                      {"name", person.entry.name},
                      {"since", person.since},
                      {"source", person.source ? Json(*person.source) : Json(nullptr)}});
      const std::string source = !person.source           ? "not known"
                                 : person.source->empty() ? "no name"
                                                          : Printable(*person.source);
      rows.push_back({Printable(person.entry.id.value), person.entry.case_number,
                      Printable(person.entry.name), person.since, source});
    }
    return Answer(context, "gone", {{"people", list}},
                  rows.size() == 1
                      ? "Nobody is waiting for a decision."
                      : TextTable(rows) +
                            "\nDecide for each: `photogate person leave ID --on DATE` ends every "
                            "permission with that day,\n`photogate person keep ID` keeps them.\n");
  });
}

ExitCode ListSources(const AppContext& context) {
  return WithRegister(context, Act::kLookAtRegister, [&](Register& reg, const Actor&) {
    const auto sources = ImportSources(reg).List();
    if (!sources.ok()) return FailRegister(sources.error());
    Json list = Json::array();
    std::string text;
    for (const auto& source : sources.value()) {
      Json columns = Json::object(), values = Json::object();
      text += Printable(source.source) + "\n";
      for (const auto& rule : source.columns) {
        columns[rule.title] = rule.field;
        text += "  column " + Printable(rule.title) + " = " + Printable(rule.field) + "\n";
      }
      for (const auto& rule : source.values) {
        values[rule.value] = rule.meaning;
        text += "  value  " + Printable(rule.value) + " = " + Printable(rule.meaning) + "\n";
      }
      list.push_back({{"source", source.source}, {"columns", columns}, {"values", values}});
    }
    return Answer(
        context, "import_sources", {{"sources", list}},
        text.empty() ? "None was saved. sims, arbor and bromcom come with photogate." : text);
  });
}

}  // namespace

void AddImport(CLI::App& app, AppContext& context) {
  auto arguments = std::make_shared<ImportArguments>();
  CLI::App* import = AddVerb(
      app, "import", "Take people and permissions from a CSV file",
      "  photogate import people.csv --dry-run\n"
      "  photogate import people.csv\n"
      "  photogate import export.csv --source arbor --map \"Photo website=use:website\"\n"
      "  photogate import next-term.csv --source arbor     # the columns are remembered\n"
      "  photogate import --gone                           # who is no longer in the file\n"
      "  photogate import --undo --dry-run                 # what taking the last one back means\n"
      "\n"
      "COLUMNS\n"
      "  id,name,kind,groups,leaving_date,biometric_basis,use:website,use:newsletter,...\n"
      "  kind: pupil, staff, visitor; groups: 4B;Choir; uses: granted, refused, withdrawn or "
      "empty\n"
      "  (name-with-image: none, first, full); biometric_basis: consent, objection or empty.\n"
      "  What is not understood counts as no. Dates: 2026-08-31 or 31/08/2026. UTF-8, UTF-16 and\n"
      "  Windows-1252; comma, semicolon or tab. All of a file is taken, or nothing.\n"
      "ERASED PEOPLE\n"
      "  Whoever was erased and still stands in the file is listed and not taken again, unless "
      "named\n"
      "  with --bring-back ID (once for each).\n"
      "SOURCES\n"
      "  sims, arbor, bromcom know their own titles for number, forename, surname, class, year "
      "and\n"
      "  leaving date, and yes and no. Consents are columns of your own: name them with --map.\n");
  import->add_option("file", arguments->file, "The CSV file")->type_name("FILE.csv");
  import
      ->add_option("--source", arguments->source,
                   "Whose file it is: sims, arbor, bromcom or your name")
      ->type_name("NAME");
  import
      ->add_option("--map", arguments->columns,
                   "Read the column TITLE as FIELD: id, name, first_name, last_name, kind, "
                   "groups, year, leaving_date, biometric_basis, use:NAME, ignore")
      ->type_name("TITLE=FIELD")
      ->expected(1)
      ->take_all();
  import
      ->add_option("--value", arguments->values,
                   "A cell VALUE means granted, refused, withdrawn, none, first, full, consent, "
                   "objection or empty")
      ->type_name("VALUE=MEANING")
      ->expected(1)
      ->take_all();
  import
      ->add_option("--bring-back", arguments->bring_back,
                   "Take this person again, though they were erased")
      ->type_name("ID")
      ->expected(1)
      ->take_all();
  CLI::Option* undo =
      import->add_flag("--undo", arguments->undo, "Take the last import back, as one more change");
  CLI::Option* gone = import->add_flag("--gone", arguments->gone,
                                       "List the people whom the latest file no longer has");
  CLI::Option* sources =
      import->add_flag("--sources", arguments->sources, "List the sources that were saved");
  undo->excludes(gone)->excludes(sources);
  gone->excludes(sources);
  import
      ->add_option("--as-of", arguments->as_of,
                   "With --gone; today alone: the list is kept as it "
                   "stands")
      ->needs(gone)
      ->type_name("YYYY-MM-DD");
  AddDryRun(*import, context);
  OnRun(*import, context, [&context, arguments] {
    const bool no_file = arguments->undo || arguments->gone || arguments->sources;
    if (no_file && !arguments->bring_back.empty()) {
      return Misunderstood("--bring-back goes with the file that has the person");
    }
    if (no_file && !arguments->file.empty()) {
      return Misunderstood(
          "--undo, --gone and --sources go without a file: --undo takes back the last import, "
          "whichever file it was of");
    }
    if (arguments->undo) return Undo(context);
    if (arguments->gone) return ListGone(context, *arguments);
    if (arguments->sources) return ListSources(context);
    return ImportFile(context, *arguments);
  });
}

}  // namespace photogate
