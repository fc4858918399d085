// The school's official channels: proposed, approved by a senior leader, suspended, closed.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "consent/register.h"
#include "core/consent.h"
#include "core/result.h"

namespace photogate {

inline constexpr std::size_t kLeastChannelOwners = 2;

enum class ChannelState { kProposed = 1, kApproved, kSuspended, kClosed };

// Whether anybody may see what is posted there.
enum class ChannelAccess { kOpen = 1, kClosed };

// The business case (POLICY.md P11). Empty fields may be filled in before approval.
struct ChannelCase {
  std::string address = {};  // where it is published
  std::string aim = {};
  std::string audience = {};
  std::string promotion = {};
  ChannelAccess access = ChannelAccess::kOpen;
  std::vector<std::string> owners = {};  // named people; two of them users, to be approved
};

// How photos for the channel are decided.
struct ChannelRules {
  ChannelMode mode = ChannelMode::kList;
  bool unrecorded_barred = true;
  double ignore_below_px = 0;      // 0 until somebody measures
  std::string ignore_reason = {};  // needed when ignore_below_px is not 0
  int longest_edge_px = 0;         // of the published copy; 0: as the original
  CopyFormat format = CopyFormat::kKeep;
  int quality = PublishRules{}.quality;
  bool to_srgb = false;
  bool keep_credit = false;
};

struct ChannelDetails {
  ChannelName name;
  UseName use;
  ChannelState state;
  ChannelCase business_case;
  ChannelRules rules;
  std::string proposed_by;
  std::optional<std::string> approved_by;
  std::optional<std::string> approved_at;  // UTC
};

// Thread-safe, like the Register it borrows.
class Channels {
 public:
  explicit Channels(Register& reg) : register_(reg) {}

  // Sorted by name.
  Result<std::vector<ChannelDetails>> List();
  // kNotFound with the next step.
  Result<ChannelDetails> Show(const ChannelName& name);

  // kConflict when the name is taken, kNotFound when the use is not the school's. kRefused: a name
  // that cannot be a folder's, such as one with a slash.
  Result<Done> Propose(const ChannelName& name, const UseName& use,
                       const ChannelCase& business_case, const Actor& by);
  // `approver` is the senior leader named with --by; approving what is approved changes nothing. A
  // suspended channel is approved anew. kRefused: closed, or the approver proposed it; once there
  // are users, also when the approver is no senior leader or has a duty undone, and when the
  // business case is incomplete.
  Result<Done> Approve(const ChannelName& name, const std::string& approver, const Actor& by);
  // An approved channel is proposed again by it: the approval was of another case. Owners change
  // with Transfer without that.
  Result<Done> SetCase(const ChannelName& name, const ChannelCase& business_case, const Actor& by);
  // New owners, when somebody leaves. kRefused: fewer than two different names, or, once there are
  // users, names of which fewer than two are users who have not left.
  Result<Done> Transfer(const ChannelName& name, const std::vector<std::string>& owners,
                        const Actor& by);
  // The owners who are users and have not left; in set-up all of them.
  Result<std::vector<std::string>> ActiveOwnersOf(const ChannelName& name, const Date& day);
  // kRefused: a negative size, a quality that is none, or ignore_below_px without its reason.
  Result<Done> SetRules(const ChannelName& name, const ChannelRules& rules, const Actor& by);
  // Nothing is checked for or released to it until it is approved again.
  Result<Done> Suspend(const ChannelName& name, const Actor& by);
  // For good.
  Result<Done> Close(const ChannelName& name, const Actor& by);

 private:
  Result<Done> Move(const ChannelName& name, ChannelState to, const Actor& by);

  Register& register_;
};

struct User;

// Of whoever may propose channels: whether `user` may also change, suspend or close this one. A
// teacher only may with one that they own or proposed. kRefused with the next step.
Result<Done> MayManage(const User& user, const ChannelDetails& channel);

std::string_view ChannelStateName(ChannelState state);  // "proposed" ...

}  // namespace photogate
