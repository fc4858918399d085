// Roles as people read them; UserRoleName has them as they are typed.
#pragma once

#include <string>

#include "consent/user_acts.h"

namespace photogate {

// "office", "senior leader" ...
std::string UserRoleInWords(UserRole role);

// "senior leader or data protection lead".
std::string RolesInWords(const ActRule& rule);

}  // namespace photogate
