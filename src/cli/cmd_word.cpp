// photogate word list | add | remove
#include <fmt/format.h>

#include <CLI/CLI.hpp>

#include "cli/terminal.h"
#include "cli/verbs.h"
#include "core/text_tokens.h"

namespace photogate {
namespace {

ExitCode ListWords(const AppContext& context) {
  return WithRegister(context, Act::kLookAtRegister, [&](Register& reg, const Actor&) {
    const auto words = reg.Words();
    if (!words.ok()) return FailRegister(words.error());
    std::string text;
    for (const std::string& word : words.value()) text += Printable(word) + "\n";
    return Answer(context, "words", {{"words", words.value()}},
                  text.empty() ? "The list is empty." : text);
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
  CLI::App* list = AddVerb(*word, "list", "The words", "  photogate word list --json\n");
  OnRun(*list, context, [&context] { return ListWords(context); });
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
