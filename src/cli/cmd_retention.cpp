// photogate retention show | set | run
#include <fmt/format.h>

#include <CLI/CLI.hpp>

#include "cli/changes.h"
#include "cli/terminal.h"
#include "cli/verbs.h"
#include "consent/retention.h"

namespace photogate {
namespace {

struct RetentionArguments {
  std::optional<int> leavers, looks;
  bool dry_run = false;
};

std::string PeriodText(const std::optional<int>& days, const char* from) {
  return days ? fmt::format("{} days {}", *days, from) : "until somebody decides";
}

Json PeriodsJson(const RetentionPeriods& periods) {
  const auto days = [](const std::optional<int>& one) { return one ? Json(*one) : Json(nullptr); };
  return Json{{"leavers_days", days(periods.leavers_days)},
              {"looks_days", days(periods.looks_days)}};
}

ExitCode Show(const AppContext& context) {
  return WithRegister(context, Act::kLookAtRegister, [&](Register& reg, const Actor&) {
    const auto periods = Retention(reg).Periods();
    if (!periods.ok()) return FailRegister(periods.error());
    const auto& [leavers, looks] = periods.value();
    return Answer(context, "retention", PeriodsJson(periods.value()),
                  TextTable({{"WHAT", "KEPT"},
                             {"people who left", PeriodText(leavers, "after their last day")},
                             {"who looked at what is protected", PeriodText(looks, "")}}));
  });
}

ExitCode Set(const AppContext& context, const RetentionArguments& arguments) {
  return WithRegister(context, Act::kRecordDpia, [&](Register& reg, const Actor& me) {
    auto periods = Retention(reg).Periods();
    if (!periods.ok()) return FailRegister(periods.error());
    const Json before = PeriodsJson(periods.value());
    if (arguments.leavers) periods.value().leavers_days = arguments.leavers;
    if (arguments.looks) periods.value().looks_days = arguments.looks;
    const auto done = Retention(reg).SetPeriods(periods.value(), me);
    if (!done.ok()) return FailRegister(done.error());
    const Changes changes = ChangesOf(before, PeriodsJson(periods.value()));
    return Answer(context, "retention_set", {{"changes", changes.list}},
                  "Recorded. `photogate retention run --dry-run` shows what is past its time.\n" +
                      changes.text);
  });
}

ExitCode Run(const AppContext& context, const RetentionArguments& arguments) {
  return WithRegister(context, Act::kErase, [&](Register& reg, const Actor& me) {
    const auto ran = Retention(reg).Run(arguments.dry_run, me);
    if (!ran.ok()) return FailRegister(ran.error());
    const RetentionRun& run = ran.value();
    Json fields{{"erased", run.erased},
                {"for_decision", run.for_decision},
                {"doubtful", run.doubtful},
                {"looks", run.looks}};
    if (run.dry_run) fields["dry_run"] = true;
    std::string text = run.dry_run ? "Would be erased:" : "RECEIPT\nErased:";
    for (const auto& one : run.erased) text += " " + one;
    text += fmt::format(
        "{}\n{} old looks {}deleted; the audit still proves that there were so "
        "many.\n",
        run.erased.empty() ? " nobody" : "", run.looks, run.dry_run ? "would be " : "");
    for (const auto& one : run.for_decision) {
      text += fmt::format(
          "{} left long ago and is under a safeguarding bar: decide with the "
          "safeguarding lead, then photogate person erase.\n",
          one);
    }
    for (const auto& one : run.doubtful) {
      text += fmt::format(
          "{} has a last day from years before they were entered, so nobody was erased: set it "
          "right "
          "with photogate person leave, or use photogate person erase.\n",
          one);
    }
    text += "Backups hold what was erased until they are destroyed.\n";
    return Answer(context, "retention_run", fields, text);
  });
}

}  // namespace

void AddRetention(CLI::App& app, AppContext& context) {
  CLI::App* retention = AddVerb(app, "retention", "Destroy what is past its time, with receipts",
                                "  photogate retention set --leavers 365 --looks 2190\n"
                                "  photogate retention run --dry-run\n"
                                "  photogate retention run\n");
  retention->require_subcommand(1);
  auto arguments = std::make_shared<RetentionArguments>();
  CLI::App* show =
      AddVerb(*retention, "show", "How long things are kept", "  photogate retention show\n");
  OnRun(*show, context, [&context] { return Show(context); });
  CLI::App* set = AddVerb(*retention, "set", "Record the periods of the school's schedule",
                          "  photogate retention set --leavers 365\n");
  set->add_option("--leavers", arguments->leavers, "Days after somebody's last day")
      ->check(CLI::Range(0, 36'500))
      ->type_name("DAYS");
  set->add_option("--looks", arguments->looks, "Days that looks are kept, at least 365")
      ->check(CLI::Range(0, 36'500))
      ->type_name("DAYS");
  AddDryRun(*set, context);
  OnRun(*set, context, [&context, arguments] { return Set(context, *arguments); });
  CLI::App* run = AddVerb(*retention, "run", "Erase leavers and delete looks past their time",
                          "  photogate retention run --dry-run\n");
  run->add_flag("--dry-run", arguments->dry_run, "Only show what would be destroyed");
  OnRun(*run, context, [&context, arguments] { return Run(context, *arguments); });
}

}  // namespace photogate
