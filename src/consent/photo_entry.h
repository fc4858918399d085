// A photo in the journal: where it is on its way from the inbox to its end, and what is known of
// it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/decision.h"
#include "core/geometry.h"
#include "core/ids.h"
#include "core/picture_mark.h"

namespace photogate {

using PhotoId = Id<struct PhotoIdTag>;  // "ph-" and 16 hexadecimal digits, random

// Where a photo is. Every photo is in exactly one state, and its files are where the state says:
//
//   state      original                                  copy
//   claimed    on the share, under its own name or the   -
//              claimed one; in spool/ in part, perhaps
//   spooled    spool/<id>; not in the inbox any more     -
//   clearing   spool/ or held/                           ledger row written; on its way to cleared/
//   cleared    originals/<id> for the retention period   cleared/<channel>/<output_name>
//   held       held/<id>                                 -
//   passed     held/<id>                                 a person said that it may go; soon made
//   blocked    blocked/<id>                              -
//   repeated   that of `same_as`: the same bytes, for    that of `same_as`
//              the same place, decided alike
//   returned   back in the inbox under its own name      -
//   withdrawn  originals/<id>                            was cleared; taken out of cleared/
//   deleted    destroyed, see `receipt`                  -
//
// It may move
//
//   claimed  -> spooled, returned
//   spooled  -> clearing, held, blocked, repeated, deleted
//   clearing -> cleared; spooled or held when the copy did not get its name
//   held     -> clearing (the register changed), passed, blocked, deleted
//   passed   -> clearing, held (undone, or the check says no), blocked, deleted
//   blocked  -> held, passed, deleted
//   cleared  -> withdrawn, deleted
//   withdrawn -> held (a person took the clear back), deleted
//   repeated -> deleted
enum class PhotoState {
  kClaimed = 1,
  kSpooled,
  kClearing,
  kCleared,
  kHeld,
  kPassed,
  kBlocked,
  kRepeated,
  kReturned,
  kWithdrawn,
  kDeleted,
};

// The arrows above.
bool MayMove(PhotoState from, PhotoState to);
std::string_view PhotoStateName(PhotoState state);  // "claimed" ...

enum class PhotoSource { kInbox = 1, kUpload };

// A face as it was found, without what could recognise it again.
struct JournalFace {
  Box box;         // pixels of the upright photo at full size
  double score;    // the detector's, 0..1
  double quality;  // 0..1
  bool usable;
  std::optional<PersonId> nearest;  // within `possible`
  std::optional<double> distance;   // to `nearest`
};

// What the check said, and on what it rested.
struct PhotoFacts {
  Sha256Hex sha256;  // of the original
  std::string format;
  int width_px = 0, height_px = 0;  // upright; 0 when not known
  DecisionKind decision;            // the machine's
  std::vector<Finding> findings;    // with names: for readers who may know, see identified_text
  std::vector<JournalFace> faces;   // a finding's `face` is an index into these
  std::optional<ConsentVersion> consent_version;  // nullopt: the register could not be read
  std::string settings_hash;                      // models, thresholds and settings in use
  std::optional<LookHashes> look = {};            // written, never read back with the rest
};

struct PhotoEntry {
  PhotoId id;
  std::int64_t revision;  // grows with every change of this entry
  PhotoState state;
  PhotoSource source;
  ChannelName channel;
  std::optional<EventName> event;
  std::vector<GroupName> added_groups;
  std::string folder;         // below inbox/<channel>, any bytes; empty: directly in it
  std::string original_name;  // any bytes, and it may hold a person's name
  std::string claimed_at;     // UTC
  std::string state_at;       // UTC: since when it is in this state
  std::uint64_t bytes = 0;    // of the original
  Sha256Hex sha256;           // of the original; empty until it is spooled
  std::string vault_id;       // PhotoVault's; empty until it is spooled
  int in_flight = 0;          // inspections begun and not ended: above 0 after a crash
  int tries = 0;              // inspections ended by something that passes (no disk, no worker)
  std::optional<std::string> retry_at;     // UTC: held, but tried again then
  std::optional<PhotoFacts> facts;         // once decided
  std::string decided_at;                  // UTC; empty before
  std::optional<std::string> output_name;  // of the copy in cleared/<channel>
  std::optional<Sha256Hex> output_sha256;
  std::optional<PhotoId> same_as;
  std::optional<std::string> original_gone_at;  // UTC: when the original was destroyed
  std::string receipt;                          // of its destruction
};

// One thing that a named person said of a photo. Verdicts are never edited; a later one counts.
struct PhotoVerdict {
  std::int64_t number = 0;  // given by the journal
  std::string at;           // UTC; given by the journal
  std::string user;         // given by the journal: the actor's name
  std::string kind;         // "clear", "block", "cover", "different_person" ...: the page's words
  std::optional<FindingCode> finding;  // which finding it is about; nullopt: the whole photo
  std::optional<std::size_t> face;
  std::string answers = "{}";  // JSON: the checklist as it was answered
  std::string reason;
};

struct PhotoStep {
  std::string at;  // UTC
  std::string actor;
  PhotoState state;
  std::string note;  // no name, no path
};

}  // namespace photogate
