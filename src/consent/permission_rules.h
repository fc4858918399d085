// What a person's permission is on a day, computed from what was said. Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/clock.h"
#include "core/consent.h"

namespace photogate {

enum class PermissionStatement { kGranted = 1, kRefused, kWithdrawn };

// The lawful basis that is claimed (UK GDPR article 6).
enum class PermissionBasis { kConsent = 1, kPublicTask, kLegitimateInterests };

// Typed in by a person, or read from the school's information system.
enum class RecordSource { kHand = 1, kImport };

// One row of the append-only history of one person and one use.
struct PermissionRecord {
  std::int64_t number;  // grows with every record entered
  PermissionStatement statement;
  Date from;                  // the first day it holds
  std::optional<Date> until;  // the last day it holds; nullopt: no end
  std::string given_by;  // whose word it is: "" the family as one, else "parent A", "pupil" ...
  RecordSource source;
  NameWithImage name_level;  // of a grant of the use kNameUse, else kNone
};

// The reserved use whose refusal is the wish not to be photographed at all: it bars everywhere.
inline const UseName kPhotographyUse{"photography"};
// The reserved use that says how a person may be named beside their picture.
inline const UseName kNameUse{"name-with-image"};

// The state on `day`, of the records of one person and one use in any order.
//
// Each voice (given_by) is heard by two of its records: the latest to begin on or before the day
// (of several on one date the last entered), and the last entered of those that hold on the day. A
// no among them is a no, so neither a withdrawal entered late nor one entered ahead is lost. A
// record past its last day is expired. Between the voices the worst counts: withdrawn, refused,
// expired, granted. Nobody heard is unrecorded. A grant ends with `leaving` day.
PermissionState StateOn(std::span<const PermissionRecord> records, const Date& day,
                        const std::optional<Date>& leaving);

// What a voice says on a day that is no yes.
struct VoiceAgainst {
  std::string given_by;   // as PermissionRecord::given_by
  PermissionState state;  // refused, withdrawn or expired
  Date since;             // the first day of what was said
  std::int64_t number;    // of that record
};

// Everything that is heard on `day` (see StateOn) and is no grant that holds; by voice.
std::vector<VoiceAgainst> VoicesAgainst(std::span<const PermissionRecord> records, const Date& day);

// The names among `records` that differ from another of them in capitals and blanks alone, in
// groups: each counts as a voice of its own, and perhaps is one person.
std::vector<std::vector<std::string>> AlikeVoices(std::span<const PermissionRecord> records);

// How far the granted records on `day` let a person be named: the least of them, kNone unless the
// state is kGranted.
NameWithImage NameLevelOn(std::span<const PermissionRecord> records, const Date& day,
                          const std::optional<Date>& leaving);

// Whether a no that holds on `day` was entered by hand, so that an import must not turn it.
bool RefusedByHandOn(std::span<const PermissionRecord> records, const Date& day);

// Whether it is a no that somebody said.
bool IsRefusal(PermissionState state);

// Whether this permission keeps a person off a channel.
bool IsBarred(PermissionState state, bool unrecorded_barred);

}  // namespace photogate
