// Where in the whole register a text stands. Internal to consent.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "consent/database.h"

namespace photogate {

// "table.column" and in how many rows it holds `name` (ASCII letters in either case) or is, or has
// as a JSON string, `id`. Every text column of every table is read, so that a table made later is
// too.
std::vector<std::pair<std::string, int>> MentionsOf(Database& database, const std::string& name,
                                                    const std::string& id);

}  // namespace photogate
