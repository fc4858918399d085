#include "review/page_acts.h"

namespace photogate {
namespace {

bool HasAny(const User& user, std::initializer_list<UserRole> roles) {
  for (const UserRole role : roles) {
    if (user.roles.count(role) != 0) return true;
  }
  return false;
}

Error Left() {
  return {ErrorKind::kRefused, "Your time at the school has ended, so this account has too."};
}

Result<Done> MayDelete(const User& user) {
  if (HasAny(user, {UserRole::kOffice, UserRole::kTeacher, UserRole::kSeniorLeader,
                    UserRole::kSafeguardingLead, UserRole::kDataProtectionLead})) {
    return Done{};
  }
  return Error{ErrorKind::kRefused,
               "Your role cannot delete photos. Ask somebody who reviews them, at once."};
}

Result<Done> MayAssess(const User& user) {
  if (HasAny(user, {UserRole::kSeniorLeader, UserRole::kDataProtectionLead,
                    UserRole::kSafeguardingLead})) {
    return Done{};
  }
  return Error{ErrorKind::kRefused,
               "A senior leader, the safeguarding lead or the data protection lead reads the "
               "incidents and assesses them. Whatever anybody reports is on record."};
}

}  // namespace

const std::vector<PageAct>& PageActs() {
  static const std::vector<PageAct> acts{PageAct::kLook,     PageAct::kDecide,  PageAct::kDelete,
                                         PageAct::kObject,   PageAct::kReport,  PageAct::kAssess,
                                         PageAct::kIdentify, PageAct::kPeople,  PageAct::kUsers,
                                         PageAct::kChannels, PageAct::kRegister};
  return acts;
}

std::string PageActName(PageAct act) {
  switch (act) {
    case PageAct::kLook: return "look";
    case PageAct::kDecide: return "decide";
    case PageAct::kDelete: return "delete";
    case PageAct::kObject: return "object";
    case PageAct::kReport: return "incident";
    case PageAct::kAssess: return "assess";
    case PageAct::kIdentify: return "identify";
    case PageAct::kPeople: return "people";
    case PageAct::kUsers: return "users";
    case PageAct::kChannels: return "channels";
    case PageAct::kRegister: return "register";
  }
  return "nothing";
}

Result<Done> MayOnPage(const User& user, PageAct act, const Date& day) {
  if (!IsActive(user, day)) return Left();
  switch (act) {
    case PageAct::kLook: return MayDo(user, Act::kLookAtPhotos, day);
    case PageAct::kDecide: return MayDo(user, Act::kDecidePhotos, day);
    case PageAct::kDelete: return MayDelete(user);
    case PageAct::kObject: return MayDo(user, Act::kRecordObjection, day);
    case PageAct::kReport: return Done{};
    case PageAct::kAssess: return MayAssess(user);
    case PageAct::kIdentify: return MayDo(user, Act::kSeeNames, day);
    case PageAct::kPeople: return MayDo(user, Act::kLookAtPhotos, day);
    case PageAct::kUsers: return MayDo(user, Act::kManageUsers, day);
    case PageAct::kChannels: return MayDo(user, Act::kProposeChannels, day);
    case PageAct::kRegister: return MayDo(user, Act::kLookAtRegister, day);
  }
  return Error{ErrorKind::kRefused, "Nobody may do this here."};
}

std::vector<std::string> RoleNames(const User& user) {
  std::vector<std::string> names;
  for (const UserRole role : user.roles) names.emplace_back(UserRoleName(role));
  return names;
}

}  // namespace photogate
