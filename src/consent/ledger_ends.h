// Copies that were cleared and are not any more. Internal to consent.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "consent/photo_rows.h"
#include "consent/same_pictures.h"

namespace photogate {

// Of a row `l` of the ledger: the copy was taken back, and the same copy was not cleared for its
// channel anew since.
inline constexpr std::string_view kTakenBack =
    "(EXISTS (SELECT 1 FROM ledger_end AS e WHERE e.ledger = l.number) AND NOT EXISTS (SELECT 1 "
    "FROM ledger AS n WHERE n.output_sha256 = l.output_sha256 AND n.channel = l.channel AND "
    "n.number > l.number AND NOT EXISTS (SELECT 1 FROM ledger_end AS e WHERE e.ledger = "
    "n.number)))";

// Withdrawn, held, blocked, deleted: a photo in these is not cleared any more.
bool MayEndClearance(PhotoState to);

// The photo moves to `to`: what was cleared of it so far is not any more, if that state says so.
// Every row with the same bytes for the channel ends with it, whichever photo it was of: nobody can
// tell two copies apart by their bytes. Of a photo that was withdrawn, or that a person stopped
// (`note`, see consent/stops.h), so do the other copies of the same original. A photo that is
// deleted because its time is over says nothing about others. Each end is in the audit chain as a
// look.
void EndLedgerRows(Database& database, Change& change, const StoredPhoto& photo, PhotoState to,
                   std::string_view note);

// Whatever still stands as cleared of these originals ends, for whatever channel, copies that
// `photogate check` made included.
void EndCopiesOf(Database& database, Change& change, const Originals& originals,
                 const std::string& about);

// One row, which has not ended yet; `state` as in the table. `about`, here and above: the photo or
// why.
void EndLedgerRow(Database& database, Change& change, std::int64_t number, int state,
                  const std::string& about);

}  // namespace photogate
