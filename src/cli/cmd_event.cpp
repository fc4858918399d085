// photogate event add | list
#include <CLI/CLI.hpp>

#include "cli/terminal.h"
#include "cli/verbs.h"
#include "consent/events.h"

namespace photogate {
namespace {

struct EventArguments {
  std::string name, date, groups, as_of;
};

Json EventJson(const EventEntry& event) {
  Json groups = Json::array(), unknown = Json::array();
  for (const auto& group : event.groups) groups.push_back(group.value);
  for (const auto& group : event.unknown_groups) unknown.push_back(group.value);
  return Json{{"name", event.name.value},
              {"date", FormatDate(event.date)},
              {"groups", groups},
              {"unknown_groups", unknown},
              {"recorded_by", event.recorded_by},
              {"recorded_at", event.recorded_at}};
}

std::string Names(const std::vector<GroupName>& groups) {
  std::string text;
  for (const auto& group : groups) text += (text.empty() ? "" : ", ") + group.value;
  return Printable(text);
}

ExitCode AddOne(const AppContext& context, const EventArguments& arguments) {
  const auto date = ParseDate(arguments.date);
  if (!date) return Misunderstood("--date is not a day; write it as YYYY-MM-DD");
  std::vector<GroupName> groups;
  for (auto& group : SplitList(arguments.groups)) groups.push_back(GroupName{group});
  return WithRegister(context, Act::kManageRegister, [&](Register& reg, const Actor& me) {
    const auto added = Events(reg).Add(EventName{arguments.name}, *date, groups, me);
    if (!added.ok()) {
      return added.error().kind == ErrorKind::kConflict ? Fail(added.error())
                                                        : FailRegister(added.error());
    }
    const EventEntry& event = added.value();
    std::string text = "Recorded.";
    if (event.groups.empty()) text += " No groups: anybody on the register may be in its photos.";
    if (!event.unknown_groups.empty()) {
      text += " Nobody on the register is in: " + Names(event.unknown_groups) +
              ". Until somebody is, anybody may be in its photos.";
    }
    return Answer(context, "event_add", EventJson(event), text);
  });
}

ExitCode ListEvents(const AppContext& context, const EventArguments& arguments) {
  const auto day = DayOr(arguments.as_of, context.clock.Today());
  if (!day) return Misunderstood("--as-of is not a day; write it as YYYY-MM-DD");
  return WithRegister(context, Act::kLookAtPhotos, [&](Register& reg, const Actor&) {
    const auto events = Events(reg).List();
    if (!events.ok()) return FailRegister(events.error());
    Json list = Json::array();
    std::vector<std::vector<std::string>> rows{{"DATE", "EVENT", "GROUPS"}};
    for (const auto& event : events.value()) {
      // An event is never rewritten, so what was recorded by then is what stood then.
      if (!arguments.as_of.empty() && FormatDate(*day) < event.recorded_at.substr(0, 10)) continue;
      list.push_back(EventJson(event));
      // Which groups had nobody is known of today alone.
      if (*day != context.clock.Today()) list.back()["unknown_groups"] = nullptr;
      rows.push_back({FormatDate(event.date), Printable(event.name.value), Names(event.groups)});
    }
    return Answer(context, "events", {{"as_of", FormatDate(*day)}, {"events", list}},
                  rows.size() == 1 ? "No events yet." : TextTable(rows));
  });
}

}  // namespace

void AddEvent(CLI::App& app, AppContext& context) {
  CLI::App* event =
      AddVerb(app, "event", "Record who was at an event, so that fewer photos are held",
              "  photogate event add \"Summer fair\" --date 2026-07-04 --groups 4B,5A\n"
              "  photogate event list\n");
  event->require_subcommand(1);
  auto arguments = std::make_shared<EventArguments>();
  CLI::App* add =
      AddVerb(*event, "add",
              "An event and the groups that were there; nobody else is expected in its photos",
              "  photogate event add \"Summer fair\" --date 2026-07-04 --groups 4B,5A\n");
  add->add_option("name", arguments->name, "Its name")->required()->type_name("NAME");
  add->add_option("--date", arguments->date, "Its day")->required()->type_name("YYYY-MM-DD");
  add->add_option("--groups", arguments->groups,
                  "Who was there; leave it out when you are not sure")
      ->type_name("A,B");
  AddDryRun(*add, context);
  OnRun(*add, context, [&context, arguments] { return AddOne(context, *arguments); });
  CLI::App* list = AddVerb(*event, "list", "Every event",
                           "  photogate event list --json\n"
                           "  photogate event list --as-of 2026-09-01   # recorded by then\n");
  AddAsOf(*list, arguments->as_of);
  OnRun(*list, context, [&context, arguments] { return ListEvents(context, *arguments); });
}

}  // namespace photogate
