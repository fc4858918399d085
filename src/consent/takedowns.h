// Taking back what was published: who is to be taken out of what, where, by when, and the proof.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "consent/register.h"
#include "core/ids.h"
#include "core/result.h"

namespace photogate {

// From kWish on it is a picture that is recalled, since a person took it back, and nobody is named:
// somebody who is not on the register did not want to be shown; it was deleted; found unfit at a
// second look; blocked.
enum class RecallReason {
  kBar = 1,
  kObjection,
  kWithdrawal,
  kByHand,
  kWish,
  kDeleted,
  kLookedAgain,
  kBlocked
};
// kGroup and kUnknownEvent are to be looked through by eye: nobody was recognised. kTemplate: they
// were, and comparing the kept copy anew showed the person.
enum class FoundBy { kRecord = 1, kGroup, kUnknownEvent, kTemplate };
// What comparing a kept copy anew said (consent/rechecks.h).
enum class RecheckOutcome { kSeen = 1, kPerhaps, kNotSeen, kCannotTell };
// kNeverReleased is nobody's answer: the release turned out void, and no place of it is recorded.
enum class TakedownOutcome { kTakenDown = 1, kNotShown, kBeyondReach, kNeverReleased };

struct TakedownEnd {
  std::string at;  // UTC
  std::string by;  // the user whose word it is
  TakedownOutcome outcome;
  std::string note;
  Sha256Hex proof;  // of the file that shows it; empty: none
};

// One copy in one place: where it was published; else the release, of which nobody recorded where
// it went; else the channel that it was cleared for.
struct Takedown {
  std::int64_t number;
  std::int64_t recall;
  std::string case_number;  // empty of a picture
  PersonId person;          // the case number once erased; empty of a picture
  FoundBy found_by;
  std::int64_t ledger;
  ChannelName channel;
  std::optional<EventName> event;
  std::string name;  // file name of the copy
  Sha256Hex copy;
  std::string cleared_at;  // UTC
  std::string
      place;  // where it was published, as recorded of a release; else the channel's address
  std::vector<std::string> owners;  // of the channel, those who have not left
  std::string opened_at;            // UTC
  Date due;
  std::optional<TakedownEnd> end;            // nullopt: open
  std::optional<std::int64_t> release = {};  // that the copy is in; nullopt: in none
  std::string published = {};                // the day, as recorded with it
  bool place_recorded = false;               // false with a release: nobody said where it went
  // The plainest of what comparing the kept copy anew said; nullopt: it was not compared.
  std::optional<RecheckOutcome> rechecked = {};
  RecallReason reason = RecallReason::kByHand;  // of the recall
};

struct Recall {
  std::int64_t number;
  std::string case_number;  // empty of a picture, as is the person
  PersonId person;
  RecallReason reason;
  std::string at;  // UTC
  std::string by;
  int places = 0, open = 0, overdue = 0, by_eye = 0;  // by_eye: of those that are open
  // Copies of before the person's entry that nobody has looked at, on the channels they are kept
  // from; only with the latest recall of each.
  int not_looked = 0;
  bool done() const { return open == 0; }
};

struct TakedownQuery {
  std::optional<std::int64_t> recall = {};
  std::optional<std::string> case_number = {};
  std::optional<std::int64_t> number = {};
  std::optional<std::string> owner = {};  // of the channel
  bool open = false;                      // only those without an end
  std::optional<Date> due_before = {};
  int most = 100'000;
};

struct NewTakedownEnd {
  std::int64_t takedown;
  TakedownOutcome outcome;
  std::string note;
  Sha256Hex proof;
  std::string user;  // whose word it is
};

// What a no, or somebody by hand, opened.
struct RecallOpened {
  std::optional<std::int64_t> recall = {};  // the new one; nullopt when nothing new was found
  int places = 0;                           // new takedowns
  int not_looked = 0;                       // see Recall
};

// What was found when somebody was recalled.
struct RecallFind {
  std::optional<std::int64_t> recall;  // the new one; nullopt when nothing new was found
  std::vector<Takedown> places;        // every open one of the person, the new ones included
  bool erased = false;                 // known by the case number alone: by record only
  int not_looked = 0;                  // see Recall
};

// Shorter is no note (as ReviewTerms::reason_bytes).
inline constexpr std::size_t kLeastNote = 10;

// A recall opens by itself, in the transaction that enters a bar, an objection, a refusal or a
// withdrawal (RecallPerson in consent/takedown_rows.h), and by OpenDue for those dated ahead; of a
// picture, in that in which a person takes it back (consent/picture_recalls.h).
// Recalls, their places and ends are append-only, name people by case number and do not change the
// consent version; openings and ends enter the audit chain. Thread-safe.
class Takedowns {
 public:
  explicit Takedowns(Register& reg) : register_(reg) {}

  // Recalls a person by hand, on every channel, whatever is permitted. `person` is the school's
  // number or a case number; an erased person is found by that of the receipt. `earlier`: also a
  // takedown, to be looked through, for each copy of before the person's entry. kNotFound: neither.
  Result<RecallFind> Recall(const PersonId& person, const Actor& by, bool earlier = false);
  // What is due and not yet open, also of pictures that were taken back before there were such
  // recalls; idempotent. How many places are new.
  Result<int> OpenDue(const Actor& by);

  // Those due first come first.
  Result<std::vector<Takedown>> List(const TakedownQuery& query);
  // Newest first.
  Result<std::vector<photogate::Recall>> Recalls();

  // kNotFound: no such takedown, or user. kConflict: it has its end. kRefused: a note of fewer than
  // kLeastNote bytes; no proof where it was taken down or where the person is known to be in the
  // copy (not ByEye); kNeverReleased; `by` or the user neither owns the channel nor may change the
  // register. kNotShown of somebody who is known to be in the copy says that this place never had
  // it, and nothing of other places.
  Result<Done> End(const NewTakedownEnd& end, const Actor& by);

 private:
  Register& register_;
};

std::string_view RecallReasonName(RecallReason reason);  // "bar", "objection" ...
inline bool OfPicture(RecallReason reason) { return reason >= RecallReason::kWish; }
// Whom a recall or a task is of, for people: the person's number; of a picture, why in words.
std::string SubjectText(const PersonId& person, RecallReason reason);
std::string_view FoundByName(FoundBy found_by);  // "record", "group", "unknown-event"
std::string_view TakedownOutcomeName(TakedownOutcome outcome);  // "taken-down" ...
std::string_view RecheckOutcomeName(RecheckOutcome outcome);    // "seen", "perhaps" ...
// The place for people: its address, or that nobody recorded where the release went.
std::string PlaceText(const Takedown& task);
inline bool ByEye(FoundBy found_by) {
  return found_by == FoundBy::kGroup || found_by == FoundBy::kUnknownEvent;
}

}  // namespace photogate
