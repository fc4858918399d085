// photogate person list | show | add | kin
#include <CLI/CLI.hpp>

#include "cli/terminal.h"
#include "cli/verbs.h"
#include "consent/people.h"
#include "consent/permissions.h"

namespace photogate {
namespace {

struct PersonArguments {
  std::string id, other, name, kind = "pupil", groups, leaving_date, search;
  bool remove = false;
};

std::string KindName(PersonKind kind) {
  switch (kind) {
    case PersonKind::kPupil: return "pupil";
    case PersonKind::kStaff: return "staff";
    case PersonKind::kVisitor: return "visitor";
  }
  return "visitor";
}

std::string NameLevel(NameWithImage level) {
  switch (level) {
    case NameWithImage::kNone: return "none";
    case NameWithImage::kFirst: return "first";
    case NameWithImage::kFull: return "full";
  }
  return "none";
}

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
  return WithRegister(context, [&](Register& reg) {
    People people(reg);
    const auto found = arguments.search.empty() ? people.List() : people.Search(arguments.search);
    if (!found.ok()) return FailRegister(found.error());
    Json list = Json::array();
    std::vector<std::vector<std::string>> rows{{"ID", "CASE", "NAME", "KIND", "GROUPS"}};
    for (const auto& entry : found.value()) {
      list.push_back(EntryJson(entry));
      rows.push_back({Printable(entry.id.value), entry.case_number, Printable(entry.name),
                      KindName(entry.kind), Printable(Joined(entry.groups))});
    }
    return Answer(context, "people", {{"people", list}},
                  rows.size() == 1 ? "Nobody. `photogate import people.csv` fills the register."
                                   : TextTable(rows));
  });
}

ExitCode ShowPerson(const AppContext& context, const PersonArguments& arguments) {
  return WithRegister(context, [&](Register& reg) {
    const auto found = People(reg).Show(PersonId{arguments.id}, context.clock.Today());
    if (!found.ok()) return FailRegister(found.error());
    const PersonDetails& person = found.value();
    Json uses = Json::object();
    std::vector<std::vector<std::string>> rows{{"USE", "TODAY"}};
    for (const auto& [use, state] : person.permissions) {
      uses[use.value] = PermissionStateName(state);
      rows.push_back({Printable(use.value), std::string(PermissionStateName(state))});
    }
    int templates = 0;
    for (const auto& [model, count] : person.templates) templates += count;
    Json fields = EntryJson(person.entry);
    fields["kin"] = List(person.kin);
    fields["permissions"] = uses;
    fields["name_with_image"] = NameLevel(person.name_with_image);
    fields["barred"] = person.safeguarding_bar;
    fields["biometric_basis"] = person.biometric.basis();
    fields["biometric_objection"] = person.biometric.objection;
    fields["references"] = templates;
    std::string text = Printable(person.entry.name) + " (" + Printable(person.entry.id.value) +
                       ", " + person.entry.case_number + ", " + KindName(person.entry.kind) + ")\n";
    if (!person.entry.groups.empty())
      text += "groups: " + Printable(Joined(person.entry.groups)) + "\n";
    if (!person.kin.empty()) text += "twins and siblings: " + Printable(Joined(person.kin)) + "\n";
    if (person.safeguarding_bar) text += "BARRED: must not be published anywhere\n";
    text += "name beside the picture: " + NameLevel(person.name_with_image) + "\n";
    text += std::string("comparing faces: ") +
            (person.biometric.basis()     ? "consent recorded"
             : person.biometric.objection ? "objection recorded"
                                          : "no consent recorded") +
            ", " + std::to_string(templates) + " reference" + (templates == 1 ? "" : "s") + "\n\n";
    return Answer(context, "person", fields, text + TextTable(rows));
  });
}

ExitCode AddPersonRow(const AppContext& context, const PersonArguments& arguments) {
  NewPerson person{PersonId{arguments.id}, arguments.name, PersonKind::kPupil, {}, std::nullopt};
  if (arguments.kind == "staff") person.kind = PersonKind::kStaff;
  if (arguments.kind == "visitor") person.kind = PersonKind::kVisitor;
  for (auto& group : SplitList(arguments.groups)) person.groups.push_back(GroupName{group});
  if (!arguments.leaving_date.empty()) {
    person.leaving_date = ParseDate(arguments.leaving_date);
    if (!person.leaving_date)
      return Misunderstood("--leaving-date is not a day; write it as YYYY-MM-DD");
  }
  return WithRegister(context, [&](Register& reg) {
    const auto done = People(reg).Add(person, Me());
    if (!done.ok())
      return done.error().kind == ErrorKind::kConflict ? Fail(done.error())
                                                       : FailRegister(done.error());
    return Answer(context, "person_add", {{"id", arguments.id}},
                  "Added. Nothing is permitted yet: no record means no.");
  });
}

ExitCode ChangeKin(const AppContext& context, const PersonArguments& arguments) {
  return WithRegister(context, [&](Register& reg) {
    People people(reg);
    const PersonId one{arguments.id}, other{arguments.other};
    const auto done =
        arguments.remove ? people.RemoveKin(one, other, Me()) : people.DeclareKin(one, other, Me());
    if (!done.ok()) return FailRegister(done.error());
    return Answer(context, "person_kin", {{"declared", !arguments.remove}},
                  arguments.remove
                      ? "Taken back."
                      : "Declared: photos in which one may be the other are always held.");
  });
}

}  // namespace

