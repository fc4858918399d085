// photogate person keep | leave
#include <CLI/CLI.hpp>

#include "cli/changes.h"
#include "cli/person_verbs.h"
#include "cli/terminal.h"
#include "cli/verbs.h"
#include "consent/gone.h"
#include "consent/people.h"

namespace photogate {
namespace {

struct GoneArguments {
  std::string id, on;
};

ExitCode Keep(const AppContext& context, const GoneArguments& arguments) {
  return WithRegister(context, Act::kManageRegister, [&](Register& reg, const Actor& me) {
    const auto done = GonePeople(reg).Keep(PersonId{arguments.id}, me);
    if (!done.ok()) return FailRegister(done.error());
    return Answer(context, "person_keep", {{"id", arguments.id}},
                  "Kept, with everything that is recorded.");
  });
}

ExitCode Leave(const AppContext& context, const GoneArguments& arguments) {
  const auto day = DayOr(arguments.on, context.clock.Today());
  if (!day) return Misunderstood("--on is not a day; write it as YYYY-MM-DD");
  return WithRegister(context, Act::kManageRegister, [&](Register& reg, const Actor& me) {
    const PersonId person{arguments.id};
    const auto known = People(reg).Show(person, context.clock.Today());
    if (!known.ok()) return FailRegister(known.error());
    const auto done = GonePeople(reg).Leave(person, *day, me);
    if (!done.ok()) return FailRegister(done.error());
    const auto before = known.value().entry.leaving_date;
    const Json old = before ? Json(FormatDate(*before)) : Json(nullptr);
    const Changes changes =
        ChangesOf({{"leaving_date", old}}, {{"leaving_date", FormatDate(*day)}});
    return Answer(
        context, "person_leave",
        {{"id", arguments.id}, {"leaving_date", FormatDate(*day)}, {"changes", changes.list}},
        "Recorded: their last day is " + FormatDate(*day) +
            ", and every permission ends with it.\n" + changes.text);
  });
}

}  // namespace

void AddPersonGone(CLI::App& person, AppContext& context) {
  auto arguments = std::make_shared<GoneArguments>();
  CLI::App* leave =
      AddVerb(person, "leave", "Somebody left the school: permissions end with their last day",
              "  photogate person leave P1001 --on 2027-07-20\n");
  CLI::App* keep = AddVerb(person, "keep",
                           "Somebody is no longer in the school's file and stays on the register",
                           "  photogate import --gone\n  photogate person keep P1001\n");
  for (CLI::App* verb : {leave, keep}) {
    verb->add_option("id", arguments->id, "The school's number")->required()->type_name("ID");
    AddDryRun(*verb, context);
  }
  leave->add_option("--on", arguments->on, "Their last day (today)")->type_name("YYYY-MM-DD");
  OnRun(*leave, context, [&context, arguments] { return Leave(context, *arguments); });
  OnRun(*keep, context, [&context, arguments] { return Keep(context, *arguments); });
}

}  // namespace photogate
