// Rows of the biometric ledger. Internal to consent.
#pragma once

#include <cstdint>

#include "consent/biometrics.h"
#include "consent/database.h"
#include "consent/store.h"

namespace photogate {

void InsertBiometric(Database& database, Change& change, std::int64_t person,
                     const NewBiometric& statement, RecordSource source);

// Destroys every template of a person who has no basis today; returns how many there were.
int DestroyWithoutBasis(Database& database, Change& change, std::int64_t person);

}  // namespace photogate