void AddPerson(CLI::App& app, AppContext& context) {
  CLI::App* person = AddVerb(app, "person", "Look up and add people on the register",
                             "  photogate person list\n"
                             "  photogate person list --search 4B\n"
                             "  photogate person show P1001\n"
                             "  photogate person kin P1001 P1002\n");
  person->require_subcommand(1);
  auto arguments = std::make_shared<PersonArguments>();

  CLI::App* list =
      AddVerb(*person, "list", "Everybody, or those whose id, name or group contains a text",
              "  photogate person list --search smith\n");
  list->add_option("--search", arguments->search, "Only these")->type_name("TEXT");
  OnRun(*list, context, [&context, arguments] { return ListPeople(context, *arguments); });

  CLI::App* show = AddVerb(*person, "show", "One person with permissions as they stand today",
                           "  photogate person show P1001 --json\n");
  show->add_option("id", arguments->id, "The school's number")->required()->type_name("ID");
  OnRun(*show, context, [&context, arguments] { return ShowPerson(context, *arguments); });

  CLI::App* add = AddVerb(*person, "add", "Add one person by hand",
                          "  photogate person add V1 --name \"A Visitor\" --kind visitor\n");
  add->add_option("id", arguments->id, "The school's number")->required()->type_name("ID");
  add->add_option("--name", arguments->name, "As the school writes it")
      ->required()
      ->type_name("NAME");
  add->add_option("--kind", arguments->kind, "Who they are")
      ->check(CLI::IsMember({"pupil", "staff", "visitor"}))
      ->capture_default_str();
  add->add_option("--groups", arguments->groups, "Classes, years, clubs")->type_name("A,B");
  add->add_option("--leaving-date", arguments->leaving_date, "Last day at the school")
      ->type_name("YYYY-MM-DD");
  OnRun(*add, context, [&context, arguments] { return AddPersonRow(context, *arguments); });

  CLI::App* kin = AddVerb(*person, "kin", "Declare twins or siblings, who may look alike",
                          "  photogate person kin P1001 P1002\n");
  kin->add_option("id", arguments->id, "One")->required()->type_name("ID");
  kin->add_option("other", arguments->other, "The other")->required()->type_name("ID");
  kin->add_flag("--remove", arguments->remove, "Take a mistaken declaration back");
  OnRun(*kin, context, [&context, arguments] { return ChangeKin(context, *arguments); });
}

}  // namespace photogate
