// The users of the register: named people, never shared.
#pragma once

#include <string>
#include <vector>

#include "consent/register.h"
#include "consent/user_rules.h"
#include "core/result.h"

namespace photogate {

// Thread-safe, like the Register it borrows.
class Users {
 public:
  explicit Users(Register& reg) : register_(reg) {}

  // kConflict when the name or the account is taken; kRefused when a text is not usable.
  Result<Done> Add(const User& user, const Actor& by);
  // Replaces everything about the user of this name but the name. kNotFound: no such user.
  Result<Done> Set(const User& user, const Actor& by);
  // Sorted by name.
  Result<std::vector<User>> List();
  // kNotFound with the next step.
  Result<User> Show(const std::string& name);
  // The user to whom an account of the operating system belongs.
  Result<User> FindByAccount(const std::string& account);

 private:
  Register& register_;
};

}  // namespace photogate
