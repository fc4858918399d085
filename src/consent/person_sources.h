// Which of the school's files a person is in. Internal to consent.
#pragma once

#include <cstdint>
#include <string>
#include <unordered_map>

#include "consent/database.h"
#include "consent/store.h"

namespace photogate {

// Person row to the source by which an import last confirmed them; "" is a file in the register's
// own columns. Nobody who was only ever entered by hand, or imported before sources were
// remembered.
using PersonSources = std::unordered_map<std::int64_t, std::string>;
PersonSources AllPersonSources(Database& database);

void ConfirmSource(Database& database, Change& change, std::int64_t person,
                   const std::string& source);

// Takes a person out of the list of the gone, and remembers what stood there for an undo.
void BackAgain(Database& database, Change& change, std::int64_t person);
// What the import `version` had taken out of the list stands there again.
void GoneAgain(Database& database, std::int64_t version);

}  // namespace photogate
