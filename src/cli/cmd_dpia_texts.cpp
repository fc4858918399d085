// photogate dpia template | notice | consent-form
#include <fmt/format.h>

#include <CLI/CLI.hpp>

#include "cli/dpia_verbs.h"
#include "cli/terminal.h"
#include "cli/texts.h"
#include "cli/verbs.h"
#include "consent/channels.h"
#include "consent/counts.h"
#include "consent/home_settings.h"
#include "consent/permissions.h"
#include "consent/register_settings.h"
#include "consent/retention.h"
#include "consent/ways_in.h"
#include "models/model_store.h"
#include "outcome/write_outcome.h"

namespace photogate {
namespace {

using Values = std::map<std::string, std::string>;

struct TextArguments {
  std::string readers = "parents", out;
};

// Somebody typed it, so it must not format the document.
std::string Plain(const std::string& typed) {
  std::string text;
  for (const char c : Printable(typed)) {
    if (std::string_view("\\`*_[]<>|#").find(c) != std::string_view::npos) text += '\\';
    text += c;
  }
  return text;
}

void AddLaw(Values& values, bool england_wales, bool objection_stops) {
  values["jurisdiction"] =
      england_wales ? "England and Wales" : "other than England and Wales (as set)";
  values["act"] =
      england_wales
          ? ", and the Protection of Freedoms Act 2012, section 26: both parents are told, one of "
            "them consents in writing, no parent objects in writing, and the child's own refusal "
            "always wins; an alternative is always there"
          : " **[SCHOOL: and what the law that holds here asks for]**";
  values["objection_rule"] =
      objection_stops
          ? "**Where somebody who objects may be in a photo, nobody's face in it is compared**: "
            "the "
            "photo goes to a person. (Setting of this register.)"
          : "Where somebody who objects may be in a photo, the faces of others are still compared; "
            "there is no template of whoever objects. **[SCHOOL: say why that is lawful here]**";
  values["parents_law"] =
      england_wales
          ? "By law (Protection of Freedoms Act 2012, section 26) we tell every parent we know of. "
            "One parent must agree in writing. If any parent says no in writing, it is no. **If "
            "your "
            "child says no, in words or in any other way, it is no, whatever a parent has signed.**"
          : "We ask for your consent in writing. If your child says no, it is no. **[SCHOOL: name "
            "the law that holds here]**";
  values["pupils_law"] =
      england_wales ? "The law says: if you say no, it is no, even if your parents said yes."
                    : "If you say no, it is no, even if your parents said yes.";
  values["form_law"] =
      england_wales
          ? "One parent's signature is enough to consent. An objection in writing by any parent, "
            "or "
            "the child's own refusal, is enough to stop it (Protection of Freedoms Act 2012, "
            "section 26)."
          : "**[SCHOOL: name the law that holds here and who must sign]**";
}

std::string ModelsText(const AppContext& context) {
  auto store = ModelStore::Open(context.ModelFolders());
  if (!store.ok()) return "**[SCHOOL: the models could not be read]**";
  const auto models = store.value().Load();
  if (!models.ok() || !models.value().recogniser) {
    return "No recogniser is installed: faces are found and held for a person, never compared.";
  }
  const auto& recogniser = *models.value().recogniser;
  std::string text = fmt::format("Recogniser: {}.", Plain(recogniser.id.value));
  if (recogniser.thresholds) {
    text += fmt::format(
        " A distance of at most {:.3f} counts as a match and of at most {:.3f} as possible. "
        "Measured: {}",
        recogniser.thresholds->match.value, recogniser.thresholds->possible.value,
        Plain(recogniser.thresholds->measured));
  }
  return text;
}

std::string Number(int count) { return fmt::format("{}", count); }

void AddCounts(Values& values, const RegisterCounts& counts) {
  values["people"] = Number(counts.people);
  values["pupils"] = Number(counts.pupils);
  values["staff"] = Number(counts.staff);
  values["visitors"] = Number(counts.visitors);
  values["barred"] = Number(counts.barred_everywhere);
  values["consents"] = Number(counts.biometric_consents);
  values["objections"] = Number(counts.biometric_objections);
  values["people_with_template"] = Number(counts.people_with_template);
  values["templates"] = Number(counts.templates + counts.templates_other_model);
  values["cleared"] = Number(counts.cleared_photos);
}

std::string ChannelsText(const std::vector<ChannelDetails>& channels) {
  std::string text =
      "| channel | address | audience | seen by | state | faces not on the register |\n"
      "|---|---|---|---|---|---|\n";
  for (const auto& channel : channels) {
    const ChannelCase& given = channel.business_case;
    const auto or_gap = [](const std::string& typed) {
      return typed.empty() ? std::string("**[SCHOOL]**") : Plain(typed);
    };
    text += fmt::format(
        "| {} | {} | {} | {} | {} | {} |\n", Plain(channel.name.value), or_gap(given.address),
        or_gap(given.audience), given.access == ChannelAccess::kOpen ? "everybody" : "members",
        ChannelStateName(channel.state),
        channel.rules.mode == ChannelMode::kAccount ? "hold the photo" : "let pass");
  }
  return text;
}

void AddKeys(Values& values, const WaysIn& ways) {
  values["opens_with"] = ways.key && ways.passphrase ? "a key file or a passphrase"
                         : ways.passphrase           ? "a passphrase"
                                                     : "a key file";
  values["key_kept"] = ways.key ? "key file kept apart from the computer **[SCHOOL: where]**"
                                : "passphrase known to few **[SCHOOL: whom]**";
}

Result<Values> ValuesOf(const AppContext& context, Register& reg) {
  Values values;
  values["today"] = FormatDate(context.clock.Today());
  const auto dpia = reg.FindDpia();
  if (!dpia.ok()) return dpia.error();
  values["reference"] = dpia.value() ? Plain(dpia.value()->reference) : "";
  values["officer"] = dpia.value() ? Plain(dpia.value()->officer) : "";
  values["date"] = dpia.value() ? FormatDate(dpia.value()->date) : "";
  const auto jurisdiction = reg.FindJurisdiction();
  if (!jurisdiction.ok()) return jurisdiction.error();
  const auto channels = Channels(reg).List();
  if (!channels.ok()) return channels.error();
  const auto counts = CountRegister(reg, context.clock.Today(), std::nullopt);
  if (!counts.ok()) return counts.error();
  AddLaw(values, jurisdiction.value() == Jurisdiction::kEnglandWales,
         counts.value().objection_stops_comparison);
  AddCounts(values, counts.value());
  values["channels"] = ChannelsText(channels.value());
  const auto uses = Permissions(reg).Uses();
  if (!uses.ok()) return uses.error();
  for (const Use& use : uses.value()) {
    if (use.name == kNameUse || use.name == kPhotographyUse) continue;
    const std::string said = Plain(use.description.empty() ? use.name.value : use.description);
    values["uses"] += fmt::format("{}{}", values["uses"].empty() ? "" : "; ", said);
    values["use_rows"] += fmt::format("{}| {} | ☐ | ☐ |", values["use_rows"].empty() ? "" : "\n",
                                      Plain(use.description));
  }
  const auto periods = Retention(reg).Periods();
  if (!periods.ok()) return periods.error();
  const auto& [leavers, looks] = periods.value();
  values["leavers"] =
      leavers ? fmt::format("{} days after somebody has left, then they are erased", *leavers)
              : "**[SCHOOL: how long after somebody has left; then photogate retention set]**";
  values["looks"] = looks ? fmt::format("{} days", *looks)
                          : "**[SCHOOL: how long, at least a year; then photogate retention set]**";
  const auto settings = ReadRegisterSettings(reg);
  if (!settings.ok()) return settings.error();
  const auto watching = HomeSettings(reg).ForWatching();
  if (!watching.ok()) return watching.error();
  const int days = watching.value().keep_days;
  values["keep_days"] = fmt::format("{} {}", days, days == 1 ? "day" : "days");
  const bool crops = settings.value().keep_reference_crops;
  values["crops"] = crops ? ", but a small picture of the face, for the staff who decide; it is "
                            "destroyed with the numbers"
                          : ", nor pictures cut out of them";
  values["crop_rule"] = crops ? "a small crop of the face is kept for reviewers and destroyed with "
                                "the template (setting of this register)"
                              : "not kept, nor crops of them (setting of this register)";
  const auto ways = FindWaysIn(reg.home());
  if (!ways.ok()) return ways.error();
  AddKeys(values, ways.value());
  values["models"] = ModelsText(context);
  return values;
}

// Places for the school to fill in; the sentence that explains the mark is none.
std::size_t CountGaps(const std::string& filled) {
  std::size_t gaps = 0;
  for (std::size_t at = 0; (at = filled.find("[SCHOOL", at)) != std::string::npos; ++at) {
    if (filled.compare(at, 12, "[SCHOOL: ...") != 0) ++gaps;
  }
  return gaps;
}

ExitCode Write(const AppContext& context, const std::string& what, std::string_view text,
               const std::string& out) {
  return WithRegister(context, Act::kLookAtRegister, [&](Register& reg, const Actor&) {
    auto values = ValuesOf(context, reg);
    if (!values.ok()) return FailRegister(values.error());
    const std::string filled = FilledIn(text, values.value());
    const std::size_t gaps = CountGaps(filled);
    if (out.empty()) {
      return Answer(context, "dpia_text", {{"document", what}, {"gaps", gaps}, {"text", filled}},
                    filled);
    }
    const auto written = WriteNewFile(out, filled);
    if (!written.ok()) return Fail(written.error());
    return Answer(context, "dpia_text", {{"document", what}, {"gaps", gaps}, {"file", out}},
                  fmt::format("Written. {} places marked [SCHOOL: ...] are for the school to fill "
                              "in; the data protection officer reads the whole.",
                              gaps));
  });
}

void AddOut(CLI::App& verb, TextArguments& arguments) {
  verb.add_option("--out", arguments.out, "A new file (standard output)")->type_name("FILE.md");
}

}  // namespace

void AddDpiaTexts(CLI::App& dpia, AppContext& context) {
  auto arguments = std::make_shared<TextArguments>();
  CLI::App* draft =
      AddVerb(dpia, "template", "A draft of the assessment from the settings of this register",
              "  photogate dpia template --out dpia.md\n");
  AddOut(*draft, *arguments);
  OnRun(*draft, context,
        [&context, arguments] { return Write(context, "template", DpiaText(), arguments->out); });
  CLI::App* notice =
      AddVerb(dpia, "notice", "A privacy notice for parents, or a plain one for pupils",
              "  photogate dpia notice --for pupils --out pupils.md\n");
  notice->add_option("--for", arguments->readers, "Who reads it")
      ->check(CLI::IsMember({"parents", "pupils"}))
      ->capture_default_str();
  AddOut(*notice, *arguments);
  OnRun(*notice, context, [&context, arguments] {
    const bool pupils = arguments->readers == "pupils";
    return Write(context, "notice for " + arguments->readers,
                 pupils ? NoticeForPupilsText() : NoticeForParentsText(), arguments->out);
  });
  CLI::App* form = AddVerb(dpia, "consent-form",
                           "The form for parents, with comparing faces as a question of its own",
                           "  photogate dpia consent-form --out form.md\n");
  AddOut(*form, *arguments);
  OnRun(*form, context, [&context, arguments] {
    return Write(context, "consent form", ConsentFormText(), arguments->out);
  });
}

}  // namespace photogate
