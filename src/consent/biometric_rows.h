// Rows of the biometric ledger. Internal to consent.
#pragma once

#include <cstdint>

#include "consent/biometrics.h"
#include "consent/database.h"
#include "consent/reference_gaps.h"
#include "consent/store.h"

namespace photogate {

void InsertBiometric(Database& database, Change& change, std::int64_t person,
                     const NewBiometric& statement, RecordSource source);

// Destroys every template of a person; the receipt is without `ordered_by`.
DestructionReceipt DestroyTemplates(Database& database, Change& change, std::int64_t person);
// The same where the person has no basis today, else nothing.
DestructionReceipt DestroyWithoutBasis(Database& database, Change& change, std::int64_t person);

// Biometrics::Obstacles for a person row.
std::vector<BiometricObstacle> ReadObstacles(Database& database, std::int64_t person,
                                             const Date& day,
                                             const std::optional<Date>& recorded_by = {});

// ReferenceGaps within a transaction.
std::vector<ReferenceGap> ReadReferenceGaps(Database& database, const Date& day);

}  // namespace photogate
