// photogate consent biometric | basis
#include <fmt/format.h>

#include <CLI/CLI.hpp>

#include "cli/consent_verbs.h"
#include "cli/evidence.h"
#include "cli/receipt.h"
#include "cli/terminal.h"
#include "cli/verbs.h"
#include "consent/biometrics.h"
#include "consent/looks.h"
#include "consent/templates.h"

namespace photogate {
namespace {

struct BiometricArguments {
  std::string person, statement, from, given_by, as_of;
  bool as_recorded = false;
  EvidenceArguments evidence;
};

Json ObstaclesJson(const std::vector<BiometricObstacle>& obstacles) {
  Json list = Json::array();
  for (const auto& one : obstacles) {
    list.push_back({{"code", std::string(BiometricObstacleName(one.kind))},
                    {"given_by", one.voice},
                    {"since", one.since ? Json(FormatDate(*one.since)) : Json(nullptr)},
                    {"text", BiometricObstacleText(one)}});
  }
  return list;
}

std::string ObstaclesText(const std::vector<BiometricObstacle>& obstacles) {
  if (obstacles.empty()) return "Nothing stands in the way of reference photos.\n";
  std::string text;
  for (const auto& one : obstacles) text += "- " + Printable(BiometricObstacleText(one)) + "\n";
  return text;
}

// As for permissions: a no is entered by everybody whom one may tell it.
Act ActOf(BiometricStatement statement) {
  switch (statement) {
    case BiometricStatement::kWithdrawal:
    case BiometricStatement::kObjection:
    case BiometricStatement::kChildRefusal: return Act::kRecordObjection;
    case BiometricStatement::kNotified:
    case BiometricStatement::kConsent:
    case BiometricStatement::kLapsed: return Act::kRecordPermission;
  }
  return Act::kRecordPermission;
}

ExitCode SetBiometric(const AppContext& context, const BiometricArguments& arguments) {
  const auto statement = ParseBiometricStatement(arguments.statement);
  if (!statement) {
    return Misunderstood("say notified, consent, withdrawal, objection or child-refusal");
  }
  const auto from = DayOr(arguments.from, context.clock.Today());
  if (!from) return Misunderstood("--from is not a day; write it as YYYY-MM-DD");
  const auto hash = HashEvidence(arguments.evidence);
  if (!hash.ok()) return Fail(hash.error());
  const NewBiometric entry{PersonId{arguments.person}, *statement,        *from, arguments.given_by,
                           arguments.evidence.place,   hash.value().value};
  return WithRegister(context, ActOf(*statement), [&](Register& reg, const Actor& me) {
    Biometrics biometrics(reg);
    const auto receipt = biometrics.Record(entry, me);
    if (!receipt.ok()) return FailRegister(receipt.error());
    const BiometricRecorded& done = receipt.value();
    std::string text = "Recorded.\n";
    const bool destroyed = done.templates > 0 || done.crops > 0;
    text += destroyed ? "\n" + ReceiptText(done) + "\n" : "";
    text += ObstaclesText(done.missing);
    return Answer(context, "consent_biometric",
                  {{"person", arguments.person},
                   {"case", done.case_number},
                   {"references_destroyed", done.templates},
                   {"at", done.at},
                   {"receipt", destroyed ? ReceiptJson(done) : Json(nullptr)},
                   {"missing", ObstaclesJson(done.missing)}},
                  text);
  });
}

// What it all comes to: a consent above which something stands lets nothing begin.
struct BasisResult {
  std::string comparison;  // "allowed", "references_only", "none"
  std::string text;
};

BasisResult ResultOf(const BiometricState& state, bool obstacles, bool references, bool assessed) {
  if (!obstacles) {
    if (assessed) return {"allowed", "There is a basis for comparing this person's face"};
    return {"none",
            "No comparison: there is a basis, but no impact assessment is on record (`photogate "
            "dpia record`)"};
  }
  if (state.objection) return {"none", "No comparison: there is an objection"};
  if (!state.consent) return {"none", "No comparison: no consent stands"};
  if (references && assessed) {
    return {"references_only",
            "No new comparison: this face is compared with the references that are there, and "
            "something is missing for more"};
  }
  return {"none", "No comparison: a consent stands, but something is still missing"};
}

ExitCode ShowBasis(const AppContext& context, const BiometricArguments& arguments) {
  const auto day = DayOr(arguments.as_of, context.clock.Today());
  if (!day) return Misunderstood("--as-of is not a day; write it as YYYY-MM-DD");
  const auto recorded_by = arguments.as_recorded ? day : std::nullopt;
  return WithRegister(context, Act::kLookAtRegister, [&](Register& reg, const Actor& me) {
    Biometrics biometrics(reg);
    const PersonId id{arguments.person};
    const auto state = biometrics.State(id, *day, recorded_by);
    if (!state.ok()) return FailRegister(state.error());
    const auto missing = biometrics.Obstacles(id, *day, recorded_by);
    if (!missing.ok()) return FailRegister(missing.error());
    const auto history = biometrics.History(id);
    if (!history.ok()) return FailRegister(history.error());
    const auto looked = Looks(reg).Record("consent basis", id.value, me);
    if (!looked.ok()) return FailRegister(looked.error());
    Json list = Json::array();
    std::vector<std::vector<std::string>> rows{{"SAID", "FROM", "BY WHOM", "EVIDENCE", "RECORDED"}};
    for (const auto& row : history.value()) {
      const std::string said(BiometricStatementName(row.record.statement));
      list.push_back({{"statement", said},
                      {"from", FormatDate(row.record.from)},
                      {"given_by", row.record.given_by},
                      {"evidence", row.evidence},
                      {"evidence_sha256", row.evidence_sha256},
                      {"source", row.record.source == RecordSource::kHand ? "hand" : "import"},
                      {"undone", row.undone},
                      {"recorded_by", row.recorded_by},
                      {"recorded_at", row.recorded_at}});
      rows.push_back({row.undone ? said + " (import undone)" : said, FormatDate(row.record.from),
                      Printable(row.record.given_by),
                      Printable(EvidenceText(row.evidence_sha256, row.evidence)),
                      row.recorded_at + " " + Printable(row.recorded_by)});
    }
    // References and the assessment are known as they are today.
    const auto references = Templates(reg).List(id);
    if (!references.ok()) return FailRegister(references.error());
    const auto dpia = reg.FindDpia();
    if (!dpia.ok()) return FailRegister(dpia.error());
    const BasisResult result = ResultOf(state.value(), !missing.value().empty(),
                                        !references.value().empty(), dpia.value().has_value());
    return Answer(context, "consent_basis",
                  {{"person", arguments.person},
                   {"as_of", FormatDate(*day)},
                   {"comparison", result.comparison},
                   {"result", result.text},
                   {"basis", state.value().basis()},
                   {"consent", state.value().consent},
                   {"objection", state.value().objection},
                   {"missing", ObstaclesJson(missing.value())},
                   {"history", list}},
                  fmt::format("{} (on {}).\n{}\n{}", result.text, FormatDate(*day),
                              ObstaclesText(missing.value()),
                              rows.size() == 1 ? "Nothing was ever recorded.\n" : TextTable(rows)));
  });
}

}  // namespace

void AddConsentBiometric(CLI::App& consent, AppContext& context) {
  auto arguments = std::make_shared<BiometricArguments>();
  CLI::App* biometric = AddVerb(
      consent, "biometric",
      "Record what was said about comparing a person's face; a no destroys their references",
      "  photogate consent biometric P1001 notified                 # every parent of the child\n"
      "  photogate consent biometric P1001 notified --by \"parent B\" --from 2026-09-03\n"
      "  photogate consent biometric P1001 consent --by \"parent A\" --evidence form.pdf\n"
      "  photogate consent biometric P1001 objection --by \"parent B\"\n"
      "  photogate consent biometric P1001 child-refusal\n"
      "\n"
      "England and Wales: each parent is notified, at least one consents in writing, and no "
      "parent\n"
      "and not the child may object (Protection of Freedoms Act 2012, section 26).\n");
  biometric->add_option("person", arguments->person, "The school's number")
      ->required()
      ->type_name("ID");
  biometric->add_option("statement", arguments->statement, "What was said")
      ->required()
      ->check(CLI::IsMember({"notified", "consent", "withdrawal", "objection", "child-refusal"}));
  biometric->add_option("--from", arguments->from, "First day in force (today)")
      ->type_name("YYYY-MM-DD");
  biometric
      ->add_option("--by,--given-by", arguments->given_by,
                   "Whose word it is, or who was notified: \"parent A\" ...")
      ->type_name("TEXT");
  AddEvidence(*biometric, arguments->evidence);
  AddDryRun(*biometric, context);
  OnRun(*biometric, context, [&context, arguments] { return SetBiometric(context, *arguments); });

  CLI::App* basis =
      AddVerb(consent, "basis", "Whether a person's face may be compared, and what is missing",
              "  photogate consent basis P1001\n"
              "  photogate consent basis P1001 --as-of 2026-09-01 --json\n");
  basis->add_option("person", arguments->person, "The school's number")
      ->required()
      ->type_name("ID");
  AddAsOf(*basis, arguments->as_of);
  AddAsRecorded(*basis, arguments->as_recorded);
  OnRun(*basis, context, [&context, arguments] { return ShowBasis(context, *arguments); });
}

}  // namespace photogate
