// photogate person references | alike
#include <fmt/format.h>

#include <CLI/CLI.hpp>

#include "cli/enrol_report.h"
#include "cli/person_verbs.h"
#include "cli/terminal.h"
#include "cli/verbs.h"
#include "consent/kin_suggestions.h"
#include "consent/past.h"
#include "consent/reference_gaps.h"
#include "models/model_store.h"

namespace photogate {
namespace {

struct ReferenceArguments {
  std::string id, as_of;
  bool stale = false, missing = false;
};

ExitCode ListReferences(const AppContext& context, const ReferenceArguments& arguments) {
  const auto day = DayOr(arguments.as_of, context.clock.Today());
  if (!day) return Misunderstood("--as-of is not a day; write it as YYYY-MM-DD");
  return WithRegister(context, Act::kLookAtRegister, [&](Register& reg, const Actor&) {
    const auto found = Past(reg, *day).References(
        arguments.id.empty() ? std::nullopt : std::optional(PersonId{arguments.id}));
    if (!found.ok()) return FailRegister(found.error());
    Json list = Json::array();
    std::vector<std::vector<std::string>> rows{
        {"PERSON", "TAKEN", "STALE", "QUALITY", "ENROLLED", "MODEL"}};
    for (const auto& one : found.value()) {
      const bool stale = IsStaleReference(one.reference_date, *day);
      if (arguments.stale && !stale) continue;
      list.push_back({{"person", one.person.value},
                      {"taken", FormatDate(one.reference_date)},
                      {"stale", stale},
                      {"quality", one.quality},
                      {"model", one.model.value},
                      {"enrolled_at", one.enrolled_at},
                      {"enrolled_by", one.enrolled_by}});
      rows.push_back({Printable(one.person.value), FormatDate(one.reference_date),
                      stale ? "yes" : "", fmt::format("{:.2f}", one.quality),
                      one.enrolled_at + " " + Printable(one.enrolled_by),
                      Printable(one.model.value)});
    }
    const std::string none = arguments.stale ? "No reference is more than a year old."
                             : *day < context.clock.Today() ? "There was no reference."
                                                            : "There is no reference.";
    return Answer(context, "references", {{"as_of", FormatDate(*day)}, {"references", list}},
                  rows.size() == 1 ? none : TextTable(rows));
  });
}

// Of whom something is missing, and what.
ExitCode ListMissing(const AppContext& context, const ReferenceArguments& arguments) {
  return WithRegister(context, Act::kLookAtRegister, [&](Register& reg, const Actor&) {
    const auto found = ReferenceGaps(reg, context.clock.Today());
    if (!found.ok()) return FailRegister(found.error());
    Json list = Json::array();
    std::string text;
    for (const ReferenceGap& gap : found.value()) {
      if (!arguments.id.empty() && gap.person.value != arguments.id) continue;
      Json missing = Json::array();
      text += Printable(gap.person.value) + "\n";
      for (const BiometricObstacle& one : gap.missing) {
        missing.push_back({{"missing", std::string(BiometricObstacleName(one.kind))},
                           {"voice", one.voice},
                           {"text", BiometricObstacleText(one)}});
        text += "  - " + Printable(BiometricObstacleText(one)) + "\n";
      }
      list.push_back({{"person", gap.person.value}, {"missing", missing}});
    }
    return Answer(context, "references_missing", {{"people", list}},
                  text.empty() ? "Nothing is missing for the references that there are." : text);
  });
}

// The recogniser whose templates are compared; nullopt without models: surnames still tell.
std::optional<LoadedModelCard> Recogniser(const AppContext& context) {
  auto store = ModelStore::Open(context.ModelFolders());
  if (!store.ok()) return std::nullopt;
  auto models = store.value().Load();
  if (!models.ok()) return std::nullopt;
  return models.value().recogniser;
}

ExitCode ListAlike(const AppContext& context) {
  return WithRegister(context, Act::kLookAtRegister, [&](Register& reg, const Actor&) {
    const auto recogniser = Recogniser(context);
    const bool faces = recogniser && recogniser->thresholds;
    if (!faces) PrintNote("photogate: no recogniser is there, so only surnames are compared");
    const auto found = SuggestKin(reg, faces ? std::optional(recogniser->id) : std::nullopt,
                                  faces ? recogniser->thresholds->possible : Distance{0});
    if (!found.ok()) return FailRegister(found.error());
    const EnrolReport report{{}, found.value()};
    const std::string text = EnrolText(report);
    return Answer(context, "kin_suggestions",
                  {{"kin_suggestions", EnrolJson(report).at("kin_suggestions")}},
                  report.kin.empty() ? "Nobody who is not declared already."
                                     : text.substr(text.find("\nTwins") + 1));
  });
}

}  // namespace

void AddPersonReferences(CLI::App& person, AppContext& context) {
  auto arguments = std::make_shared<ReferenceArguments>();
  CLI::App* references =
      AddVerb(person, "references", "The references that faces are compared with; never a vector",
              "  photogate person references P1001\n"
              "  photogate person references --stale --json    # more than a year old\n"
              "  photogate person references --missing         # and still compared\n"
              "  photogate person references P1001 --as-of 2026-09-01\n");
  references->add_option("id", arguments->id, "Of this person alone")->type_name("ID");
  auto* stale =
      references->add_flag("--stale", arguments->stale, "Only those that are more than a year old");
  auto* missing =
      references->add_flag("--missing", arguments->missing,
                           "Instead: whose consent, writing or notice is missing today");
  AddAsOf(*references, arguments->as_of);
  missing->excludes(stale)->excludes(references->get_option("--as-of"));
  OnRun(*references, context, [&context, arguments] {
    return arguments->missing ? ListMissing(context, *arguments)
                              : ListReferences(context, *arguments);
  });

  CLI::App* alike =
      AddVerb(person, "alike", "Who may be twins or siblings and is not declared: only a hint",
              "  photogate person alike\n");
  OnRun(*alike, context, [&context] { return ListAlike(context); });
}

}  // namespace photogate
