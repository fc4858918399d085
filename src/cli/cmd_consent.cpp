// photogate consent set | object; the other parts are in cmd_consent_*.cpp.
#include <CLI/CLI.hpp>

#include "cli/consent_text.h"
#include "cli/consent_verbs.h"
#include "cli/evidence.h"
#include "cli/person_verbs.h"
#include "cli/recall_report.h"
#include "cli/still_out_text.h"
#include "cli/terminal.h"
#include "cli/verbs.h"
#include "consent/people.h"
#include "consent/permissions.h"

namespace photogate {
namespace {

struct ConsentArguments {
  std::string person, use, statement, from, until, given_by, name_level, basis = "consent";
  EvidenceArguments evidence;
  bool insist = false;
};

// What --name says; an Error is a sentence for the office.
Result<NameWithImage> ReadNameLevel(const ConsentArguments& arguments) {
  const bool naming = arguments.use == kNameUse.value && arguments.statement == "granted";
  if (naming == arguments.name_level.empty()) {
    return Error{ErrorKind::kRefused,
                 naming ? "Say how far: --name first or --name full (--name none is a refusal)."
                        : "--name goes with `consent set ID name-with-image granted` and nothing "
                          "else; a refusal needs none."};
  }
  if (arguments.name_level == "first") return NameWithImage::kFirst;
  return arguments.name_level == "full" ? NameWithImage::kFull : NameWithImage::kNone;
}

// A no is entered by everybody whom one may tell it, at once.
Act ActOf(PermissionStatement statement) {
  return statement == PermissionStatement::kGranted ? Act::kRecordPermission
                                                    : Act::kRecordObjection;
}

// How it stands, whose word that is, and what the statement takes back.
std::string StandsText(const PermissionRecorded& done, bool reads) {
  std::string text = " With everything on record it stands today as: " +
                     std::string(PermissionStateName(done.state)) +
                     (done.name_level == NameWithImage::kNone
                          ? ""
                          : ": " + std::string(NameWithImageName(done.name_level))) +
                     ".";
  if (!reads) return text;
  if (!done.against.empty()) text += "\nWhat counts: " + VoicesText(done.against) + ".";
  if (!done.set_aside.empty()) text += "\nThis sets aside " + VoicesText(done.set_aside) + ".";
  const std::string alike = AlikeText(done.alike);
  return alike.empty() ? text : text + "\n" + alike.substr(0, alike.size() - 1);
}

ExitCode SetConsent(const AppContext& context, const ConsentArguments& arguments) {
  const auto from = DayOr(arguments.from, context.clock.Today());
  if (!from) return Misunderstood("--from is not a day; write it as YYYY-MM-DD");
  const auto level = ReadNameLevel(arguments);
  if (!level.ok()) return Fail(level.error());
  NewPermission permission{.person = PersonId{arguments.person},
                           .use = UseName{arguments.use},
                           .statement = *ParsePermissionStatement(arguments.statement),
                           .from = *from,
                           .until = std::nullopt,
                           .basis = *ParsePermissionBasis(arguments.basis),
                           .given_by = arguments.given_by,
                           .evidence = arguments.evidence.place,
                           .name_level = level.value(),
                           .evidence_sha256 = {},
                           .insist = arguments.insist};
  if (!arguments.until.empty()) {
    permission.until = ParseDate(arguments.until);
    if (!permission.until) return Misunderstood("--until is not a day; write it as YYYY-MM-DD");
  }
  const auto hash = HashEvidence(arguments.evidence);
  if (!hash.ok()) return Fail(hash.error());
  permission.evidence_sha256 = hash.value().value;
  return WithRegister(context, ActOf(permission.statement), [&](Register& reg, const Actor& me) {
    Permissions permissions(reg);
    const auto done = permissions.Record(permission, me);
    if (!done.ok()) return FailRegister(done.error());
    const std::string now(PermissionStateName(done.value().state));
    // A no is entered by some who may not look at the register.
    const bool reads = Admit(context, reg, Act::kLookAtRegister).ok();
    auto person = People(reg).Show(permission.person, context.clock.Today());
    if (!person.ok()) return FailRegister(person.error());
    // What a rehearsal did is gone again.
    for (auto& [use, known] : person.value().permissions) {
      if (use == permission.use) known = done.value().state;
    }
    const std::string overruled = OverruledText(person.value());
    const std::string taken = TakeOutText(context, reg, me);
    const StillOutReport out = permission.statement == PermissionStatement::kGranted
                                   ? StillOutReport{}
                                   : ReportStillOut(reg, permission.person);
    return Answer(
        context, "consent_set",
        {{"person", arguments.person},
         {"use", arguments.use},
         {"from", FormatDate(*from)},
         {"state_today", now},
         {"name_today", arguments.use == kNameUse.value
                            ? Json(std::string(NameWithImageName(done.value().name_level)))
                            : Json(nullptr)},
         {"against", reads ? VoicesJson(done.value().against) : Json(nullptr)},
         {"set_aside", reads ? VoicesJson(done.value().set_aside) : Json(nullptr)},
         {"alike_names", reads ? Json(done.value().alike) : Json(nullptr)},
         {"barred", person.value().safeguarding_bar},
         {"objects_to_photos", ObjectsToPhotos(person.value())},
         {"evidence_sha256", permission.evidence_sha256},
         {"takedowns_opened", done.value().places},
         {"copies_not_looked_at", done.value().not_looked},
         {"releases", out.releases},
         {"copies_by_check", out.by_check}},
        "Recorded, in force from " + FormatDate(*from) + "." + StandsText(done.value(), reads) +
            (overruled.empty() ? "" : "\n" + overruled) +
            OpenedText(done.value(), arguments.person) + taken + out.text);
  });
}

ExitCode Object(const AppContext& context, const ConsentArguments& arguments) {
  const UseName use = arguments.use.empty() ? kPhotographyUse : UseName{arguments.use};
  return WithRegister(context, Act::kRecordObjection, [&](Register& reg, const Actor& me) {
    const auto done = Permissions(reg).Object(PersonId{arguments.person}, context.clock.Today(),
                                              arguments.given_by, me, use);
    if (!done.ok()) return FailRegister(done.error());
    const std::string said = use == kPhotographyUse
                                 ? "Recorded: not to be published on any channel, from now on."
                                 : "Recorded: not to be published there, from now on.";
    const std::string taken = TakeOutText(context, reg, me);
    const StillOutReport out = ReportStillOut(reg, PersonId{arguments.person});
    return Answer(context, "consent_object",
                  {{"person", arguments.person},
                   {"use", use.value},
                   {"takedowns_opened", done.value().places},
                   {"copies_not_looked_at", done.value().not_looked},
                   {"releases", out.releases},
                   {"copies_by_check", out.by_check}},
                  said + OpenedText(done.value(), arguments.person) + taken + out.text);
  });
}

void AddId(CLI::App& verb, ConsentArguments& arguments) {
  verb.add_option("person", arguments.person, "The school's number")->required()->type_name("ID");
}

void AddGivenBy(CLI::App& verb, ConsentArguments& arguments) {
  verb.add_option("--by,--given-by", arguments.given_by,
                  "Whose word it is: \"parent A\", pupil ...; parents who disagree mean no")
      ->type_name("TEXT");
}

}  // namespace

void AddConsent(CLI::App& app, AppContext& context) {
  CLI::App* consent =
      AddVerb(app, "consent", "Record what parents and people permit, refuse or withdraw",
              "  photogate consent set P1001 newsletter granted --evidence form.pdf\n"
              "  photogate consent set P1001 website withdrawn --by \"parent A\"\n"
              "  photogate consent object P1001\n"
              "  photogate consent show P1001 --as-of 2026-09-01\n"
              "  photogate consent basis P1001\n"
              "  photogate consent uses list\n");
  consent->require_subcommand(1);
  auto arguments = std::make_shared<ConsentArguments>();

  CLI::App* set = AddVerb(*consent, "set", "Record one permission, refusal or withdrawal",
                          "  photogate consent set P1001 newsletter granted --until 2027-08-31\n"
                          "  photogate consent set P1001 press granted --evidence scan.pdf "
                          "--evidence-place \"safe 2\"\n"
                          "  photogate consent set P1001 name-with-image granted --name first\n"
                          "  photogate consent set P1001 website granted --by \"parent A\" "
                          "--dry-run\n"
                          "\n"
                          "Each name of --by is a voice of its own, and no name is the family as "
                          "one. A voice's\n"
                          "new word takes the place of its earlier one; the answer says what a "
                          "grant sets aside,\n"
                          "and whose no counts still. An objection that was recorded without a "
                          "name is taken\n"
                          "back without one only with --insist.\n");
  AddId(*set, *arguments);
  set->add_option("use", arguments->use, "website, newsletter ...: `photogate consent uses list`")
      ->required()
      ->type_name("USE");
  set->add_option("statement", arguments->statement, "What was said")
      ->required()
      ->check(CLI::IsMember({"granted", "refused", "withdrawn"}));
  set->add_option("--from", arguments->from, "First day in force (today)")->type_name("YYYY-MM-DD");
  set->add_option("--until", arguments->until, "Last day in force")->type_name("YYYY-MM-DD");
  AddGivenBy(*set, *arguments);
  set->add_option("--basis", arguments->basis, "The lawful basis (UK GDPR article 6)")
      ->check(CLI::IsMember({"consent", "public-task", "legitimate-interests"}))
      ->capture_default_str();
  AddEvidence(*set, arguments->evidence);
  set->add_option("--name", arguments->name_level,
                  "With use name-with-image: how they may be named")
      ->check(CLI::IsMember({"none", "first", "full"}));
  set->add_flag(
      "--insist", arguments->insist,
      "Take back an objection that was recorded without a name, without a name; it is put "
      "on record");
  AddDryRun(*set, context);
  OnRun(*set, context, [&context, arguments] { return SetConsent(context, *arguments); });

  CLI::App* object =
      AddVerb(*consent, "object",
              "Somebody does not want to be photographed: in force at once, no reason asked",
              "  photogate consent object P1001\n"
              "  photogate consent object P1001 --use press --by \"parent B\"\n");
  AddId(*object, *arguments);
  object->add_option("--use", arguments->use, "Only to this use, instead of all")->type_name("USE");
  AddGivenBy(*object, *arguments);
  AddDryRun(*object, context);
  OnRun(*object, context, [&context, arguments] { return Object(context, *arguments); });

  AddConsentBiometric(*consent, context);
  AddConsentShow(*consent, context);
  AddConsentUses(*consent, context);
}

}  // namespace photogate
