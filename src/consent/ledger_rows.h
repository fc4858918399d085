// Writing the ledger within a transaction. Internal to consent.
#pragma once

#include "consent/database.h"
#include "consent/store.h"
#include "core/outcome.h"

namespace photogate {

// kConflict when the register is no longer at the row's consent version.
Result<Done> InsertLedgerRow(Database& database, Change& change, const LedgerRow& row);

}  // namespace photogate
