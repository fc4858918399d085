// Rows of credits. Internal to consent.
#pragma once

#include <string>
#include <vector>

#include "consent/database.h"
#include "core/consent.h"

namespace photogate {

std::vector<std::string> ReadOwnCredits(Database& database);
// Those in force.
std::vector<CreditPermission> ReadCreditPermissions(Database& database);

}  // namespace photogate
