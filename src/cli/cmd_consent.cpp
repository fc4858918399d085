// photogate consent set | object | biometric | show
#include <CLI/CLI.hpp>

#include "cli/terminal.h"
#include "cli/verbs.h"
#include "consent/biometrics.h"
#include "consent/permissions.h"

namespace photogate {
namespace {

struct ConsentArguments {
  std::string person, use, statement, from, until, given_by, evidence, name_level = "none";
};

ExitCode SetConsent(const AppContext& context, const ConsentArguments& arguments) {
  const auto statement = ParsePermissionStatement(arguments.statement);
  if (!statement) return Misunderstood("say granted, refused or withdrawn");
  const auto from = arguments.from.empty() ? context.clock.Today() : ParseDate(arguments.from);
  if (!from) return Misunderstood("--from is not a day; write it as YYYY-MM-DD");
  NewPermission permission{.person = PersonId{arguments.person},
                           .use = UseName{arguments.use},
                           .statement = *statement,
                           .from = *from,
                           .until = std::nullopt,
                           .given_by = arguments.given_by,
                           .evidence = arguments.evidence};
  if (!arguments.until.empty()) {
    permission.until = ParseDate(arguments.until);
    if (!permission.until) return Misunderstood("--until is not a day; write it as YYYY-MM-DD");
  }
  if (arguments.name_level == "first") permission.name_level = NameWithImage::kFirst;
  if (arguments.name_level == "full") permission.name_level = NameWithImage::kFull;
  return WithRegister(context, [&](Register& reg) {
    const auto done = Permissions(reg).Record(permission, Me());
    if (!done.ok()) return FailRegister(done.error());
    return Answer(context, "consent_set", {{"person", arguments.person}, {"use", arguments.use}},
                  "Recorded, in force from " + FormatDate(*from) + ".");
  });
}

ExitCode Object(const AppContext& context, const ConsentArguments& arguments) {
  return WithRegister(context, [&](Register& reg) {
    const auto done = Permissions(reg).Object(PersonId{arguments.person}, context.clock.Today(),
                                              arguments.given_by, Me());
    if (!done.ok()) return FailRegister(done.error());
    return Answer(context, "consent_object", {{"person", arguments.person}},
                  "Recorded: not to be published on any channel, from now on.");
  });
}

ExitCode SetBiometric(const AppContext& context, const ConsentArguments& arguments) {
  const auto statement = ParseBiometricStatement(arguments.statement);
  if (!statement)
    return Misunderstood("say notified, consent, withdrawal, objection or child-refusal");
  const auto from = arguments.from.empty() ? context.clock.Today() : ParseDate(arguments.from);
  if (!from) return Misunderstood("--from is not a day; write it as YYYY-MM-DD");
  const NewBiometric entry{PersonId{arguments.person}, *statement, *from, arguments.given_by,
                           arguments.evidence};
  return WithRegister(context, [&](Register& reg) {
    const auto receipt = Biometrics(reg).Record(entry, Me());
    if (!receipt.ok()) return FailRegister(receipt.error());
    const DestructionReceipt& done = receipt.value();
    std::string text = "Recorded.";
    if (done.templates > 0) {
      text += "\nRECEIPT: " + std::to_string(done.templates) + " reference" +
              (done.templates == 1 ? "" : "s") + " of " + done.case_number + " destroyed at " +
              done.at + " by " + Printable(done.by) + ".";
    }
    return Answer(context, "consent_biometric",
                  {{"person", arguments.person},
                   {"case", done.case_number},
                   {"references_destroyed", done.templates},
                   {"at", done.at}},
                  text);
  });
}

ExitCode ShowHistory(const AppContext& context, const ConsentArguments& arguments) {
  return WithRegister(context, [&](Register& reg) {
    const auto history = Permissions(reg).History(PersonId{arguments.person});
    if (!history.ok()) return FailRegister(history.error());
    Json list = Json::array();
    std::vector<std::vector<std::string>> rows{
        {"USE", "SAID", "FROM", "UNTIL", "BY WHOM", "RECORDED"}};
    for (const auto& row : history.value()) {
      const std::string until = row.record.until ? FormatDate(*row.record.until) : "";
      const std::string said(PermissionStatementName(row.record.statement));
      list.push_back({{"use", row.use.value},
                      {"statement", said},
                      {"from", FormatDate(row.record.from)},
                      {"until", until.empty() ? Json(nullptr) : Json(until)},
                      {"given_by", row.record.given_by},
                      {"evidence", row.evidence},
                      {"recorded_by", row.recorded_by},
                      {"recorded_at", row.recorded_at}});
      rows.push_back({Printable(row.use.value), said, FormatDate(row.record.from), until,
                      Printable(row.record.given_by),
                      row.recorded_at + " " + Printable(row.recorded_by)});
    }
    return Answer(context, "consent_history", {{"person", arguments.person}, {"history", list}},
                  rows.size() == 1 ? "Nothing was ever recorded: that means no." : TextTable(rows));
  });
}

}  // namespace

void AddConsent(CLI::App& app, AppContext& context) {
  CLI::App* consent =
      AddVerb(app, "consent", "Record what parents and people permit, refuse or withdraw",
              "  photogate consent set P1001 newsletter granted --evidence \"form 2026/118\"\n"
              "  photogate consent set P1001 website withdrawn --by \"parent A\"\n"
              "  photogate consent object P1001\n"
              "  photogate consent show P1001\n");
  consent->require_subcommand(1);
  auto arguments = std::make_shared<ConsentArguments>();

  CLI::App* set = AddVerb(*consent, "set", "Record one permission, refusal or withdrawal",
                          "  photogate consent set P1001 newsletter granted --until 2027-08-31\n");
  set->add_option("person", arguments->person, "The school's number")->required()->type_name("ID");
  set->add_option("use", arguments->use, "website, newsletter, social ...")
      ->required()
      ->type_name("USE");
  set->add_option("statement", arguments->statement, "What was said")
      ->required()
      ->check(CLI::IsMember({"granted", "refused", "withdrawn"}));
  set->add_option("--from", arguments->from, "First day in force (today)")->type_name("YYYY-MM-DD");
  set->add_option("--until", arguments->until, "Last day in force")->type_name("YYYY-MM-DD");
  set->add_option("--by", arguments->given_by, "Whose word it is; parents who disagree mean no")
      ->type_name("TEXT");
  set->add_option("--evidence", arguments->evidence, "Where the signed form is kept")
      ->type_name("TEXT");
  set->add_option("--name", arguments->name_level,
                  "With use name-with-image: how they may be named")
      ->check(CLI::IsMember({"none", "first", "full"}));
  OnRun(*set, context, [&context, arguments] { return SetConsent(context, *arguments); });

  CLI::App* object =
      AddVerb(*consent, "object",
              "Somebody does not want to be photographed: in force at once, no reason asked",
              "  photogate consent object P1001\n");
  object->add_option("person", arguments->person, "The school's number")
      ->required()
      ->type_name("ID");
  object->add_option("--by", arguments->given_by, "Whose word it is")->type_name("TEXT");
  OnRun(*object, context, [&context, arguments] { return Object(context, *arguments); });

  CLI::App* biometric = AddVerb(
      *consent, "biometric",
      "Record what was said about comparing a person's face; a no destroys their references",
      "  photogate consent biometric P1001 consent --evidence \"form 2026/118\"\n"
      "  photogate consent biometric P1001 objection --by \"parent B\"\n");
  biometric->add_option("person", arguments->person, "The school's number")
      ->required()
      ->type_name("ID");
  biometric->add_option("statement", arguments->statement, "What was said")
      ->required()
      ->check(CLI::IsMember({"notified", "consent", "withdrawal", "objection", "child-refusal"}));
  biometric->add_option("--from", arguments->from, "First day in force (today)")
      ->type_name("YYYY-MM-DD");
  biometric->add_option("--by", arguments->given_by, "Whose word it is")->type_name("TEXT");
  biometric->add_option("--evidence", arguments->evidence, "Where the signed form is kept")
      ->type_name("TEXT");
  OnRun(*biometric, context, [&context, arguments] { return SetBiometric(context, *arguments); });

  CLI::App* show = AddVerb(*consent, "show", "Everything that was ever recorded for a person",
                           "  photogate consent show P1001 --json\n");
  show->add_option("person", arguments->person, "The school's number")->required()->type_name("ID");
  OnRun(*show, context, [&context, arguments] { return ShowHistory(context, *arguments); });
}

}  // namespace photogate
