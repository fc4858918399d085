// Users, their roles and what they must have on record. Pure; consent/user_acts.h says who may do
// what.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "core/clock.h"

namespace photogate {

enum class UserRole {
  kOffice = 1,
  kTeacher,
  kSeniorLeader,
  kSafeguardingLead,
  kDataProtectionLead,
  kAdministrator,
  kAuditor,  // reads, never changes
};

struct User {
  std::string name;
  std::optional<std::string> account;  // of the operating system; nullopt: only on the page
  std::set<UserRole> roles;
  std::optional<Date> policy_read;  // each of these three holds for a year
  std::optional<Date> trained;
  std::optional<Date> delegated;     // in writing
  std::string delegation_evidence;   // where the writing is kept
  std::optional<Date> leaving_date;  // the last day at the school
  // UTC; set by Users::SetPassword alone. nullopt: no password, so no signing in to the page.
  std::optional<std::string> password_at = std::nullopt;
};

// One reason why a user may not do something.
enum class UserObstacle {
  kLeft = 1,
  kRole,  // none of the roles that may
  kPolicyNotRead,
  kPolicyExpired,
  kNotTrained,
  kTrainingExpired,
  kNotDelegated,
  kDelegationExpired,
};

// Everything that keeps the user from deciding about photos on `day`; empty: they may. Deciding
// needs a role that decides (office, teacher, senior leader, safeguarding lead, data protection
// lead), the policy read, training and a written delegation, none of them more than a year old.
std::vector<UserObstacle> ObstaclesToDeciding(const User& user, const Date& day);

// Of those, what is missing of the policy read, training and delegation: the three duties.
std::vector<UserObstacle> ObstaclesOfDuty(const User& user, const Date& day);

// A sentence with the next step.
std::string ObstacleText(UserObstacle obstacle);
std::string_view UserRoleName(UserRole role);  // "office", "senior-leader" ...
std::optional<UserRole> ParseUserRole(std::string_view text);

}  // namespace photogate
