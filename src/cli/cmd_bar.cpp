// photogate bar set | lift | list
#include <CLI/CLI.hpp>

#include "cli/terminal.h"
#include "cli/verbs.h"
#include "consent/bars.h"

namespace photogate {
namespace {

struct BarArguments {
  std::string person, reason, from;
};

// Setting and lifting differ only in the one call.
ExitCode ChangeBar(const AppContext& context, const BarArguments& arguments, bool set) {
  const auto from = arguments.from.empty() ? context.clock.Today() : ParseDate(arguments.from);
  if (!from) return Misunderstood("the day is not one; write it as YYYY-MM-DD");
  return WithRegister(context, [&](Register& reg) {
    Bars bars(reg);
    const PersonId person{arguments.person};
    const auto done = set ? bars.Set(person, arguments.reason, *from, Me())
                          : bars.Lift(person, arguments.reason, *from, Me());
    if (!done.ok()) return FailRegister(done.error());
    return Answer(context, set ? "bar_set" : "bar_lift", {{"person", arguments.person}},
                  set ? "Barred from " + FormatDate(*from) +
                            " on, on every channel, whatever else is recorded."
                      : "Lifted. What was permitted before counts again.");
  });
}

ExitCode ListBars(const AppContext& context) {
  return WithRegister(context, [&](Register& reg) {
    const auto bars = Bars(reg).List();
    if (!bars.ok()) return FailRegister(bars.error());
    Json list = Json::array();
    std::vector<std::vector<std::string>> rows{{"PERSON", "CASE", "FROM", "LIFTED"}};
    for (const auto& bar : bars.value()) {
      const std::string lifted = bar.lifted ? FormatDate(*bar.lifted) : "";
      list.push_back({{"person", bar.person.value},
                      {"case", bar.case_number},
                      {"from", FormatDate(bar.from)},
                      {"lifted", lifted.empty() ? Json(nullptr) : Json(lifted)}});
      rows.push_back({Printable(bar.person.value), bar.case_number, FormatDate(bar.from), lifted});
    }
    return Answer(context, "bars", {{"bars", list}},
                  rows.size() == 1 ? "Nobody is barred." : TextTable(rows));
  });
}

}  // namespace

void AddBar(CLI::App& app, AppContext& context) {
  CLI::App* bar =
      AddVerb(app, "bar", "Forbid publication of a person altogether: court order, care, police",
              "  photogate bar set P1001 --reason \"court order, see safe\"\n"
              "  photogate bar lift P1001 --reason \"order ended\"\n"
              "  photogate bar list\n");
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
  }
  OnRun(*set, context, [&context, arguments] { return ChangeBar(context, *arguments, true); });
  OnRun(*lift, context, [&context, arguments] { return ChangeBar(context, *arguments, false); });
  CLI::App* list =
      AddVerb(*bar, "list", "Who is barred; never why", "  photogate bar list --json\n");
  OnRun(*list, context, [&context] { return ListBars(context); });
}

}  // namespace photogate
