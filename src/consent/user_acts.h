// Who may do what: the one table of the program. Pure. The command line, the watcher and the page
// ask MayDo and nothing else.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "consent/user_rules.h"
#include "core/clock.h"
#include "core/result.h"

namespace photogate {

enum class Act {
  kLookAtPhotos = 1,  // checks without copies, the queue
  kDecidePhotos,      // checks with copies, verdicts, release
  kRunWatcher,        // the watched folder, which decides by rules alone
  kLookAtRegister,    // people, permissions, events; reports
  kManageRegister,    // people, groups, kin, events, imports, words, uses
  kRecordPermission,  // grants, refusals, withdrawals, the biometric ledger
  kRecordObjection,   // somebody's wish not to be photographed
  kSetBar,
  kLiftBar,
  kReadBarReasons,
  kEnrol,
  kSeeNames,         // names instead of case numbers in reports
  kProposeChannels,  // propose, fill in, transfer, suspend, close
  kApproveChannels,  // approve and resume
  kSetChannelRules,  // what is let pass on a channel
  kRecordDpia,       // the assessment and the settings that rest on it
  kExportSubjectData,
  kErase,  // erasure and the retention run
  kReadAudit,
  kManageUsers,
  kKeepRegister,  // backup, restore, keys
};

struct ActRule {
  Act act;
  std::string_view what;        // "enrol reference photos"
  std::vector<UserRole> roles;  // any of these
  // Also needs the policy read, training and written delegation of the last year (POLICY.md P12).
  // Not asked for what protects somebody at once, for looking, and for what mends the lack of them.
  bool needs_duties;
};

// Every act once, in the order of the enumeration.
std::span<const ActRule> ActRules();
const ActRule& RuleOf(Act act);

// kRefused, with every reason and the next step, when the user may not on `day`.
Result<Done> MayDo(const User& user, Act act, const Date& day);

// Whether the user may sign in and look at all: not before a leaving date has passed.
bool IsActive(const User& user, const Date& day);

// "senior-leader or data-protection-lead".
std::string RolesText(const ActRule& rule);

}  // namespace photogate
