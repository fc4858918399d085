// photogate consent uses list | add | describe
#include <CLI/CLI.hpp>

#include "cli/changes.h"
#include "cli/consent_verbs.h"
#include "cli/terminal.h"
#include "cli/verbs.h"
#include "consent/permissions.h"

namespace photogate {
namespace {

struct UseArguments {
  std::string name, description;
};

ExitCode ListUses(const AppContext& context) {
  return WithRegister(context, Act::kLookAtRegister, [&](Register& reg, const Actor&) {
    const auto uses = Permissions(reg).Uses();
    if (!uses.ok()) return FailRegister(uses.error());
    Json list = Json::array();
    std::vector<std::vector<std::string>> rows{{"USE", "WHAT IT MEANS"}};
    for (const auto& use : uses.value()) {
      list.push_back({{"use", use.name.value}, {"description", use.description}});
      rows.push_back({Printable(use.name.value), Printable(use.description)});
    }
    return Answer(context, "uses", {{"uses", list}}, TextTable(rows));
  });
}

ExitCode WriteUse(const AppContext& context, const UseArguments& arguments, bool add) {
  return WithRegister(context, Act::kManageRegister, [&](Register& reg, const Actor& me) {
    Permissions permissions(reg);
    const Use use{UseName{arguments.name}, arguments.description};
    const auto uses = permissions.Uses();
    if (!uses.ok()) return FailRegister(uses.error());
    Json before{{"description", nullptr}};
    for (const auto& one : uses.value()) {
      if (one.name == use.name) before["description"] = one.description;
    }
    const auto done = add ? permissions.AddUse(use, me) : permissions.DescribeUse(use, me);
    if (!done.ok()) {
      return done.error().kind == ErrorKind::kConflict ? Fail(done.error())
                                                       : FailRegister(done.error());
    }
    const Changes changes = ChangesOf(before, {{"description", use.description}});
    return Answer(context, add ? "use_add" : "use_describe",
                  {{"use", arguments.name}, {"changes", changes.list}},
                  add ? "Added. Nobody has permitted it yet: no record means no."
                      : "Changed.\n" + changes.text);
  });
}

}  // namespace

void AddConsentUses(CLI::App& consent, AppContext& context) {
  CLI::App* uses = AddVerb(consent, "uses", "What the school publishes photos for",
                           "  photogate consent uses list\n"
                           "  photogate consent uses add yearbook --description \"The yearbook\"\n"
                           "  photogate consent uses describe press --description \"The local "
                           "papers\"\n");
  uses->require_subcommand(1);
  auto arguments = std::make_shared<UseArguments>();
  CLI::App* list = AddVerb(*uses, "list", "Every use and what it means",
                           "  photogate consent uses list --json\n");
  OnRun(*list, context, [&context] { return ListUses(context); });
  for (const bool add : {true, false}) {
    CLI::App* verb =
        add ? AddVerb(*uses, "add", "Add a use that parents are asked about",
                      "  photogate consent uses add yearbook --description \"The yearbook\"\n")
            : AddVerb(*uses, "describe", "Change what a use says",
                      "  photogate consent uses describe press --description \"Local papers\"\n");
    verb->add_option("name", arguments->name, "In small letters, as in the import's use:NAME")
        ->required()
        ->type_name("USE");
    verb->add_option("--description", arguments->description, "What parents are told it means")
        ->required()
        ->type_name("TEXT");
    AddDryRun(*verb, context);
    OnRun(*verb, context,
          [&context, arguments, add] { return WriteUse(context, *arguments, add); });
  }
}

}  // namespace photogate
