#include "consent/users.h"

#include "consent/person_rows.h"
#include "consent/store.h"

namespace photogate {
namespace {

constexpr std::string_view kColumns =
    "SELECT id, name, account, policy_date, trained_date, delegated_date, delegation_evidence, "
    "leaving_date FROM user ";

User ReadUser(Database& database, const Rows& rows) {
  User user{rows.Text(1),
            rows.OptionalText(2),
            {},
            OptionalDateOf(rows.OptionalText(3)),
            OptionalDateOf(rows.OptionalText(4)),
            OptionalDateOf(rows.OptionalText(5)),
            rows.Text(6),
            OptionalDateOf(rows.OptionalText(7))};
  Rows roles = database.Query("SELECT role FROM user_role WHERE user = ?", {rows.Int(0)});
  while (roles.Next()) {
    user.roles.insert(EnumOf(roles.Int(0), UserRole::kOffice, UserRole::kAuditor));
  }
  return user;
}

Result<User> FindOne(Database& database, std::string_view where, const std::string& value) {
  Rows rows = database.Query(std::string(kColumns) + std::string(where), {value});
  if (!rows.Next()) {
    return Error{ErrorKind::kNotFound,
                 "There is no such user. See the users with `photogate user list`, or add one with "
                 "`photogate user add`.",
                 value};
  }
  return ReadUser(database, rows);
}

Result<Done> CheckUser(const User& user) {
  const std::string why = WhyNotName(user.name);
  if (!why.empty() || (user.account && user.account->empty())) {
    return Error{ErrorKind::kRefused,
                 "The user needs a name, and an account that is not empty. Correct them."};
  }
  return CheckNotes({user.account.value_or(""), user.delegation_evidence});
}

void ReplaceRoles(Database& database, std::int64_t id, const std::set<UserRole>& roles) {
  database.Run("DELETE FROM user_role WHERE user = ?", {id});
  for (const UserRole role : roles) {
    database.Run("INSERT INTO user_role(user, role) VALUES(?, ?)", {id, static_cast<int>(role)});
  }
}

// Somebody else who has the account already.
bool AccountTaken(Database& database, const User& user) {
  return user.account && database.Int("SELECT count(*) FROM user WHERE account = ? AND name <> ?",
                                      {*user.account, user.name}) != 0;
}

Error Taken() {
  return Error{ErrorKind::kConflict,
               "Another user has this name or account already. Users are never shared."};
}

}  // namespace

Result<Done> Users::Add(const User& user, const Actor& by) {
  const Result<Done> usable = CheckUser(user);
  if (!usable.ok()) return usable.error();
  return register_.store().Write(
      by, "user add", [&](Database& database, Change& change) -> Result<Done> {
        if (FindOne(database, "WHERE name = ?", user.name).ok() || AccountTaken(database, user)) {
          return Taken();
        }
        database.Run(
            "INSERT INTO user(name, account, policy_date, trained_date, delegated_date, "
            "delegation_evidence, leaving_date, version) VALUES(?, ?, ?, ?, ?, ?, ?, ?)",
            {user.name, user.account, OptionalDateText(user.policy_read),
             OptionalDateText(user.trained), OptionalDateText(user.delegated),
             user.delegation_evidence, OptionalDateText(user.leaving_date), change.version()});
        ReplaceRoles(database, database.LastInsert(), user.roles);
        return Done{};
      });
}

Result<Done> Users::Set(const User& user, const Actor& by) {
  const Result<Done> usable = CheckUser(user);
  if (!usable.ok()) return usable.error();
  return register_.store().Write(
      by, "user set", [&](Database& database, Change& change) -> Result<Done> {
        const auto known = FindOne(database, "WHERE name = ?", user.name);
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
        return Done{};
      });
}

Result<std::vector<User>> Users::List() {
  return register_.store().Read([](Database& database) -> Result<std::vector<User>> {
    std::vector<User> users;
    Rows rows = database.Query(std::string(kColumns) + "ORDER BY name");
    while (rows.Next()) users.push_back(ReadUser(database, rows));
    return users;
  });
}

Result<User> Users::Show(const std::string& name) {
  return register_.store().Read(
      [&](Database& database) { return FindOne(database, "WHERE name = ?", name); });
}

Result<User> Users::FindByAccount(const std::string& account) {
  return register_.store().Read(
      [&](Database& database) { return FindOne(database, "WHERE account = ?", account); });
}

}  // namespace photogate
