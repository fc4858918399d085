// Recording and asking for permissions.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "consent/permission_rules.h"
#include "consent/register.h"
#include "consent/takedowns.h"
#include "core/consent.h"
#include "core/result.h"

namespace photogate {

// What somebody said, to be entered.
struct NewPermission {
  PersonId person;
  UseName use;
  PermissionStatement statement;
  Date from;
  std::optional<Date> until = std::nullopt;
  PermissionBasis basis = PermissionBasis::kConsent;
  std::string given_by = {};  // see PermissionRecord
  std::string evidence = {};  // where the signed form is kept
  // For kNameUse when granted; kNone there is entered as a refusal.
  NameWithImage name_level = NameWithImage::kNone;
  std::string evidence_sha256 = {};  // of the file that shows it; empty: none
  bool insist = false;               // a grant without a name takes back an objection without one
};

// What a statement came to, a rehearsed one as it would.
struct PermissionRecorded : RecallOpened {
  PermissionState state = PermissionState::kUnrecorded;  // today, with everything on record
  std::vector<VoiceAgainst> against = {};                // whose word makes it that, if no grant
  // The noes of the same voice that a grant takes back.
  std::vector<VoiceAgainst> set_aside = {};
  std::vector<std::vector<std::string>> alike = {};  // see AlikeVoices; of every use
  NameWithImage name_level = NameWithImage::kNone;   // of kNameUse: today, of all voices
};

// One row of the history, as it is shown.
struct PermissionHistoryRow {
  UseName use;
  PermissionRecord record;
  PermissionBasis basis;
  std::string evidence;
  std::string recorded_by;
  std::string recorded_at;  // UTC
  std::string evidence_sha256;
  bool undone;  // came with an import that was taken back: counts no longer
};

struct Use {
  UseName name;
  std::string description;
};

// Thread-safe, like the Register it borrows.
class Permissions {
 public:
  explicit Permissions(Register& reg) : register_(reg) {}

  // kNotFound: no such person or use. kRefused: the end is before the beginning; a grant without a
  // name would take back an objection that was recorded without one, and does not insist. A refusal
  // of kPhotographyUse is an objection, and whatever Object recorded.
  Result<PermissionRecorded> Record(const NewPermission& permission, const Actor& by);
  // An objection to one use, in force on `from`; no reason is asked for. kPhotographyUse: the wish
  // not to be photographed at all. It is recorded as a refusal, which no other voice outweighs.
  Result<PermissionRecorded> Object(const PersonId& person, const Date& from,
                                    const std::string& given_by, const Actor& by,
                                    const UseName& use = kPhotographyUse);

  // Whose word it is on `day` that there is no permission; empty where there is, or nothing is
  // said. `recorded_by` as People::Show has it.
  Result<std::vector<VoiceAgainst>> Against(const PersonId& person, const UseName& use,
                                            const Date& day,
                                            const std::optional<Date>& recorded_by = {});
  // By everything known today, also for a day in the past.
  Result<PermissionState> State(const PersonId& person, const UseName& use, const Date& day);
  // Everything that was ever entered, oldest entry first.
  Result<std::vector<PermissionHistoryRow>> History(const PersonId& person);

  Result<std::vector<Use>> Uses();
  // kConflict when the school has the use already.
  Result<Done> AddUse(const Use& use, const Actor& by);
  // Another description for a use. kNotFound: no such use.
  Result<Done> DescribeUse(const Use& use, const Actor& by);

 private:
  Result<PermissionRecorded> Enter(const NewPermission& permission, const Actor& by,
                                   std::string_view verb);

  Register& register_;
};

std::string_view PermissionStatementName(PermissionStatement statement);  // "granted" ...
// "unrecorded", "granted", "refused", "withdrawn", "expired".
std::string_view PermissionStateName(PermissionState state);
std::optional<PermissionStatement> ParsePermissionStatement(std::string_view text);
// "consent", "public-task", "legitimate-interests".
std::string_view PermissionBasisName(PermissionBasis basis);
std::optional<PermissionBasis> ParsePermissionBasis(std::string_view text);
std::string_view NameWithImageName(NameWithImage level);  // "none", "first", "full"

}  // namespace photogate
