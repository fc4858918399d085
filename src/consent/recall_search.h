// Where somebody who is recalled is, or may be, in what was cleared. Internal to consent.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "consent/biometric_rules.h"
#include "consent/database.h"
#include "consent/recall_nos.h"
#include "consent/takedowns.h"

namespace photogate {

// A copy in one release, at one place of it. Without a place: nobody recorded where the release
// went. Without a release: the copy stands in none that came about.
struct Spot {
  std::int64_t ledger;
  FoundBy found_by;
  std::optional<std::int64_t> release, place;
};

// For a query of `ledger`: p.release and n.number are the release and the place of each spot.
inline constexpr const char* kSpots =
    "LEFT JOIN release_photo AS p ON p.ledger = ledger.number AND NOT EXISTS (SELECT 1 FROM "
    "release_note AS v WHERE v.release = p.release AND v.kind = 2) LEFT JOIN release_note AS n ON "
    "n.release = p.release AND n.kind = 1 ";

// For a query with kSpots whose ?1 is the case number: there is a takedown t of this spot that is
// open, or has its end e and fits `ended`. One of before takedowns knew their release stands for
// every release without a place that was there when it was opened.
std::string TakedownOfSpot(std::string_view ended);

// From the columns release and place, `release` being the first of them.
Spot SpotFrom(const Rows& rows, std::int64_t ledger, FoundBy found_by, int release);

// When somebody came on the register.
struct Entry {
  std::string case_number;
  std::int64_t version = 0;
  std::string at = {};  // UTC; empty: before entries were kept
};
std::optional<Entry> EntryOf(Database& database, std::int64_t person);

// Adds every spot at which the case number is recorded as present, unless it has a takedown that is
// open or was opened after the person was permitted for the last time.
void FindByRecord(Database& database, const std::string& case_number, const ChannelNo& no,
                  std::vector<Spot>& found);

// The search for somebody whom nobody recorded, in what was cleared since their entry; with
// `earlier`, also before it.
class EyeSearch {
 public:
  EyeSearch(Database& database, std::int64_t person, Entry entry, bool earlier);

  // Adds what was cleared on the channel up to the no and not ended as looked through. Left out is
  // where none of the groups of theirs was, as an event on record says, and, where nobody knows who
  // was there, what was compared with a template that the person still has.
  void On(const ChannelNo& no, std::vector<Spot>& found);

 private:
  std::optional<FoundBy> Of(const Rows& copy);
  std::optional<FoundBy> AtEvent(const std::optional<std::string>& event,
                                 const std::string& added) const;
  // The copy was compared with the model when the person's template and basis for it were there.
  bool WasCompared(const std::optional<std::string>& model, std::int64_t version,
                   const std::string& at);

  Database& database_;
  const Entry entry_;
  const bool earlier_;
  std::set<std::string> own_;                            // groups, ever
  std::map<std::string, std::set<std::string>> events_;  // to the groups that were there
  std::set<std::string> registered_;                     // groups of anybody
  std::map<std::string, std::int64_t> templates_;        // model to the version of the oldest
  std::vector<BiometricRecord> biometric_;
  std::map<std::string, bool> basis_;  // by day
};

// How many copies on the channels of `nos` were cleared before the person's entry and were neither
// found by any recall of theirs nor compared with them since: nobody has looked for the person in
// those.
int CopiesNotLookedAt(Database& database, const Entry& entry, const std::vector<ChannelNo>& nos);

}  // namespace photogate
