// photogate setting list | set
#include <fmt/format.h>

#include <CLI/CLI.hpp>

#include "cli/changes.h"
#include "cli/left_behind.h"
#include "cli/terminal.h"
#include "cli/verbs.h"
#include "consent/home_settings.h"
#include "consent/past.h"
#include "consent/register_settings.h"

namespace photogate {
namespace {

struct SettingArguments {
  std::string name, value, as_of;
  bool insist = false;
};

struct Row {
  std::string name, value, choices, meaning;
};

std::vector<Row> RowsOf(const RegisterSettings& settings) {
  const auto yes_no = [](bool value) { return std::string(value ? "yes" : "no"); };
  return {{"jurisdiction",
           settings.jurisdiction == Jurisdiction::kEnglandWales ? "england-wales" : "other",
           "england-wales, other", "Whose law holds for biometric data"},
          {"objection-stops-comparison",
           settings.objection_stops_comparison ? yes_no(*settings.objection_stops_comparison)
                                               : "default",
           "yes, no, default",
           "Whether an objection leaves everybody at the event uncompared; the assessment must "
           "say no"},
          {"keep-reference-crops", yes_no(settings.keep_reference_crops), "yes, no",
           "Whether reviewers see a small crop of each reference photo"}};
}

ExitCode ListSettings(const AppContext& context, const SettingArguments& arguments) {
  const auto day = DayOr(arguments.as_of, context.clock.Today());
  if (!day) return Misunderstood("--as-of is not a day; write it as YYYY-MM-DD");
  return WithRegister(context, Act::kLookAtRegister, [&](Register& reg, const Actor&) {
    Past past(reg, *day);
    const auto settings = past.Settings();
    if (!settings.ok()) return FailRegister(settings.error());
    Json list = Json::object();
    const bool over = *day < context.clock.Today();
    std::vector<std::vector<std::string>> rows{
        {"SETTING", over ? "WAS" : "IS", "MAY BE", "WHAT IT MEANS"}};
    for (const Row& row : RowsOf(settings.value())) {
      list[row.name] = row.value;
      rows.push_back({row.name, row.value, row.choices, row.meaning});
    }
    const auto folder = past.SettingsOfHome();
    if (!folder.ok()) return FailRegister(folder.error());
    for (const HomeSetting& one : folder.value()) {
      list[one.name] = one.value;
      rows.push_back({one.name, Printable(one.value), one.choices, one.meaning});
    }
    return Answer(context, "settings", {{"as_of", FormatDate(*day)}, {"settings", list}},
                  TextTable(rows));
  });
}

// The setting as it stands, in the form that Changes compares.
Result<Json> Standing(Register& reg, const std::string& name) {
  const auto settings = ReadRegisterSettings(reg);
  if (!settings.ok()) return settings.error();
  for (const Row& row : RowsOf(settings.value())) {
    if (row.name == name) return Json{{name, row.value}};
  }
  const auto folder = HomeSettings(reg).List();
  if (!folder.ok()) return folder.error();
  for (const HomeSetting& one : folder.value()) {
    if (one.name == name) return Json{{name, one.value}};
  }
  return Json::object();
}

ExitCode SetForWatching(const AppContext& context, Register& reg, const SettingArguments& arguments,
                        const Actor& me) {
  HomeSettings settings(reg);
  const auto before = Standing(reg, arguments.name);
  if (!before.ok()) return FailRegister(before.error());
  Result<std::string> left = std::string();
  if (arguments.name == "share-root") {
    left =
        CheckLeftBehind(reg, arguments.value == "default" ? "" : arguments.value, arguments.insist);
    if (!left.ok()) return FailRegister(left.error());
  }
  const auto done = arguments.value == "default"
                        ? settings.Clear(arguments.name, me)
                        : settings.Set(arguments.name, arguments.value, me);
  if (!done.ok()) return FailRegister(done.error());
  const Changes changes = ChangesOf(before.value(), Json{{arguments.name, arguments.value}});
  return Answer(
      context, "setting",
      {{"setting", arguments.name}, {"value", arguments.value}, {"changes", changes.list}},
      std::string("Changed. A running watcher takes it up when it is told to: systemctl reload "
                  "photogate-watch.\n") +
          (arguments.name == "share-root"
               ? "The review page works with the folder it was started with: start `photogate "
                 "serve` again.\n"
               : "") +
          left.value() + changes.text);
}

// After a clock that had run ahead: see Register::AcceptClock.
ExitCode AcceptClock(const AppContext& context, const SettingArguments& arguments) {
  if (arguments.value != "accepted") {
    return Misunderstood("the clock of this computer can only be accepted");
  }
  return WithRegister(context, Act::kKeepRegister, [&](Register& reg, const Actor& me) {
    const auto done = reg.AcceptClock(me);
    if (!done.ok()) return FailRegister(done.error());
    return Answer(
        context, "setting",
        {{"setting", arguments.name},
         {"value", arguments.value},
         {"nos_counted_from_today", done.value()}},
        fmt::format("Accepted: today is {}. Refusals, withdrawals, objections and bars that were "
                    "dated ahead by the wrong clock and count from today: {}. Look through "
                    "everything else that was recorded meanwhile: photogate audit show",
                    FormatDate(context.clock.Today()), done.value()));
  });
}

// How long originals are kept, and what is about the register, is part of the assessment; the rest
// is about the machine and its folders.
Act ActFor(const std::string& name) {
  return HomeSettings::Knows(name) && name != "keep-days" ? Act::kRunWatcher : Act::kRecordDpia;
}

// What another law asks for and nobody recorded.
std::string GapsText(int people) {
  if (people == 0) return "";
  return fmt::format(
      "People who are compared although something that this law asks for is missing: {}. "
      "`photogate person references --missing` says what of whom.",
      people);
}

ExitCode SetSetting(const AppContext& context, const SettingArguments& arguments) {
  if (arguments.name == "clock") return AcceptClock(context, arguments);
  return WithRegister(context, ActFor(arguments.name), [&](Register& reg, const Actor& me) {
    if (HomeSettings::Knows(arguments.name)) return SetForWatching(context, reg, arguments, me);
    const auto before = Standing(reg, arguments.name);
    if (!before.ok()) return FailRegister(before.error());
    const auto done = ChangeRegisterSetting(reg, arguments.name, arguments.value, me);
    if (!done.ok()) return FailRegister(done.error());
    const Changes changes = ChangesOf(before.value(), Json{{arguments.name, arguments.value}});
    return Answer(context, "setting",
                  {{"setting", arguments.name},
                   {"value", arguments.value},
                   {"changes", changes.list},
                   {"references_missing_something", done.value().references_missing},
                   {"crops_destroyed", done.value().crops_destroyed}},
                  (done.value().crops_destroyed > 0
                       ? "Changed. " + std::to_string(done.value().crops_destroyed) +
                             " reference crops were destroyed.\n"
                       : "Changed.\n") +
                      changes.text + GapsText(done.value().references_missing));
  });
}

}  // namespace

void AddSetting(CLI::App& app, AppContext& context) {
  CLI::App* setting = AddVerb(app, "setting", "What the school decided once for the whole register",
                              "  photogate setting list\n"
                              "  photogate setting set keep-reference-crops yes\n");
  setting->require_subcommand(1);
  auto arguments = std::make_shared<SettingArguments>();
  CLI::App* list = AddVerb(*setting, "list", "Every setting and what it is",
                           "  photogate setting list --json\n"
                           "  photogate setting list --as-of 2026-09-01\n");
  AddAsOf(*list, arguments->as_of);
  OnRun(*list, context, [&context, arguments] { return ListSettings(context, *arguments); });
  CLI::App* set = AddVerb(*setting, "set", "Change one setting",
                          "  photogate setting set keep-reference-crops yes\n"
                          "  photogate setting set share-root /srv/photos\n"
                          "  photogate setting set objection-stops-comparison default\n"
                          "  photogate setting set clock accepted     # after a clock that ran "
                          "ahead\n");
  set->add_option("name", arguments->name, "As `photogate setting list` calls it")
      ->required()
      ->type_name("SETTING");
  set->add_option("value", arguments->value, "One of those that may be")
      ->required()
      ->type_name("VALUE");
  set->add_flag("--insist", arguments->insist,
                "Change share-root although cleared copies stay in the old folder");
  AddDryRun(*set, context);
  OnRun(*set, context, [&context, arguments] { return SetSetting(context, *arguments); });
}

}  // namespace photogate
