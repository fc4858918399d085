#include "cli/only_today.h"

#include <CLI/CLI.hpp>

#include "cli/verbs.h"

namespace photogate {

void AddAsOfToday(CLI::App& verb, std::string& text) {
  verb.add_option("--as-of", text, "Today alone: what was before is not kept")
      ->type_name("YYYY-MM-DD");
}

std::optional<ExitCode> OnlyToday(const AppContext& context, const std::string& text,
                                  const std::string& what) {
  const auto day = DayOr(text, context.clock.Today());
  if (!day) return Misunderstood("--as-of is not a day; write it as YYYY-MM-DD");
  if (*day == context.clock.Today()) return std::nullopt;
  return Misunderstood("only today can be asked about: the register keeps no history of " + what);
}

}  // namespace photogate
