// Rows of the permission history. Internal to consent.
#pragma once

#include <cstdint>
#include <vector>

#include "consent/database.h"
#include "consent/permissions.h"
#include "consent/store.h"

namespace photogate {

void InsertPermission(Database& database, Change& change, std::int64_t person,
                      const NewPermission& permission, RecordSource source);

std::vector<PermissionHistoryRow> PermissionHistoryRows(Database& database, std::int64_t person);

}  // namespace photogate
