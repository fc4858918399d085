// photogate dpia record | show; the texts are in cmd_dpia_texts.cpp
#include <CLI/CLI.hpp>

#include "cli/changes.h"
#include "cli/dpia_verbs.h"
#include "cli/terminal.h"
#include "cli/verbs.h"
#include "consent/past.h"

namespace photogate {
namespace {

struct DpiaArguments {
  std::string reference, officer, date, as_of;
};

Json DpiaJson(const std::optional<Dpia>& dpia) {
  if (!dpia) return Json{{"recorded", false}};
  return Json{{"recorded", true},
              {"reference", dpia->reference},
              {"officer", dpia->officer},
              {"date", FormatDate(dpia->date)}};
}

ExitCode RecordDpia(const AppContext& context, const DpiaArguments& arguments) {
  const auto date = ParseDate(arguments.date);
  if (!date) return Misunderstood("--date is not a day; write it as YYYY-MM-DD");
  return WithRegister(context, Act::kRecordDpia, [&](Register& reg, const Actor& me) {
    const auto before = reg.FindDpia();
    if (!before.ok()) return FailRegister(before.error());
    const Dpia dpia{arguments.reference, arguments.officer, *date};
    const auto done = reg.RecordDpia(dpia, me);
    if (!done.ok()) return FailRegister(done.error());
    const Changes changes = ChangesOf(DpiaJson(before.value()), DpiaJson(dpia));
    return Answer(context, "dpia_record",
                  {{"reference", arguments.reference}, {"changes", changes.list}},
                  "Recorded. Faces are compared from now on.\n" + changes.text);
  });
}

ExitCode ShowDpia(const AppContext& context, const DpiaArguments& arguments) {
  const auto day = DayOr(arguments.as_of, context.clock.Today());
  if (!day) return Misunderstood("--as-of is not a day; write it as YYYY-MM-DD");
  return WithRegister(context, Act::kLookAtPhotos, [&](Register& reg, const Actor&) {
    const auto found = Past(reg, *day).FindDpia();
    if (!found.ok()) return FailRegister(found.error());
    const auto& entry = found.value();
    Json fields = DpiaJson(entry);
    fields["as_of"] = FormatDate(*day);
    if (!entry) {
      return Answer(context, "dpia", fields,
                    *day < context.clock.Today()
                        ? "None. Faces were not compared, and photos with a face were held."
                        : "None. Faces are not compared, and photos with a face are held.");
    }
    return Answer(context, "dpia", fields,
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
  AddDryRun(*record, context);
  OnRun(*record, context, [&context, arguments] { return RecordDpia(context, *arguments); });
  CLI::App* show = AddVerb(*dpia, "show", "What is on record",
                           "  photogate dpia show --json\n"
                           "  photogate dpia show --as-of 2026-09-01\n");
  AddAsOf(*show, arguments->as_of);
  OnRun(*show, context, [&context, arguments] { return ShowDpia(context, *arguments); });
  AddDpiaTexts(*dpia, context);
}

}  // namespace photogate
