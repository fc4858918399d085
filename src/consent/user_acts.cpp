#include "consent/user_acts.h"

#include <fmt/format.h>

#include <algorithm>

#include "consent/role_words.h"

namespace photogate {
namespace {

using enum UserRole;

const std::vector<ActRule>& Table() {
  static const std::vector<ActRule> kTable = {
      {Act::kLookAtPhotos,
       "look at photos",
       {kOffice, kTeacher, kSeniorLeader, kSafeguardingLead, kDataProtectionLead, kAdministrator,
        kAuditor},
       false},
      {Act::kDecidePhotos,
       "decide about photos",
       {kOffice, kTeacher, kSeniorLeader, kSafeguardingLead, kDataProtectionLead},
       true},
      {Act::kRunWatcher,
       "look after the watched folder",
       {kOffice, kSeniorLeader, kSafeguardingLead, kDataProtectionLead, kAdministrator},
       false},
      {Act::kLookAtRegister,
       "look at the register",
       {kOffice, kSeniorLeader, kSafeguardingLead, kDataProtectionLead, kAdministrator, kAuditor},
       false},
      {Act::kManageRegister,
       "change the register",
       {kOffice, kSeniorLeader, kSafeguardingLead, kDataProtectionLead, kAdministrator},
       true},
      {Act::kRecordPermission,
       "record permissions",
       {kOffice, kSeniorLeader, kSafeguardingLead, kDataProtectionLead},
       true},
      {Act::kRecordObjection,
       "record that somebody does not want to be photographed",
       {kOffice, kTeacher, kSeniorLeader, kSafeguardingLead, kDataProtectionLead, kAdministrator},
       false},
      {Act::kSetBar,
       "bar a person",
       {kOffice, kSeniorLeader, kSafeguardingLead, kDataProtectionLead},
       false},
      {Act::kLiftBar, "lift a bar", {kSeniorLeader, kSafeguardingLead}, true},
      {Act::kReadBarReasons,
       "read why somebody is barred",
       {kSafeguardingLead, kDataProtectionLead},
       true},
      {Act::kEnrol,
       "enrol reference photos",
       {kOffice, kSeniorLeader, kSafeguardingLead, kDataProtectionLead},
       true},
      {Act::kSeeNames,
       "see names instead of case numbers",
       {kSeniorLeader, kSafeguardingLead, kDataProtectionLead},
       true},
      {Act::kProposeChannels,
       "propose and manage channels",
       {kOffice, kTeacher, kSeniorLeader, kSafeguardingLead, kDataProtectionLead, kAdministrator},
       false},
      {Act::kApproveChannels, "approve channels", {kSeniorLeader}, true},
      {Act::kSetChannelRules,
       "set how photos for a channel are decided",
       {kSeniorLeader, kDataProtectionLead},
       true},
      {Act::kRecordDpia,
       "record the data protection impact assessment and its settings",
       {kDataProtectionLead},
       true},
      {Act::kExportSubjectData, "export what is held about a person", {kDataProtectionLead}, true},
      {Act::kErase, "erase what is held about people", {kDataProtectionLead}, true},
      {Act::kReadAudit,
       "read the audit",
       {kSeniorLeader, kSafeguardingLead, kDataProtectionLead, kAdministrator, kAuditor},
       false},
      {Act::kManageUsers, "manage users", {kAdministrator}, false},
      {Act::kKeepRegister, "back up, restore and change keys", {kAdministrator}, false},
  };
  return kTable;
}

}  // namespace

std::span<const ActRule> ActRules() { return Table(); }

const ActRule& RuleOf(Act act) { return Table()[static_cast<std::size_t>(act) - 1]; }

std::string RolesText(const ActRule& rule) {
  std::string text;
  for (std::size_t index = 0; index < rule.roles.size(); ++index) {
    if (index > 0) text += index + 1 == rule.roles.size() ? " or " : ", ";
    text += UserRoleName(rule.roles[index]);
  }
  return text;
}

bool IsActive(const User& user, const Date& day) {
  return !user.leaving_date || day <= *user.leaving_date;
}

Result<Done> MayDo(const User& user, Act act, const Date& day) {
  const ActRule& rule = RuleOf(act);
  std::string why;
  const auto add = [&](const std::string& reason) {
    if (!why.empty()) why += ' ';
    why += reason;
  };
  if (!IsActive(user, day)) add(ObstacleText(UserObstacle::kLeft));
  const bool has_role = std::any_of(rule.roles.begin(), rule.roles.end(),
                                    [&](UserRole role) { return user.roles.contains(role); });
  if (!has_role) {
    add(fmt::format("It needs the role {}. Ask an administrator.", RolesInWords(rule)));
  }
  if (rule.needs_duties) {
    for (const UserObstacle obstacle : ObstaclesOfDuty(user, day)) add(ObstacleText(obstacle));
  }
  if (why.empty()) return Done{};
  return Error{ErrorKind::kRefused, fmt::format("This user may not {}. {}", rule.what, why)};
}

}  // namespace photogate
