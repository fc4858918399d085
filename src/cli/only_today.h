// Questions whose answer is kept only as it is now.
#pragma once

#include <optional>
#include <string>

#include "cli/app.h"

namespace photogate {

// --as-of of a question whose past is not kept: OnlyToday refuses any other day than today, as a
// sentence with `what` there is no history of. nullopt: go on.
void AddAsOfToday(CLI::App& verb, std::string& text);
std::optional<ExitCode> OnlyToday(const AppContext& context, const std::string& text,
                                  const std::string& what);

}  // namespace photogate
