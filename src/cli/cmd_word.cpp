// photogate word list | add | remove
#include <fmt/format.h>

#include <CLI/CLI.hpp>

#include "cli/terminal.h"
#include "cli/verbs.h"
#include "consent/past.h"
#include "core/text_tokens.h"

namespace photogate {
namespace {

ExitCode ListWords(const AppContext& context, const std::string& as_of) {
  const auto day = DayOr(as_of, context.clock.Today());
  if (!day) return Misunderstood("--as-of is not a day; write it as YYYY-MM-DD");
  return WithRegister(context, Act::kLookAtRegister, [&](Register& reg, const Actor&) {
    const auto words = Past(reg, *day).Words();
    if (!words.ok()) return FailRegister(words.error());
    std::string text;
    for (const std::string& word : words.value().names) text += Printable(word) + "\n";
    if (text.empty()) text = "The list is empty.\n";
    if (!words.value().complete) {
      text += "Words were taken off the list since; what is taken off is not kept.\n";
    }
    return Answer(context, "words",
                  {{"as_of", FormatDate(*day)},
                   {"words", words.value().names},
                   {"complete", words.value().complete}},
                  text);
  });
}

ExitCode ChangeWords(const AppContext& context, const std::vector<std::string>& words, bool add) {
  for (const std::string& word : words) {
    if (add && FoldedKey(word).empty()) return Misunderstood("a word needs letters or digits");
  }
  return WithRegister(context, Act::kManageRegister, [&](Register& reg, const Actor& me) {
    const auto done = add ? reg.AddWords(words, me) : reg.RemoveWords(words, me);
    if (!done.ok()) return FailRegister(done.error());
    return Answer(context, add ? "word_add" : "word_remove", {{"words", words}},
                  add ? "Photos whose file name, folder or caption holds them are held from now on."
                      : "Removed.");
  });
}

}  // namespace

void AddWord(CLI::App& app, AppContext& context) {
  CLI::App* word =
      AddVerb(app, "word", "The school's own words that must not be published with a photo",
              "  photogate word add \"Hollyhock House\" \"Beehive Unit\"\n"
              "  photogate word list\n"
              "\n"
              "Names of people, classes and groups on the register are looked for "
              "anyway.\n");
  word->require_subcommand(1);
  auto words = std::make_shared<std::vector<std::string>>();
  auto as_of = std::make_shared<std::string>();
  CLI::App* list = AddVerb(*word, "list", "The words",
                           "  photogate word list --json\n"
                           "  photogate word list --as-of 2026-09-01\n"
                           "\n"
                           "A word that is taken off the list is not kept. Of an earlier day the "
                           "answer has the words\n"
                           "that still stand, and says when others were taken off since.\n");
  AddAsOf(*list, *as_of);
  OnRun(*list, context, [&context, as_of] { return ListWords(context, *as_of); });
  CLI::App* add = AddVerb(*word, "add", "Hold photos whose names or captions hold these",
                          "  photogate word add \"Hollyhock House\"\n");
  CLI::App* remove = AddVerb(*word, "remove", "Take words off the list",
                             "  photogate word remove \"Hollyhock House\"\n");
  for (CLI::App* verb : {add, remove}) {
    verb->add_option("word", *words, "A word or a few that belong together")
        ->required()
        ->type_name("WORD");
    AddDryRun(*verb, context);
  }
  OnRun(*add, context, [&context, words] { return ChangeWords(context, *words, true); });
  OnRun(*remove, context, [&context, words] { return ChangeWords(context, *words, false); });
}

}  // namespace photogate
