// photogate person add | set | kin | twins
#include <CLI/CLI.hpp>
#include <algorithm>

#include "cli/changes.h"
#include "cli/person_verbs.h"
#include "cli/terminal.h"
#include "cli/verbs.h"
#include "consent/people.h"

namespace photogate {

std::string KindName(PersonKind kind) {
  switch (kind) {
    case PersonKind::kPupil: return "pupil";
    case PersonKind::kStaff: return "staff";
    case PersonKind::kVisitor: return "visitor";
  }
  return "visitor";
}

std::optional<PersonKind> ParseKind(const std::string& text) {
  for (const PersonKind kind : {PersonKind::kPupil, PersonKind::kStaff, PersonKind::kVisitor}) {
    if (text == KindName(kind)) return kind;
  }
  return std::nullopt;
}

namespace {

struct ChangeArguments {
  std::string id, other, name, kind, groups, leaving_date;
  bool remove = false;
  bool insist = false;
  bool groups_given = false;
};

std::vector<GroupName> GroupList(const std::string& text) {
  std::vector<GroupName> groups;
  for (auto& group : SplitList(text)) groups.push_back(GroupName{group});
  return groups;
}

ExitCode AddPersonRow(const AppContext& context, const ChangeArguments& arguments) {
  NewPerson person{PersonId{arguments.id}, arguments.name,
                   ParseKind(arguments.kind).value_or(PersonKind::kPupil),
                   GroupList(arguments.groups), std::nullopt};
  if (!arguments.leaving_date.empty()) {
    person.leaving_date = ParseDate(arguments.leaving_date);
    if (!person.leaving_date) {
      return Misunderstood("--leaving-date is not a day; write it as YYYY-MM-DD");
    }
    if (*person.leaving_date < context.clock.Today() && !arguments.insist) {
      return Misunderstood("the last day, " + FormatDate(*person.leaving_date) +
                           ", has passed: nothing would be permitted, and a retention run may "
                           "erase the person. Correct the date, or say --insist when they have "
                           "left; nobody was added");
    }
  }
  return WithRegister(context, Act::kManageRegister, [&](Register& reg, const Actor& me) {
    const auto done = People(reg).Add(person, me);
    if (!done.ok()) {
      return done.error().kind == ErrorKind::kConflict ? Fail(done.error())
                                                       : FailRegister(done.error());
    }
    return Answer(context, "person_add", {{"id", arguments.id}},
                  "Added. Nothing is permitted yet: no record means no.");
  });
}

// What is on record of a person, for telling what a correction changes.
Json RecordedOf(PersonEntry entry) {
  Json groups = Json::array();
  std::sort(entry.groups.begin(), entry.groups.end());
  for (const auto& group : entry.groups) groups.push_back(group.value);
  return Json{
      {"name", entry.name},
      {"kind", KindName(entry.kind)},
      {"groups", groups},
      {"leaving_date", entry.leaving_date ? Json(FormatDate(*entry.leaving_date)) : Json(nullptr)}};
}

ExitCode CorrectPerson(const AppContext& context, const ChangeArguments& arguments) {
  PersonCorrection correction{PersonId{arguments.id}};
  if (!arguments.name.empty()) correction.name = arguments.name;
  correction.kind = ParseKind(arguments.kind);
  if (arguments.groups_given) correction.groups = GroupList(arguments.groups);
  if (arguments.leaving_date == "none") {
    correction.leaving_date = std::optional<Date>();
  } else if (!arguments.leaving_date.empty()) {
    const auto day = ParseDate(arguments.leaving_date);
    if (!day) {
      return Misunderstood("--leaving-date is not a day; write it as YYYY-MM-DD, or none");
    }
    correction.leaving_date = day;
  }
  return WithRegister(context, Act::kManageRegister, [&](Register& reg, const Actor& me) {
    const auto known = People(reg).Show(correction.id, context.clock.Today());
    if (!known.ok()) return FailRegister(known.error());
    const auto done = People(reg).Correct(correction, me);
    if (!done.ok()) return FailRegister(done.error());
    PersonEntry after = known.value().entry;
    after.name = correction.name.value_or(after.name);
    after.kind = correction.kind.value_or(after.kind);
    after.groups = correction.groups.value_or(after.groups);
    after.leaving_date = correction.leaving_date.value_or(after.leaving_date);
    const Changes changes = ChangesOf(RecordedOf(known.value().entry), RecordedOf(after));
    return Answer(context, "person_set", {{"id", arguments.id}, {"changes", changes.list}},
                  changes.list.empty()
                      ? "Nothing differs from what is on record.\n"
                      : "Changed. An import of a file that says otherwise changes it again.\n" +
                            changes.text);
  });
}

ExitCode ChangeKin(const AppContext& context, const ChangeArguments& arguments) {
  return WithRegister(context, Act::kManageRegister, [&](Register& reg, const Actor& me) {
    People people(reg);
    const PersonId one{arguments.id}, other{arguments.other};
    const auto done =
        arguments.remove ? people.RemoveKin(one, other, me) : people.DeclareKin(one, other, me);
    if (!done.ok()) return FailRegister(done.error());
    return Answer(context, "person_kin", {{"declared", !arguments.remove}},
                  arguments.remove
                      ? "Taken back."
                      : "Declared: photos in which one may be the other are always held.");
  });
}

void AddDetails(CLI::App& verb, ChangeArguments& arguments) {
  verb.add_option("--kind", arguments.kind, "Who they are")
      ->check(CLI::IsMember({"pupil", "staff", "visitor"}));
  verb.add_option_function<std::string>(
          "--groups",
          [&arguments](const std::string& text) {
            arguments.groups = text;
            arguments.groups_given = true;
          },
          "Classes, years, clubs: all of them")
      ->type_name("A,B");
}

}  // namespace

void AddPersonChanges(CLI::App& person, AppContext& context) {
  auto arguments = std::make_shared<ChangeArguments>();
  CLI::App* add = AddVerb(person, "add", "Add one person by hand",
                          "  photogate person add V1 --name \"A Visitor\" --kind visitor\n"
                          "  photogate person add P7 --name \"A Leaver\" --leaving-date 2026-07-20 "
                          "--insist\n");
  add->add_option("id", arguments->id, "The school's number")->required()->type_name("ID");
  add->add_option("--name", arguments->name, "As the school writes it")
      ->required()
      ->type_name("NAME");
  AddDetails(*add, *arguments);
  add->add_option("--leaving-date,--leaves", arguments->leaving_date, "Last day at the school")
      ->type_name("YYYY-MM-DD");
  add->add_flag("--insist", arguments->insist, "Also when that day has passed");
  AddDryRun(*add, context);
  OnRun(*add, context, [&context, arguments] { return AddPersonRow(context, *arguments); });

  CLI::App* set = AddVerb(person, "set", "Correct what is recorded of a person",
                          "  photogate person set P1001 --leaving-date 2027-07-20\n"
                          "  photogate person set P1001 --leaving-date none --groups 7A,Choir\n");
  set->add_option("id", arguments->id, "The school's number")->required()->type_name("ID");
  set->add_option("--name", arguments->name, "As the school writes it")->type_name("NAME");
  AddDetails(*set, *arguments);
  set->add_option("--leaving-date", arguments->leaving_date,
                  "Last day at the school, on which permissions end; or none")
      ->type_name("YYYY-MM-DD");
  AddDryRun(*set, context);
  OnRun(*set, context, [&context, arguments] { return CorrectPerson(context, *arguments); });

  for (const char* name : {"kin", "twins"}) {
    CLI::App* kin =
        AddVerb(person, name, "Declare twins or siblings, who may look alike",
                std::string("  photogate person ") + name + " P1001 P1002\n  photogate person " +
                    name + " P1001 P1002 --remove\n");
    kin->add_option("id", arguments->id, "One")->required()->type_name("ID");
    kin->add_option("other", arguments->other, "The other")->required()->type_name("ID");
    kin->add_flag("--remove", arguments->remove, "Take a mistaken declaration back");
    AddDryRun(*kin, context);
    OnRun(*kin, context, [&context, arguments] { return ChangeKin(context, *arguments); });
  }
}

}  // namespace photogate
