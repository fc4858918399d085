// Opening recalls within a transaction. Internal to consent.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "consent/database.h"
#include "consent/store.h"
#include "consent/takedowns.h"

namespace photogate {

struct OpenedRecall {
  std::optional<std::int64_t> recall;
  int places = 0;  // new ones
};

// Opens a takedown for every place in which the person is recorded as present, on the channels from
// which a bar, an objection, a refusal or a withdrawal keeps them today; and for every photo that
// was cleared before it in which they may be: a group of theirs was there, or nobody knows who was,
// unless it was compared with their templates when it was cleared. Idempotent: a place
// that is open, or has its end and was not permitted since, is not opened again. `by_hand`: on
// every channel.
OpenedRecall RecallPerson(Database& database, Change& change, std::int64_t person,
                          bool by_hand = false);
// By record alone, on every channel, for a case number whose person was erased.
OpenedRecall RecallCase(Database& database, Change& change, const std::string& case_number);

// A place of a release was recorded (row of release_note): whoever is recalled from a copy in it is
// to be taken down there too.
void OpenTakedownsAt(Database& database, Change& change, std::int64_t release, std::int64_t place);

// The channels that a bar, an objection, a refusal or a withdrawal keeps the person from on `day`;
// `by_hand`: every channel.
std::vector<std::string> ChannelsRecalledFrom(Database& database, std::int64_t person,
                                              const Date& day, bool by_hand);

// Comparing a copy anew showed the person of the recall, or perhaps them: a takedown for each place
// where it was published, unless one is open.
void OpenTakedownOfRecheck(Database& database, Change& change, std::int64_t recall,
                           const std::string& case_number, std::int64_t ledger);

// A row of `look` about the person, in the audit chain.
void RecordLook(Database& database, Change& change, const std::string& what,
                const std::string& case_number);

}  // namespace photogate
