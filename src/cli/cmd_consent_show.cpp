// photogate consent show
#include <CLI/CLI.hpp>

#include "cli/consent_text.h"
#include "cli/consent_verbs.h"
#include "cli/evidence.h"
#include "cli/person_verbs.h"
#include "cli/terminal.h"
#include "cli/verbs.h"
#include "consent/looks.h"
#include "consent/people.h"
#include "consent/permissions.h"

namespace photogate {
namespace {

struct ShowArguments {
  std::string person, use, as_of;
  bool as_recorded = false;
};

Json HistoryJson(const PermissionHistoryRow& row) {
  Json out{{"use", row.use.value},
           {"statement", std::string(PermissionStatementName(row.record.statement))},
           {"from", FormatDate(row.record.from)},
           {"until", nullptr},
           {"given_by", row.record.given_by},
           {"basis", std::string(PermissionBasisName(row.basis))},
           {"evidence", row.evidence},
           {"evidence_sha256", row.evidence_sha256},
           {"source", row.record.source == RecordSource::kHand ? "hand" : "import"},
           {"undone", row.undone},
           {"recorded_by", row.recorded_by},
           {"recorded_at", row.recorded_at}};
  if (row.record.until) out["until"] = FormatDate(*row.record.until);
  if (row.use == kNameUse) out["name"] = std::string(NameWithImageName(row.record.name_level));
  return out;
}

std::vector<std::string> HistoryLine(const PermissionHistoryRow& row) {
  std::string said(PermissionStatementName(row.record.statement));
  if (row.use == kNameUse && row.record.statement == PermissionStatement::kGranted) {
    said += " " + std::string(NameWithImageName(row.record.name_level));
  }
  if (row.undone) said += " (import undone)";
  return {Printable(row.use.value),
          said,
          FormatDate(row.record.from),
          row.record.until ? FormatDate(*row.record.until) : "",
          Printable(row.record.given_by),
          std::string(PermissionBasisName(row.basis)),
          Printable(EvidenceText(row.evidence_sha256, row.evidence)),
          row.recorded_at + " " + Printable(row.recorded_by)};
}

ExitCode ShowConsents(const AppContext& context, const ShowArguments& arguments) {
  const auto day = DayOr(arguments.as_of, context.clock.Today());
  if (!day) return Misunderstood("--as-of is not a day; write it as YYYY-MM-DD");
  return WithRegister(context, Act::kLookAtRegister, [&](Register& reg, const Actor& me) {
    Permissions permissions(reg);
    const PersonId id{arguments.person};
    const auto history = permissions.History(id);
    if (!history.ok()) return FailRegister(history.error());
    const auto recorded_by = arguments.as_recorded ? day : std::nullopt;
    const auto details = People(reg).Show(id, *day, recorded_by);
    if (!details.ok()) return FailRegister(details.error());
    if (!arguments.use.empty()) {
      const auto known = permissions.State(id, UseName{arguments.use}, *day);
      if (!known.ok()) return FailRegister(known.error());
    }
    const auto looked = Looks(reg).Record("consent show", id.value, me);
    if (!looked.ok()) return FailRegister(looked.error());
    const auto wanted = [&](const UseName& use) {
      return arguments.use.empty() || use.value == arguments.use;
    };
    Json states = Json::object(), list = Json::array(), against = Json::object();
    std::vector<std::vector<std::string>> now{{"USE", "ON " + FormatDate(*day), "WHOSE WORD"}};
    for (const auto& [use, state] : details.value().permissions) {
      if (!wanted(use)) continue;
      std::string text(PermissionStateName(state));
      states[use.value] = text;
      if (use == kNameUse && state == PermissionState::kGranted) {
        text += ": " + std::string(NameWithImageName(details.value().name_with_image));
      }
      const auto voices = permissions.Against(id, use, *day, recorded_by);
      if (!voices.ok()) return FailRegister(voices.error());
      if (!voices.value().empty()) against[use.value] = VoicesJson(voices.value());
      now.push_back({Printable(use.value), text, VoicesText(voices.value())});
    }
    std::vector<std::vector<std::string>> rows{
        {"USE", "SAID", "FROM", "UNTIL", "BY WHOM", "BASIS", "EVIDENCE", "RECORDED"}};
    std::vector<PermissionRecord> records;
    for (const auto& row : history.value()) {
      records.push_back(row.record);
      if (!wanted(row.use)) continue;
      list.push_back(HistoryJson(row));
      rows.push_back(HistoryLine(row));
    }
    const std::string overruled = OverruledText(details.value());
    const auto alike = AlikeVoices(records);
    std::string text = TextTable(now) + "\n";
    text += rows.size() == 1 ? "Nothing was ever recorded: that means no.\n" : TextTable(rows);
    return Answer(
        context, "consent_history",
        {{"person", arguments.person},
         {"as_of", FormatDate(*day)},
         {"barred", details.value().safeguarding_bar},
         {"objects_to_photos", ObjectsToPhotos(details.value())},
         {"states", states},
         {"against", against},
         {"alike_names", alike},
         {"name_with_image", std::string(NameWithImageName(details.value().name_with_image))},
         {"history", list}},
        (overruled.empty() ? "" : overruled + "\n") + text +
            (alike.empty() ? "" : "\n" + AlikeText(alike)));
  });
}

}  // namespace

void AddConsentShow(CLI::App& consent, AppContext& context) {
  auto arguments = std::make_shared<ShowArguments>();
  CLI::App* show = AddVerb(
      consent, "show", "How permissions stand on a day, and everything that was ever recorded",
      "  photogate consent show P1001 --json\n"
      "  photogate consent show P1001 --use website --as-of 2026-09-01\n"
      "\n"
      "A day in the past is answered by everything recorded until today: what was entered late or\n"
      "dated back counts for its day. With --as-recorded it is answered by what was entered until "
      "that\n"
      "day, an import that was undone later included: what a check went by then. RECORDED says "
      "when\n"
      "each statement was entered.\n");
  show->add_option("person", arguments->person, "The school's number")->required()->type_name("ID");
  show->add_option("--use", arguments->use, "Only this use")->type_name("USE");
  AddAsOf(*show, arguments->as_of);
  AddAsRecorded(*show, arguments->as_recorded);
  OnRun(*show, context, [&context, arguments] { return ShowConsents(context, *arguments); });
}

}  // namespace photogate
