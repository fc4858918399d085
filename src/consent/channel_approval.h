// What a channel needs to be approved (POLICY.md P11). Internal to consent.
#pragma once

#include <string>
#include <vector>

#include "consent/channels.h"
#include "consent/database.h"
#include "consent/demo_approver.h"
#include "consent/store.h"
#include "consent/user_rules.h"

namespace photogate {

// Of the owners, those who are users and have not left by `day`.
std::vector<std::string> ActiveOwners(const ChannelCase& business_case,
                                      const std::vector<User>& users, const Date& day);

// Everything about the case that is missing, as parts of a sentence; empty when it is complete.
std::vector<std::string> MissingOfCase(const ChannelDetails& channel,
                                       const std::vector<User>& users, const Date& day);

// Makes every channel that was approved in set-up proposed again: nobody had to be a senior leader,
// and no case had to be complete, so the approval ends when there are users.
void EndSetUpApprovals(Database& database, Change& change);

// Whether `approver` may approve the channel on `day`. In set-up anybody may but the proposer; from
// the first user on, a senior leader who did not propose it, of a channel whose case is complete.
Result<Done> CheckApproval(Database& database, const ChannelDetails& channel,
                           const std::string& approver, const Date& day);

}  // namespace photogate
