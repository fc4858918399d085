#include "consent/user_rules.h"

#include <algorithm>
#include <array>

namespace photogate {
namespace {

constexpr std::array<UserRole, 7> kRoles = {UserRole::kOffice,
                                            UserRole::kTeacher,
                                            UserRole::kSeniorLeader,
                                            UserRole::kSafeguardingLead,
                                            UserRole::kDataProtectionLead,
                                            UserRole::kAdministrator,
                                            UserRole::kAuditor};

bool HasLeft(const User& user, const Date& day) {
  return user.leaving_date && *user.leaving_date < day;
}

bool HasOneOf(const User& user, std::initializer_list<UserRole> roles) {
  return std::any_of(roles.begin(), roles.end(),
                     [&](UserRole role) { return user.roles.count(role) != 0; });
}

// From 29 February the year is over on 1 March: "29 February" of the next sorts just before it.
bool IsOlderThanAYear(const Date& from, const Date& day) {
  return Date{from.year + 1, from.month, from.day} <= day;
}

void CheckDated(const std::optional<Date>& date, const Date& day, UserObstacle missing,
                UserObstacle expired, std::vector<UserObstacle>& obstacles) {
  if (!date || day < *date) {
    obstacles.push_back(missing);
  } else if (IsOlderThanAYear(*date, day)) {
    obstacles.push_back(expired);
  }
}

}  // namespace

std::vector<UserObstacle> ObstaclesToDeciding(const User& user, const Date& day) {
  std::vector<UserObstacle> obstacles;
  if (HasLeft(user, day)) obstacles.push_back(UserObstacle::kLeft);
  if (!HasOneOf(user, {UserRole::kOffice, UserRole::kTeacher, UserRole::kSeniorLeader,
                       UserRole::kSafeguardingLead, UserRole::kDataProtectionLead})) {
    obstacles.push_back(UserObstacle::kRole);
  }
  const auto duties = ObstaclesOfDuty(user, day);
  obstacles.insert(obstacles.end(), duties.begin(), duties.end());
  return obstacles;
}

std::vector<UserObstacle> ObstaclesOfDuty(const User& user, const Date& day) {
  std::vector<UserObstacle> obstacles;
  CheckDated(user.policy_read, day, UserObstacle::kPolicyNotRead, UserObstacle::kPolicyExpired,
             obstacles);
  CheckDated(user.trained, day, UserObstacle::kNotTrained, UserObstacle::kTrainingExpired,
             obstacles);
  CheckDated(user.delegated, day, UserObstacle::kNotDelegated, UserObstacle::kDelegationExpired,
             obstacles);
  return obstacles;
}

std::string ObstacleText(UserObstacle obstacle) {
  switch (obstacle) {
    case UserObstacle::kLeft: return "This user has left the school. Somebody else must decide.";
    case UserObstacle::kRole:
      return "This user's role looks but does not decide. Ask an administrator for a role that "
             "does.";
    case UserObstacle::kPolicyNotRead:
      return "That this user has read the policy is not on record. Read it and have it recorded.";
    case UserObstacle::kPolicyExpired:
      return "This user read the policy more than a year ago. Read it again and have it recorded.";
    case UserObstacle::kNotTrained:
      return "No training of this user is on record. Attend it and have it recorded.";
    case UserObstacle::kTrainingExpired:
      return "This user's training is more than a year old. Attend it again and have it recorded.";
    case UserObstacle::kNotDelegated:
      return "No written delegation to this user is on record. Ask a senior leader for it.";
    case UserObstacle::kDelegationExpired:
      return "The delegation to this user is more than a year old. Ask a senior leader to renew "
             "it.";
  }
  return "This user may not decide.";
}

std::string_view UserRoleName(UserRole role) {
  switch (role) {
    case UserRole::kOffice: return "office";
    case UserRole::kTeacher: return "teacher";
    case UserRole::kSeniorLeader: return "senior-leader";
    case UserRole::kSafeguardingLead: return "safeguarding-lead";
    case UserRole::kDataProtectionLead: return "data-protection-lead";
    case UserRole::kAdministrator: return "administrator";
    case UserRole::kAuditor: return "auditor";
  }
  return "auditor";
}

std::optional<UserRole> ParseUserRole(std::string_view text) {
  for (const UserRole role : kRoles) {
    if (text == UserRoleName(role)) return role;
  }
  return std::nullopt;
}

}  // namespace photogate
