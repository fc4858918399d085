// Rows of users. Internal to consent.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "consent/database.h"
#include "consent/user_rules.h"
#include "core/result.h"

namespace photogate {

// Columns: name, account, policy_date, trained_date, delegated_date, delegation_evidence,
// leaving_date, password_at. Without the roles.
User UserOfRow(const Rows& rows);
// kNotFound with the next step.
Error NoSuchUser(const std::string& value);

// `where` is "WHERE name = ?" or "WHERE account = ?". kNotFound with the next step.
Result<User> FindUser(Database& database, std::string_view where, const std::string& value);
// Sorted by name.
std::vector<User> AllUsers(Database& database);
bool AnyUser(Database& database);

}  // namespace photogate
