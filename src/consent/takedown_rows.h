// Opening recalls within a transaction. Internal to consent.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "consent/database.h"
#include "consent/recall_search.h"
#include "consent/store.h"
#include "consent/takedowns.h"

namespace photogate {

struct RecallHow {
  bool by_hand = false;  // on every channel
  bool earlier = false;  // also what was cleared before the person's entry, to be looked through
};

// Opens a takedown for every spot (see consent/recall_search.h) in which the person is recorded as
// present, on the channels from which a bar, an objection, a refusal or a withdrawal keeps them
// today; and for every photo that was cleared before it, since their entry, in which they may be: a
// group of theirs was there, or nobody knows who was, unless it was compared with their templates
// when it was cleared. Idempotent: a spot that has an open takedown, or one with its end and was
// not permitted since, is not opened again.
RecallOpened RecallPerson(Database& database, Change& change, std::int64_t person,
                          const RecallHow& how = {});
// What somebody who has just entered a no of the person is told: RecallPerson, with NotLookedAt.
RecallOpened RecallForNo(Database& database, Change& change, std::int64_t person);
// By record alone, on every channel, for a case number whose person was erased. What is new belongs
// to the recall that there is of them, if any.
RecallOpened RecallCase(Database& database, Change& change, const std::string& case_number);

// Opens a recall of somebody by case number, or of a photo by its id (see
// consent/picture_recalls.h), with a takedown for each spot. Its number.
std::int64_t InsertRecall(Database& database, Change& change, const std::string& subject,
                          RecallReason reason, const std::vector<Spot>& spots);

// A place of a release was recorded (row of release_note): whoever, and whatever picture, is
// recalled from a copy in it is to be taken down there too.
void OpenTakedownsAt(Database& database, Change& change, std::int64_t release, std::int64_t place);

// Appends the end, with its hash in the audit chain; nothing is asked.
void InsertTakedownEnd(Database& database, Change& change, const NewTakedownEnd& end);

// The release turned out void: what was to be taken down because of it alone is ended as never
// released, for the reason `why`. Where the copy stands in no other release, it is asked for by
// itself instead, as if the release had never been. A takedown at a place that somebody recorded
// stays.
void EndTakedownsOfVoid(Database& database, Change& change, std::int64_t release,
                        const std::string& why);

// The channels that a bar, an objection, a refusal or a withdrawal keeps the person from on `day`;
// `by_hand`: every channel.
std::vector<std::string> ChannelsRecalledFrom(Database& database, std::int64_t person,
                                              const Date& day, bool by_hand);

// How many copies on those channels nobody has looked at for the person, since they were cleared
// before their entry (CopiesNotLookedAt).
int NotLookedAt(Database& database, std::int64_t person, const Date& day, bool by_hand);

struct RecheckedCopy {
  std::int64_t recall;
  std::int64_t person;  // row
  std::string case_number;
  std::int64_t ledger;
  RecheckOutcome outcome;  // kSeen or kPerhaps
};
// Comparing a copy anew showed the person of the recall, or perhaps them: a takedown for each spot
// of it that has no open one, and none that was ended for good. To be called before the outcome is
// put on record.
void OpenTakedownOfRecheck(Database& database, Change& change, const RecheckedCopy& copy);

// A row of `look` about the person, in the audit chain.
void RecordLook(Database& database, Change& change, const std::string& what,
                const std::string& case_number);

}  // namespace photogate
