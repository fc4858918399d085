#include "consent/user_rows.h"

#include "consent/store.h"

namespace photogate {
namespace {

constexpr std::string_view kColumns =
    "SELECT id, name, account, policy_date, trained_date, delegated_date, delegation_evidence, "
    "leaving_date, password_at FROM user ";

User ReadUser(Database& database, const Rows& rows) {
  User user{rows.Text(1),
            rows.OptionalText(2),
            {},
            OptionalDateOf(rows.OptionalText(3)),
            OptionalDateOf(rows.OptionalText(4)),
            OptionalDateOf(rows.OptionalText(5)),
            rows.Text(6),
            OptionalDateOf(rows.OptionalText(7)),
            rows.OptionalText(8)};
  Rows roles = database.Query("SELECT role FROM user_role WHERE user = ?", {rows.Int(0)});
  while (roles.Next()) {
    user.roles.insert(EnumOf(roles.Int(0), UserRole::kOffice, UserRole::kAuditor));
  }
  return user;
}

}  // namespace

Result<User> FindUser(Database& database, std::string_view where, const std::string& value) {
  Rows rows = database.Query(std::string(kColumns) + std::string(where), {value});
  if (!rows.Next()) {
    return Error{ErrorKind::kNotFound,
                 "There is no such user. See the users with `photogate user list`, or add one with "
                 "`photogate user add`.",
                 value};
  }
  return ReadUser(database, rows);
}

std::vector<User> AllUsers(Database& database) {
  std::vector<User> users;
  Rows rows = database.Query(std::string(kColumns) + "ORDER BY name");
  while (rows.Next()) users.push_back(ReadUser(database, rows));
  return users;
}

bool AnyUser(Database& database) { return database.Int("SELECT count(*) FROM user") != 0; }

}  // namespace photogate
