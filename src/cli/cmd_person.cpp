// photogate person list | show; what changes people is in cmd_person_change.cpp.
#include <CLI/CLI.hpp>

#include "cli/person_verbs.h"
#include "cli/terminal.h"
#include "cli/verbs.h"
#include "consent/looks.h"
#include "consent/people.h"
#include "consent/permissions.h"

namespace photogate {
namespace {

struct PersonArguments {
  std::string id, search, as_of;
  bool as_recorded = false;
};

template <typename Tag>
std::string Joined(const std::vector<Id<Tag>>& ids) {
  std::string text;
  for (const auto& id : ids) text += (text.empty() ? "" : ", ") + id.value;
  return text;
}

template <typename Tag>
Json List(const std::vector<Id<Tag>>& ids) {
  Json list = Json::array();
  for (const auto& id : ids) list.push_back(id.value);
  return list;
}

Json EntryJson(const PersonEntry& entry) {
  Json out{{"id", entry.id.value},         {"case", entry.case_number},
           {"name", entry.name},           {"kind", KindName(entry.kind)},
           {"groups", List(entry.groups)}, {"leaving_date", nullptr}};
  if (entry.leaving_date) out["leaving_date"] = FormatDate(*entry.leaving_date);
  return out;
}

ExitCode ListPeople(const AppContext& context, const PersonArguments& arguments) {
  const auto day = DayOr(arguments.as_of, context.clock.Today());
  if (!day) return Misunderstood("--as-of is not a day; write it as YYYY-MM-DD");
  return WithRegister(context, Act::kLookAtRegister, [&](Register& reg, const Actor& me) {
    People people(reg);
    const auto found = arguments.as_of.empty() ? people.Search(arguments.search)
                                               : people.ListOn(*day, arguments.search);
    if (!found.ok()) return FailRegister(found.error());
    const auto looked = Looks(reg).Record("person list", "", me);
    if (!looked.ok()) return FailRegister(looked.error());
    Json list = Json::array();
    std::vector<std::vector<std::string>> rows{{"ID", "CASE", "NAME", "KIND", "GROUPS", "LEFT"}};
    for (const auto& entry : found.value()) {
      const bool left = entry.leaving_date && *entry.leaving_date < *day;
      list.push_back(EntryJson(entry));
      list.back()["left"] = left;
      rows.push_back({Printable(entry.id.value), entry.case_number, Printable(entry.name),
                      KindName(entry.kind), Printable(Joined(entry.groups)),
                      left ? FormatDate(*entry.leaving_date) : ""});
    }
    return Answer(context, "people", {{"as_of", FormatDate(*day)}, {"people", list}},
                  rows.size() == 1 ? "Nobody. `photogate import people.csv` fills the register."
                                   : TextTable(rows));
  });
}

ExitCode ShowPerson(const AppContext& context, const PersonArguments& arguments) {
  const auto day = DayOr(arguments.as_of, context.clock.Today());
  if (!day) return Misunderstood("--as-of is not a day; write it as YYYY-MM-DD");
  const auto recorded_by = arguments.as_recorded ? day : std::nullopt;
  return WithRegister(context, Act::kLookAtRegister, [&](Register& reg, const Actor& me) {
    const auto found = People(reg).Show(PersonId{arguments.id}, *day, recorded_by);
    if (!found.ok()) return FailRegister(found.error());
    const auto looked = Looks(reg).Record("person show", arguments.id, me);
    if (!looked.ok()) return FailRegister(looked.error());
    const PersonDetails& person = found.value();
    Json uses = Json::object();
    std::vector<std::vector<std::string>> rows{{"USE", "ON " + FormatDate(*day)}};
    for (const auto& [use, state] : person.permissions) {
      uses[use.value] = PermissionStateName(state);
      rows.push_back({Printable(use.value), std::string(PermissionStateName(state))});
    }
    int templates = 0;
    for (const auto& [model, count] : person.templates) templates += count;
    Json fields = EntryJson(person.entry);
    fields["as_of"] = FormatDate(*day);
    fields["recorded"] = FormatDate(person.recorded);
    fields["kin"] = List(person.kin);
    fields["permissions"] = uses;
    fields["name_with_image"] = std::string(NameWithImageName(person.name_with_image));
    fields["barred"] = person.safeguarding_bar;
    fields["objects_to_photos"] = ObjectsToPhotos(person);
    fields["biometric_basis"] = person.biometric.basis();
    fields["biometric_objection"] = person.biometric.objection;
    fields["references"] = templates;
    std::string text = Printable(person.entry.name) + " (" + Printable(person.entry.id.value) +
                       ", " + person.entry.case_number + ", " + KindName(person.entry.kind) + ")\n";
    if (!person.entry.groups.empty())
      text += "groups: " + Printable(Joined(person.entry.groups)) + "\n";
    if (!person.kin.empty()) text += "twins and siblings: " + Printable(Joined(person.kin)) + "\n";
    if (*day < person.recorded)
      text += "not on the register before " + FormatDate(person.recorded) + "\n";
    if (person.entry.leaving_date)
      text += "leaving date: " + FormatDate(*person.entry.leaving_date) + "\n";
    text += OverruledText(person);
    text +=
        "name beside the picture: " + std::string(NameWithImageName(person.name_with_image)) + "\n";
    text += std::string("comparing faces: ") +
            (person.biometric.basis()     ? "consent recorded"
             : person.biometric.objection ? "objection recorded"
                                          : "no consent recorded") +
            ", " + std::to_string(templates) + " reference" + (templates == 1 ? "" : "s") + "\n\n";
    return Answer(context, "person", fields, text + TextTable(rows));
  });
}

}  // namespace

std::string OverruledText(const PersonDetails& person) {
  std::string text;
  if (person.safeguarding_bar) text += "BARRED: must not be published anywhere\n";
  if (ObjectsToPhotos(person)) {
    text += "OBJECTS to being photographed: not to be published anywhere, whatever is granted\n";
  }
  return text;
}

void AddPerson(CLI::App& app, AppContext& context) {
  CLI::App* person = AddVerb(app, "person", "Look up, add and correct people on the register",
                             "  photogate person list\n"
                             "  photogate person list --search 4B --as-of 2026-09-01\n"
                             "  photogate person show P1001\n"
                             "  photogate person set P1001 --leaving-date 2027-07-20\n"
                             "  photogate person twins P1001 P1002\n"
                             "  photogate person leave P1001 --on 2027-07-20\n");
  person->require_subcommand(1);
  auto arguments = std::make_shared<PersonArguments>();

  CLI::App* list =
      AddVerb(*person, "list", "Everybody, or those whose id, name or group contains a text",
              "  photogate person list --search smith\n"
              "  photogate person list --as-of 2026-09-01   # on the register by then\n");
  list->add_option("--search", arguments->search, "Only these")->type_name("TEXT");
  AddAsOf(*list, arguments->as_of);
  OnRun(*list, context, [&context, arguments] { return ListPeople(context, *arguments); });

  CLI::App* show =
      AddVerb(*person, "show", "One person with permissions as they stand on a day",
              "  photogate person show P1001 --json\n"
              "  photogate person show P1001 --as-of 2026-09-01\n"
              "\n"
              "Name and groups are as recorded on that day; permissions, bars and the\n"
              "leaving date by everything recorded until today, or with --as-recorded\n"
              "until that day.\n");
  show->add_option("id", arguments->id, "The school's number")->required()->type_name("ID");
  AddAsOf(*show, arguments->as_of);
  AddAsRecorded(*show, arguments->as_recorded);
  OnRun(*show, context, [&context, arguments] { return ShowPerson(context, *arguments); });

  AddPersonChanges(*person, context);
  AddPersonGone(*person, context);
  AddPersonReferences(*person, context);
  AddPersonRights(*person, context);
}

}  // namespace photogate
