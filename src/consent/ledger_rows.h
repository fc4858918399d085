// Writing the ledger within a transaction. Internal to consent.
#pragma once

#include <optional>

#include "consent/database.h"
#include "consent/photo_entry.h"
#include "consent/store.h"
#include "core/outcome.h"

namespace photogate {

// kConflict when the register is no longer at the row's consent version, or when a person stopped
// the same picture before (consent/stops.h) and the row's findings do not tell. `photo`: of the
// journal, whose own past does not count.
Result<Done> InsertLedgerRow(Database& database, Change& change, const LedgerRow& row,
                             const std::optional<PhotoId>& photo = std::nullopt);

// What the copy is known by; InsertLedgerRow calls it.
void InsertMark(Database& database, std::int64_t number, const LedgerRow& row);
// From the columns hash, aspect and grey, `first` being the first of them.
PictureMark MarkFrom(const Rows& rows, int first);

}  // namespace photogate
