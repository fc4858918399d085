// photogate dpia record | show; the texts are in cmd_dpia_texts.cpp
#include <CLI/CLI.hpp>

#include "cli/dpia_verbs.h"
#include "cli/terminal.h"
#include "cli/verbs.h"

namespace photogate {
namespace {

struct DpiaArguments {
  std::string reference, officer, date;
};

ExitCode RecordDpia(const AppContext& context, const DpiaArguments& arguments) {
  const auto date = ParseDate(arguments.date);
  if (!date) return Misunderstood("--date is not a day; write it as YYYY-MM-DD");
  return WithRegister(context, Act::kRecordDpia, [&](Register& reg, const Actor& me) {
    const auto done = reg.RecordDpia(Dpia{arguments.reference, arguments.officer, *date}, me);
    if (!done.ok()) return FailRegister(done.error());
    return Answer(context, "dpia_record", {{"reference", arguments.reference}},
                  "Recorded. Faces are compared from now on.");
  });
}

ExitCode ShowDpia(const AppContext& context) {
  return WithRegister(context, Act::kLookAtPhotos, [&](Register& reg, const Actor&) {
    const auto found = reg.FindDpia();
    if (!found.ok()) return FailRegister(found.error());
    const auto& entry = found.value();
    if (!entry) {
      return Answer(context, "dpia", {{"recorded", false}},
                    "None. Faces are not compared, and photos with a face are held.");
    }
    return Answer(context, "dpia",
                  {{"recorded", true},
                   {"reference", entry->reference},
                   {"officer", entry->officer},
                   {"date", FormatDate(entry->date)}},
                  Printable(entry->reference) + ", " + Printable(entry->officer) + ", " +
                      FormatDate(entry->date));
  });
}

}  // namespace

void AddDpia(CLI::App& app, AppContext& context) {
  CLI::App* dpia = AddVerb(
      app, "dpia", "The data protection impact assessment: faces are not compared without one",
      "  photogate dpia record --reference DPIA-7 --officer \"A Name\" --date 2026-09-01\n"
      "  photogate dpia template --out dpia.md\n"
      "  photogate dpia notice --for pupils\n"
      "  photogate dpia consent-form\n");
  dpia->require_subcommand(1);
  auto arguments = std::make_shared<DpiaArguments>();
  CLI::App* record = AddVerb(
      *dpia, "record", "Record the assessment, which switches comparing on",
      "  photogate dpia record --reference DPIA-7 --officer \"A Name\" --date 2026-09-01\n");
  record->add_option("--reference", arguments->reference, "Where it is kept")
      ->required()
      ->type_name("TEXT");
  record->add_option("--officer", arguments->officer, "Who signed it")
      ->required()
      ->type_name("NAME");
  record->add_option("--date", arguments->date, "When")->required()->type_name("YYYY-MM-DD");
  OnRun(*record, context, [&context, arguments] { return RecordDpia(context, *arguments); });
  CLI::App* show = AddVerb(*dpia, "show", "What is on record", "  photogate dpia show --json\n");
  OnRun(*show, context, [&context] { return ShowDpia(context); });
  AddDpiaTexts(*dpia, context);
}

}  // namespace photogate
