#include "consent/users.h"

#include <fmt/format.h>

#include <algorithm>

#include "consent/channel_approval.h"
#include "consent/passwords.h"
#include "consent/person_rows.h"
#include "consent/store.h"
#include "consent/user_rows.h"
#include "core/text_tokens.h"
#include "crypto/password.h"

namespace photogate {
namespace {

Result<Done> CheckUser(const User& user, const Date& today) {
  const std::string why = WhyNotName(user.name);
  if (!why.empty() || (user.account && user.account->empty())) {
    return Error{ErrorKind::kRefused,
                 "The user needs a name, and an account that is not empty. Correct them."};
  }
  for (const auto& date : {user.policy_read, user.trained, user.delegated}) {
    if (date && today < *date) {
      return Error{ErrorKind::kRefused,
                   "Reading the policy, training and delegation are recorded once they have "
                   "happened. Correct the date."};
    }
  }
  if (user.delegated && user.delegation_evidence.empty()) {
    return Error{ErrorKind::kRefused,
                 "A delegation is in writing: say where the writing is kept with "
                 "--delegation-evidence."};
  }
  return CheckNotes({user.account.value_or(""), user.delegation_evidence});
}

// Of the users as the transaction leaves them.
Result<Done> SomebodyAdministers(Database& database) {
  if (database.Int("SELECT count(*) FROM user JOIN user_role ON user = id WHERE role = ? AND "
                   "account IS NOT NULL AND leaving_date IS NULL",
                   {static_cast<int>(UserRole::kAdministrator)}) > 0) {
    return Done{};
  }
  if (database.Int("SELECT count(*) FROM user") == 1) {
    return Error{ErrorKind::kRefused,
                 "The first user must be an administrator with an account of this machine and no "
                 "leaving date, or nobody could record the others. Add them with --roles "
                 "administrator --account ACCOUNT, then the rest."};
  }
  return Error{ErrorKind::kRefused,
               "Then nobody could administer: at least one administrator with an account and no "
               "leaving date must remain. Give somebody else the role first."};
}

void ReplaceRoles(Database& database, std::int64_t id, const std::set<UserRole>& roles) {
  database.Run("DELETE FROM user_role WHERE user = ?", {id});
  for (const UserRole role : roles) {
    database.Run("INSERT INTO user_role(user, role) VALUES(?, ?)", {id, static_cast<int>(role)});
  }
}

// As the audit keeps it.
std::string RolesOf(const User& user) {
  std::string text = "roles";
  for (const UserRole role : user.roles) text += fmt::format(" {}", UserRoleName(role));
  if (user.leaving_date) text += fmt::format(", last day {}", FormatDate(*user.leaving_date));
  return text;
}

// Somebody else who has the account already.
bool AccountTaken(Database& database, const User& user) {
  return user.account && database.Int("SELECT count(*) FROM user WHERE account = ? AND name <> ?",
                                      {*user.account, user.name}) != 0;
}

// Two names that people read as one, of which each counts as a person of their own.
bool NameTaken(Database& database, const std::string& name) {
  const std::vector<User> users = AllUsers(database);
  return std::any_of(users.begin(), users.end(), [key = FoldedKey(name), &name](const User& user) {
    return user.name == name || (!key.empty() && FoldedKey(user.name) == key);
  });
}

Error Taken() {
  return Error{ErrorKind::kConflict,
               "Another user has this name or account already, or a name that differs in capitals, "
               "accents or spaces only. Users are never shared."};
}

}  // namespace

Result<Done> Users::Add(const User& user, const Actor& by) {
  const Result<Done> usable = CheckUser(user, register_.clock().Today());
  if (!usable.ok()) return usable.error();
  return register_.store().Write(
      by, "user add", [&](Database& database, Change& change) -> Result<Done> {
        if (NameTaken(database, user.name) || AccountTaken(database, user)) {
          return Taken();
        }
        database.Run(
            "INSERT INTO user(name, account, policy_date, trained_date, delegated_date, "
            "delegation_evidence, leaving_date, version) VALUES(?, ?, ?, ?, ?, ?, ?, ?)",
            {user.name, user.account, OptionalDateText(user.policy_read),
             OptionalDateText(user.trained), OptionalDateText(user.delegated),
             user.delegation_evidence, OptionalDateText(user.leaving_date), change.version()});
        ReplaceRoles(database, database.LastInsert(), user.roles);
        change.About("user", user.name, RolesOf(user));
        if (database.Int("SELECT count(*) FROM user") == 1) EndSetUpApprovals(database, change);
        return SomebodyAdministers(database);
      });
}

Result<Done> Users::Set(const User& user, const Actor& by) {
  const Result<Done> usable = CheckUser(user, register_.clock().Today());
  if (!usable.ok()) return usable.error();
  return register_.store().Write(
      by, "user set", [&](Database& database, Change& change) -> Result<Done> {
        const auto known = FindUser(database, "WHERE name = ?", user.name);
        if (!known.ok()) return known.error();
        if (AccountTaken(database, user)) return Taken();
        database.Run(
            "UPDATE user SET account = ?, policy_date = ?, trained_date = ?, delegated_date = ?, "
            "delegation_evidence = ?, leaving_date = ?, version = ? WHERE name = ?",
            {user.account, OptionalDateText(user.policy_read), OptionalDateText(user.trained),
             OptionalDateText(user.delegated), user.delegation_evidence,
             OptionalDateText(user.leaving_date), change.version(), user.name});
        ReplaceRoles(database, database.Int("SELECT id FROM user WHERE name = ?", {user.name}),
                     user.roles);
        change.About("user", user.name, RolesOf(user));
        return SomebodyAdministers(database);
      });
}

Result<std::vector<User>> Users::List() {
  return register_.store().Read(
      [](Database& database) -> Result<std::vector<User>> { return AllUsers(database); });
}

Result<User> Users::Show(const std::string& name) {
  return register_.store().Read(
      [&](Database& database) { return FindUser(database, "WHERE name = ?", name); });
}

Result<User> Users::FindByAccount(const std::string& account) {
  return register_.store().Read(
      [&](Database& database) { return FindUser(database, "WHERE account = ?", account); });
}

Result<bool> Users::InSetUp() {
  return register_.store().Read(
      [](Database& database) -> Result<bool> { return !AnyUser(database); });
}

Result<Actor> Users::Admit(const std::string& account, bool owns_home, Act act, const Date& day) {
  const Result<bool> set_up = InSetUp();
  if (!set_up.ok()) return set_up.error();
  if (set_up.value()) {
    if (act == Act::kReadBarReasons) {
      return Error{ErrorKind::kRefused,
                   "The reason of a bar is for the safeguarding lead and the data protection lead, "
                   "and nobody is recorded as one of them. Record the users with `photogate user "
                   "add`."};
    }
    if (owns_home) return Actor{account};
    return Error{ErrorKind::kRefused,
                 "Nobody is recorded as a user of this register yet, so only the account that owns "
                 "its folder may use it. As that account, record the users with `photogate user "
                 "add`.",
                 account};
  }
  const Result<User> user = FindByAccount(account);
  if (!user.ok()) {
    if (user.error().kind != ErrorKind::kNotFound) return user.error();
    return Error{ErrorKind::kRefused,
                 "This account belongs to no user of the register. An administrator records whose "
                 "it is: photogate user set NAME --account ACCOUNT.",
                 account};
  }
  const Result<Done> may = MayDo(user.value(), act, day);
  if (!may.ok()) return may.error();
  return Actor{user.value().name};
}

Result<User> Users::Active(const std::string& name, const Date& day) {
  Result<User> user = Show(name);
  if (user.ok() && !IsActive(user.value(), day)) {
    return Error{ErrorKind::kRefused, ObstacleText(UserObstacle::kLeft), name};
  }
  return user;
}

Result<Done> Users::SetPassword(const std::string& name, const std::string& password,
                                const Actor& by) {
  const std::string why = WhyNotPassword(password, name);
  if (!why.empty()) return Error{ErrorKind::kRefused, why};
  const Result<std::string> hash = HashPassword(password);
  if (!hash.ok()) return hash.error();
  return register_.store().Write(
      by, "user password", [&](Database& database, Change& change) -> Result<Done> {
        const auto known = FindUser(database, "WHERE name = ?", name);
        if (!known.ok()) return known.error();
        database.Run(
            "UPDATE user SET password_hash = ?, password_at = ?, version = ? WHERE name = ?",
            {hash.value(), change.now(), change.version(), name});
        change.About("user", name);
        return Done{};
      });
}

Result<User> Users::CheckPassword(const std::string& name, const std::string& password,
                                  const Date& day) {
  struct Stored {
    std::optional<User> user;
    std::string hash;
  };
  auto stored = register_.store().Read([&](Database& database) -> Result<Stored> {
    auto user = FindUser(database, "WHERE name = ?", name);
    if (!user.ok()) return Stored{};
    Rows rows = database.Query("SELECT password_hash FROM user WHERE name = ?", {name});
    rows.Next();
    return Stored{std::move(user).value(), rows.OptionalText(0).value_or("")};
  });
  if (!stored.ok()) return stored.error();
  const bool has_hash = !stored.value().hash.empty();
  // Somebody without a password takes as long as somebody with a wrong one.
  const bool right =
      PasswordMatches(has_hash ? stored.value().hash : std::string(kNobodysHash), password);
  if (right && has_hash && IsActive(*stored.value().user, day)) return *stored.value().user;
  return Error{ErrorKind::kRefused,
               "Name or password are wrong. An administrator can set a new password with "
               "`photogate user password`."};
}

}  // namespace photogate
