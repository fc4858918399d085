#include "consent/user_rows.h"

#include "consent/store.h"

namespace photogate {
namespace {

constexpr std::string_view kColumns =
    "SELECT name, account, policy_date, trained_date, delegated_date, delegation_evidence, "
    "leaving_date, password_at, id FROM user ";

User ReadUser(Database& database, const Rows& rows) {
  User user = UserOfRow(rows);
  Rows roles = database.Query("SELECT role FROM user_role WHERE user = ?", {rows.Int(8)});
  while (roles.Next()) {
    user.roles.insert(EnumOf(roles.Int(0), UserRole::kOffice, UserRole::kAuditor));
  }
  return user;
}

}  // namespace

User UserOfRow(const Rows& rows) {
  return {rows.Text(0),
          rows.OptionalText(1),
          {},
          OptionalDateOf(rows.OptionalText(2)),
          OptionalDateOf(rows.OptionalText(3)),
          OptionalDateOf(rows.OptionalText(4)),
          rows.Text(5),
          OptionalDateOf(rows.OptionalText(6)),
          rows.OptionalText(7)};
}

Error NoSuchUser(const std::string& value) {
  return Error{ErrorKind::kNotFound,
               "There is no such user. See the users with `photogate user list`, or add one with "
               "`photogate user add`.",
               value};
}

Result<User> FindUser(Database& database, std::string_view where, const std::string& value) {
  Rows rows = database.Query(std::string(kColumns) + std::string(where), {value});
  if (!rows.Next()) return NoSuchUser(value);
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
