// The ledger names people by case number, so that erasing a person leaves it as it is. Internal to
// consent.
#pragma once

#include <string>

#include "consent/database.h"
#include "core/ids.h"

namespace photogate {

// The case number of a person on the register; the id itself of anybody else.
std::string CaseNumberOf(Database& database, const std::string& id);
// The id of whom a case number stands for; the case number itself once the person is erased.
PersonId PersonOfCase(Database& database, const std::string& case_number);
// Who is meant by what somebody typed: the school's number of a person on the register, else their
// case number; of nobody there, what was typed.
PersonId PersonMeant(Database& database, const PersonId& typed);

// Findings as JSON with every "person" by case number, and by id. Text that is no JSON array stays
// as it is.
std::string FindingsByCase(Database& database, const std::string& findings);
std::string FindingsById(Database& database, const std::string& findings);

}  // namespace photogate
