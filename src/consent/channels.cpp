#include "consent/channels.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "consent/channel_approval.h"
#include "consent/channel_rows.h"
#include "consent/history.h"
#include "consent/import_columns.h"
#include "consent/person_rows.h"
#include "consent/store.h"
#include "consent/user_rows.h"

namespace photogate {
namespace {

Error Closed(const ChannelName& name) {
  return Error{ErrorKind::kRefused,
               "This channel was closed for good. Propose a new one with `photogate channel "
               "propose`.",
               name.value};
}

// Its inbox, its cleared and its released photos lie in folders of its name, on shares of every
// make.
std::string WhyNotChannel(const std::string& name) {
  const std::string why = WhyNotLabel(name);
  if (!why.empty()) return why;
  if (name.find_first_of("/\\:*?\"<>|") != std::string::npos || name.front() == '.' ||
      name.back() == '.') {
    return "folders are called after it, so the name may not hold / \\ : * ? \" < > | and "
           "not begin or end with a dot";
  }
  // Windows takes these for devices, whatever follows a dot.
  std::string stem = LowerAscii(name.substr(0, name.find('.')));
  while (!stem.empty() && stem.back() == ' ') stem.pop_back();
  const bool numbered = stem.size() == 4 && (stem.starts_with("com") || stem.starts_with("lpt")) &&
                        stem.back() >= '0' && stem.back() <= '9';
  if (numbered || stem == "con" || stem == "prn" || stem == "aux" || stem == "nul") {
    return "folders are called after it, and Windows keeps names such as CON, NUL and COM1 for "
           "itself";
  }
  return "";
}

Result<Done> CheckCase(const ChannelCase& business) {
  for (const std::string& owner : business.owners) {
    const Result<Done> named = CheckNotes({owner});
    if (!named.ok()) return named.error();
    if (owner.empty()) {
      return Error{ErrorKind::kRefused, "An owner has no name. Give the names of the owners."};
    }
  }
  return CheckNotes({business.address, business.aim, business.audience, business.promotion});
}

std::string WhyNotRules(const ChannelRules& rules) {
  if (!std::isfinite(rules.ignore_below_px) || rules.ignore_below_px < 0) {
    return "The size below which faces are let pass must be 0 or more pixels.";
  }
  if (rules.ignore_below_px > 0 && rules.ignore_reason.empty()) {
    return "Letting small faces pass needs a reason: who measured that they cannot be recognised, "
           "and how.";
  }
  if (rules.longest_edge_px < 0) return "The longest edge must be 0 (as the original) or more.";
  if (rules.quality < kLowestQuality || rules.quality > kHighestQuality) {
    return "The quality is a number from 1 to 100.";
  }
  return "";
}

}  // namespace

Result<std::vector<ChannelDetails>> Channels::List() {
  return register_.store().Read([](Database& database) -> Result<std::vector<ChannelDetails>> {
    std::vector<ChannelName> names;
    {
      Rows rows = database.Query("SELECT name FROM channel ORDER BY name");
      while (rows.Next()) names.push_back(ChannelName{rows.Text(0)});
    }
    std::vector<ChannelDetails> channels;
    for (const ChannelName& name : names) {
      auto channel = ReadChannel(database, name);
      if (!channel.ok()) return channel.error();
      channels.push_back(std::move(channel).value());
    }
    return channels;
  });
}

Result<ChannelDetails> Channels::Show(const ChannelName& name) {
  return register_.store().Read([&](Database& database) { return ReadChannel(database, name); });
}

Result<Done> Channels::Propose(const ChannelName& name, const UseName& use,
                               const ChannelCase& business_case, const Actor& by) {
  const std::string why = WhyNotChannel(name.value);
  if (!why.empty()) {
    return Error{ErrorKind::kRefused, "The channel was not proposed: " + why + ". Correct it."};
  }
  const Result<Done> checked = CheckCase(business_case);
  if (!checked.ok()) return checked.error();
  return register_.store().Write(
      by, "channel propose", [&](Database& database, Change& change) -> Result<Done> {
        if (ReadChannel(database, name).ok()) {
          return Error{ErrorKind::kConflict,
                       "There is a channel of this name already. Choose another name.", name.value};
        }
        const Result<Done> known = CheckUse(database, use);
        if (!known.ok()) return known.error();
        InsertChannel(database, change,
                      {name, use, ChannelState::kProposed, business_case, ChannelRules{},
                       by.account, std::nullopt, std::nullopt});
        change.About("channel", name.value, "use " + use.value);
        return Done{};
      });
}

Result<Done> Channels::Approve(const ChannelName& name, const std::string& approver,
                               const Actor& by) {
  if (approver.empty()) {
    return Error{ErrorKind::kRefused, "Name the senior leader who approves it with --by."};
  }
  const Result<Done> notes = CheckNotes({approver});
  if (!notes.ok()) return notes.error();
  return register_.store().Write(
      by, "channel approve", [&](Database& database, Change& change) -> Result<Done> {
        const auto channel = ReadChannel(database, name);
        if (!channel.ok()) return channel.error();
        if (channel.value().state == ChannelState::kClosed) return Closed(name);
        if (channel.value().state == ChannelState::kApproved) return Done{};
        const auto approval = CheckApproval(database, channel.value(), approver, change.today());
        if (!approval.ok()) return approval.error();
        database.Run(
            "UPDATE channel SET state = ?, approved_by = ?, approved_at = ?, version = ? "
            "WHERE name = ?",
            {static_cast<int>(ChannelState::kApproved), approver, change.now(), change.version(),
             name.value});
        change.About("channel", name.value, "by " + approver);
        return Done{};
      });
}

Result<Done> Channels::SetCase(const ChannelName& name, const ChannelCase& business_case,
                               const Actor& by) {
  const Result<Done> checked = CheckCase(business_case);
  if (!checked.ok()) return checked.error();
  return register_.store().Write(
      by, "channel set", [&](Database& database, Change& change) -> Result<Done> {
        const auto channel = ReadChannel(database, name);
        if (!channel.ok()) return channel.error();
        const ChannelState state = channel.value().state;
        if (state == ChannelState::kClosed) return Closed(name);
        if (state == ChannelState::kApproved) {
          database.Run(
              "UPDATE channel SET state = ?, proposed_by = ?, approved_by = NULL, "
              "approved_at = NULL, version = ? WHERE name = ?",
              {static_cast<int>(ChannelState::kProposed), by.account, change.version(),
               name.value});
        }
        database.Run(
            "UPDATE channel SET address = ?, aim = ?, audience = ?, promotion = ?, access = ?, "
            "version = ? WHERE name = ?",
            {business_case.address, business_case.aim, business_case.audience,
             business_case.promotion, static_cast<int>(business_case.access), change.version(),
             name.value});
        ReplaceOwners(database, name, business_case.owners);
        change.About("channel", name.value, "business case");
        return Done{};
      });
}

Result<Done> Channels::Transfer(const ChannelName& name, const std::vector<std::string>& owners,
                                const Actor& by) {
  const Result<Done> checked = CheckCase({.owners = owners});
  if (!checked.ok()) return checked.error();
  if (std::set<std::string>(owners.begin(), owners.end()).size() < kLeastChannelOwners) {
    return Error{ErrorKind::kRefused, "A channel needs at least two owners. Name two people."};
  }
  return register_.store().Write(
      by, "channel transfer", [&](Database& database, Change& change) -> Result<Done> {
        const auto channel = ReadChannel(database, name);
        if (!channel.ok()) return channel.error();
        if (channel.value().state == ChannelState::kClosed) return Closed(name);
        if (AnyUser(database) &&
            ActiveOwners({.owners = owners}, AllUsers(database), change.today()).size() <
                kLeastChannelOwners) {
          return Error{ErrorKind::kRefused,
                       "At least two of the owners must be users who have not left. See them with "
                       "`photogate user list`.",
                       name.value};
        }
        database.Run("UPDATE channel SET version = ? WHERE name = ?",
                     {change.version(), name.value});
        ReplaceOwners(database, name, owners);
        change.About("channel", name.value,
                     fmt::format("owners {}, before {}", fmt::join(owners, ", "),
                                 fmt::join(channel.value().business_case.owners, ", ")));
        return Done{};
      });
}

Result<std::vector<std::string>> Channels::ActiveOwnersOf(const ChannelName& name,
                                                          const Date& day) {
  return register_.store().Read([&](Database& database) -> Result<std::vector<std::string>> {
    const auto channel = ReadChannel(database, name);
    if (!channel.ok()) return channel.error();
    const ChannelCase& business = channel.value().business_case;
    return AnyUser(database) ? ActiveOwners(business, AllUsers(database), day) : business.owners;
  });
}

Result<Done> Channels::SetRules(const ChannelName& name, const ChannelRules& rules,
                                const Actor& by) {
  const std::string why = WhyNotRules(rules);
  if (!why.empty()) return Error{ErrorKind::kRefused, why, name.value};
  const Result<Done> notes = CheckNotes({rules.ignore_reason});
  if (!notes.ok()) return notes.error();
  return register_.store().Write(
      by, "channel set", [&](Database& database, Change& change) -> Result<Done> {
        const auto channel = ReadChannel(database, name);
        if (!channel.ok()) return channel.error();
        database.Run(
            "UPDATE channel SET mode = ?, unrecorded_barred = ?, ignore_below_px = ?, "
            "ignore_reason = ?, longest_edge_px = ?, copy_format = ?, quality = ?, to_srgb = ?, "
            "keep_credit = ?, version = ? WHERE name = ?",
            {static_cast<int>(rules.mode), rules.unrecorded_barred, rules.ignore_below_px,
             rules.ignore_reason, rules.longest_edge_px, static_cast<int>(rules.format),
             rules.quality, rules.to_srgb, rules.keep_credit, change.version(), name.value});
        change.About(
            "channel", name.value,
            fmt::format("mode {}, unrecorded {}, ignore below {} px, longest edge {} px, "
                        "format {}, quality {}, srgb {}, keep credit {}",
                        rules.mode == ChannelMode::kAccount ? "account" : "list",
                        rules.unrecorded_barred ? "barred" : "allowed", rules.ignore_below_px,
                        rules.longest_edge_px, CopyFormatName(rules.format), rules.quality,
                        rules.to_srgb, rules.keep_credit));
        return Done{};
      });
}

Result<Done> Channels::Suspend(const ChannelName& name, const Actor& by) {
  return Move(name, ChannelState::kSuspended, by);
}

Result<Done> Channels::Close(const ChannelName& name, const Actor& by) {
  return Move(name, ChannelState::kClosed, by);
}

Result<Done> Channels::Move(const ChannelName& name, ChannelState to, const Actor& by) {
  return register_.store().Write(
      by, to == ChannelState::kClosed ? "channel close" : "channel suspend",
      [&](Database& database, Change& change) -> Result<Done> {
        const auto channel = ReadChannel(database, name);
        if (!channel.ok()) return channel.error();
        if (channel.value().state == to) return Done{};
        if (channel.value().state == ChannelState::kClosed) return Closed(name);
        database.Run(
            "UPDATE channel SET state = ?, approved_by = NULL, approved_at = NULL, version = ? "
            "WHERE name = ?",
            {static_cast<int>(to), change.version(), name.value});
        change.About("channel", name.value);
        return Done{};
      });
}

Result<Done> MayManage(const User& user, const ChannelDetails& channel) {
  const auto& owners = channel.business_case.owners;
  const bool theirs = channel.proposed_by == user.name ||
                      std::find(owners.begin(), owners.end(), user.name) != owners.end();
  const bool any = std::any_of(user.roles.begin(), user.roles.end(), [](UserRole role) {
    return role != UserRole::kTeacher && role != UserRole::kAuditor;
  });
  if (theirs || any) return Done{};
  return Error{
      ErrorKind::kRefused,
      "Only its owners, whoever proposed it, the office and the leads change this channel. "
      "Ask one of them.",
      channel.name.value};
}

std::string_view ChannelStateName(ChannelState state) {
  switch (state) {
    case ChannelState::kProposed: return "proposed";
    case ChannelState::kApproved: return "approved";
    case ChannelState::kSuspended: return "suspended";
    case ChannelState::kClosed: return "closed";
  }
  return "closed";
}

}  // namespace photogate
