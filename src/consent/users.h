// The users of the register: named people, never shared.
#pragma once

#include <string>
#include <vector>

#include "consent/register.h"
#include "consent/user_acts.h"
#include "consent/user_rules.h"
#include "core/result.h"

namespace photogate {

// A home without any user is "in set-up": the account that owns it acts as administrator, under its
// own name. From the first user on, who may do what is the table of consent/user_acts.h. The first
// user is an administrator with an account, and such a one who has no leaving date always remains.
//
// Thread-safe, like the Register it borrows.
class Users {
 public:
  explicit Users(Register& reg) : register_(reg) {}

  // kConflict when the name or the account is taken; kRefused when a text is not usable, a date is
  // to come, a delegation has no evidence, or nobody could administer. The first user ends set-up,
  // and with it every approval of a channel that was given in it; a demo home's own stay.
  Result<Done> Add(const User& user, const Actor& by);
  // Replaces everything about the user of this name but the name and the password. kNotFound: no
  // such user; otherwise as Add.
  Result<Done> Set(const User& user, const Actor& by);
  // Sorted by name.
  Result<std::vector<User>> List();
  // kNotFound with the next step.
  Result<User> Show(const std::string& name);
  // The user to whom an account of the operating system belongs.
  Result<User> FindByAccount(const std::string& account);

  Result<bool> InSetUp();
  // Who acts when `account` does, if they may: the name that the change is recorded under. In
  // set-up that is the account, when it owns the home. kRefused with the reason and the next step.
  Result<Actor> Admit(const std::string& account, bool owns_home, Act act, const Date& day);

  // For the page. A user who may sign in and look on `day`; kRefused once they have left, kNotFound
  // when there is no such user. Sessions ask again with each request, so leaving ends them at once.
  Result<User> Active(const std::string& name, const Date& day);
  // kRefused: WhyNotPassword. Replaces the one before.
  Result<Done> SetPassword(const std::string& name, const std::string& password, const Actor& by);
  // kRefused, with one message and in the same time, for an unknown name, a user without a
  // password, one who has left, and a wrong password.
  Result<User> CheckPassword(const std::string& name, const std::string& password, const Date& day);

 private:
  Register& register_;
};

}  // namespace photogate
