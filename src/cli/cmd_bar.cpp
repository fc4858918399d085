// photogate bar set | lift | list | reason
#include <CLI/CLI.hpp>

#include "cli/recall_report.h"
#include "cli/still_out_text.h"
#include "cli/terminal.h"
#include "cli/verbs.h"
#include "consent/bars.h"
#include "consent/looks.h"

namespace photogate {
namespace {

struct BarArguments {
  std::string person, reason, from, as_of;
};

std::optional<Date> FromDay(const AppContext& context, const BarArguments& arguments) {
  return arguments.from.empty() ? context.clock.Today() : ParseDate(arguments.from);
}

ExitCode SetBar(const AppContext& context, const BarArguments& arguments) {
  const auto from = FromDay(context, arguments);
  if (!from) return Misunderstood("the day is not one; write it as YYYY-MM-DD");
  return WithRegister(context, Act::kSetBar, [&](Register& reg, const Actor& me) {
    const auto done = Bars(reg).Set(PersonId{arguments.person}, arguments.reason, *from, me);
    if (!done.ok()) return FailRegister(done.error());
    const std::string taken = TakeOutText(context, reg, me);
    const StillOutReport out = ReportStillOut(reg, PersonId{arguments.person});
    return Answer(context, "bar_set",
                  {{"person", arguments.person},
                   {"takedowns_opened", done.value().places},
                   {"copies_not_looked_at", done.value().not_looked},
                   {"releases", out.releases},
                   {"copies_by_check", out.by_check}},
                  "Barred from " + FormatDate(*from) +
                      " on, on every channel, whatever else is recorded." +
                      OpenedText(done.value(), arguments.person) + taken + out.text);
  });
}

ExitCode LiftBar(const AppContext& context, const BarArguments& arguments) {
  const auto from = FromDay(context, arguments);
  if (!from) return Misunderstood("the day is not one; write it as YYYY-MM-DD");
  return WithRegister(context, Act::kLiftBar, [&](Register& reg, const Actor& me) {
    const auto done = Bars(reg).Lift(PersonId{arguments.person}, arguments.reason, *from, me);
    if (!done.ok()) return FailRegister(done.error());
    return Answer(context, "bar_lift", {{"person", arguments.person}},
                  "Lifted. What was permitted before counts again.");
  });
}

bool Stands(const Date& from, const std::optional<Date>& lifted, const Date& day) {
  return !(day < from) && (!lifted || day < *lifted);
}

ExitCode ListBars(const AppContext& context, const BarArguments& arguments) {
  const auto day = DayOr(arguments.as_of, context.clock.Today());
  if (!day) return Misunderstood("--as-of is not a day; write it as YYYY-MM-DD");
  return WithRegister(context, Act::kLookAtRegister, [&](Register& reg, const Actor& me) {
    const auto bars = Bars(reg).List();
    if (!bars.ok()) return FailRegister(bars.error());
    const auto looked = Looks(reg).Record("bar list", "", me);
    if (!looked.ok()) return FailRegister(looked.error());
    Json list = Json::array();
    std::vector<std::vector<std::string>> rows{{"PERSON", "CASE", "FROM", "LIFTED", "STANDS"}};
    for (const auto& bar : bars.value()) {
      const bool stands = Stands(bar.from, bar.lifted, *day);
      if (!arguments.as_of.empty() && !stands) continue;
      const std::string lifted = bar.lifted ? FormatDate(*bar.lifted) : "";
      list.push_back({{"person", bar.person.value},
                      {"case", bar.case_number},
                      {"from", FormatDate(bar.from)},
                      {"lifted", lifted.empty() ? Json(nullptr) : Json(lifted)},
                      {"stands", stands}});
      rows.push_back({Printable(bar.person.value), bar.case_number, FormatDate(bar.from), lifted,
                      stands ? "yes" : "no"});
    }
    return Answer(context, "bars", {{"as_of", FormatDate(*day)}, {"bars", list}},
                  rows.size() == 1 ? "Nobody is barred." : TextTable(rows));
  });
}

ExitCode ShowReason(const AppContext& context, const BarArguments& arguments) {
  const auto day = DayOr(arguments.as_of, context.clock.Today());
  if (!day) return Misunderstood("--as-of is not a day; write it as YYYY-MM-DD");
  return WithRegister(
      context, Act::kReadBarReasons,
      [&](Register& reg, const Actor& me) {
        const auto reasons = Bars(reg).Reasons(PersonId{arguments.person}, me);
        if (!reasons.ok()) return FailRegister(reasons.error());
        Json list = Json::array();
        std::vector<std::vector<std::string>> rows{{"BAR", "REASON", "FROM", "LIFTED", "SET"}};
        for (const auto& bar : reasons.value()) {
          if (!arguments.as_of.empty() && !Stands(bar.from, bar.lifted, *day)) continue;
          list.push_back({{"bar", bar.number},
                          {"reason", bar.reason},
                          {"from", FormatDate(bar.from)},
                          {"lifted", bar.lifted ? Json(FormatDate(*bar.lifted)) : Json(nullptr)},
                          {"set_by", bar.set_by},
                          {"set_at", bar.set_at}});
          rows.push_back({std::to_string(bar.number), Printable(bar.reason), FormatDate(bar.from),
                          bar.lifted ? FormatDate(*bar.lifted) : "",
                          bar.set_at + " " + Printable(bar.set_by)});
        }
        const std::string none = arguments.as_of.empty() ? "This person was never barred.\n"
                                                         : "No bar stood on that day.\n";
        return Answer(
            context, "bar_reason",
            {{"person", arguments.person}, {"as_of", FormatDate(*day)}, {"bars", list}},
            (rows.size() == 1 ? none : TextTable(rows)) + "That you looked is recorded.\n");
      },
      arguments.person);
}

}  // namespace

void AddBar(CLI::App& app, AppContext& context) {
  CLI::App* bar =
      AddVerb(app, "bar", "Forbid publication of a person altogether: court order, care, police",
              "  photogate bar set P1001 --reason \"court order, see safe\"\n"
              "  photogate bar lift P1001 --reason \"order ended\"\n"
              "  photogate bar list --as-of 2026-09-01\n"
              "  photogate bar reason P1001\n");
  bar->require_subcommand(1);
  auto arguments = std::make_shared<BarArguments>();
  CLI::App* set = AddVerb(*bar, "set", "Forbid it, in force at once, above every permission",
                          "  photogate bar set P1001 --reason \"court order, see safe\"\n");
  CLI::App* lift = AddVerb(*bar, "lift", "End every bar of a person",
                           "  photogate bar lift P1001 --reason \"order ended\"\n");
  for (CLI::App* verb : {set, lift}) {
    verb->add_option("person", arguments->person, "The school's number")
        ->required()
        ->type_name("ID");
    verb->add_option("--reason", arguments->reason, "Shown only to those who may know")
        ->required()
        ->type_name("TEXT");
    verb->add_option("--from", arguments->from, "From this day on (today)")
        ->type_name("YYYY-MM-DD");
    AddDryRun(*verb, context);
  }
  OnRun(*set, context, [&context, arguments] { return SetBar(context, *arguments); });
  OnRun(*lift, context, [&context, arguments] { return LiftBar(context, *arguments); });
  CLI::App* list = AddVerb(*bar, "list", "Who is barred; never why",
                           "  photogate bar list --json\n"
                           "  photogate bar list --as-of 2026-09-01   # those that stood then\n");
  AddAsOf(*list, arguments->as_of);
  OnRun(*list, context, [&context, arguments] { return ListBars(context, *arguments); });

  CLI::App* reason = AddVerb(
      *bar, "reason", "Why somebody is barred: for the two leads alone, and the look is recorded",
      "  photogate bar reason P1001\n"
      "  photogate bar reason P1001 --as-of 2026-09-01   # of those that stood then\n");
  AddAsOf(*reason, arguments->as_of);
  reason->add_option("person", arguments->person, "The school's number")
      ->required()
      ->type_name("ID");
  OnRun(*reason, context, [&context, arguments] { return ShowReason(context, *arguments); });
}

}  // namespace photogate
