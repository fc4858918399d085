#include "consent/channel_approval.h"

#include <fmt/format.h>

#include <algorithm>

#include "consent/user_acts.h"
#include "consent/user_rows.h"

namespace photogate {

std::vector<std::string> ActiveOwners(const ChannelCase& business_case,
                                      const std::vector<User>& users, const Date& day) {
  std::vector<std::string> active;
  for (const std::string& owner : business_case.owners) {
    const auto user = std::find_if(users.begin(), users.end(),
                                   [&](const User& one) { return one.name == owner; });
    if (user != users.end() && IsActive(*user, day)) active.push_back(owner);
  }
  return active;
}

std::vector<std::string> MissingOfCase(const ChannelDetails& channel,
                                       const std::vector<User>& users, const Date& day) {
  std::vector<std::string> missing;
  const ChannelCase& given = channel.business_case;
  if (given.address.empty()) missing.emplace_back("its address (--address)");
  if (given.aim.empty()) missing.emplace_back("its aim (--aim)");
  if (given.audience.empty()) missing.emplace_back("its audience (--audience)");
  if (given.promotion.empty()) missing.emplace_back("how people hear of it (--promotion)");
  if (ActiveOwners(given, users, day).size() < kLeastChannelOwners) {
    missing.emplace_back("two owners who are users and have not left (photogate channel transfer)");
  }
  return missing;
}

Result<Done> CheckApproval(Database& database, const ChannelDetails& channel,
                           const std::string& approver, const Date& day) {
  if (channel.proposed_by == approver) {
    return Error{ErrorKind::kRefused,
                 "Whoever proposed a channel cannot approve it. Ask another senior leader.",
                 channel.name.value};
  }
  const std::vector<User> users = AllUsers(database);
  if (users.empty()) return Done{};
  const auto user = std::find_if(users.begin(), users.end(),
                                 [&](const User& one) { return one.name == approver; });
  if (user == users.end()) {
    return Error{ErrorKind::kRefused,
                 "The approver is no user of the register. See the users with `photogate user "
                 "list`; a senior leader approves channels.",
                 approver};
  }
  const Result<Done> may = MayDo(*user, Act::kApproveChannels, day);
  if (!may.ok()) return may.error();
  const auto missing = MissingOfCase(channel, users, day);
  if (missing.empty()) return Done{};
  return Error{ErrorKind::kRefused,
               fmt::format("The business case is not complete. Missing: {}. Fill it in with "
                           "`photogate channel case`.",
                           fmt::join(missing, "; ")),
               channel.name.value};
}

void EndSetUpApprovals(Database& database, Change& change) {
  std::vector<std::string> names;
  {
    Rows rows = database.Query(
        "SELECT name FROM channel WHERE state = ? AND approved_by <> ? ORDER BY name",
        {static_cast<int>(ChannelState::kApproved), kDemoApprover});
    while (rows.Next()) names.push_back(rows.Text(0));
  }
  for (const std::string& name : names) {
    database.Run(
        "UPDATE channel SET state = ?, approved_by = NULL, approved_at = NULL, version = ? "
        "WHERE name = ?",
        {static_cast<int>(ChannelState::kProposed), change.version(), name});
    change.About("channel", name, "approval of the set-up ended");
  }
}

}  // namespace photogate
