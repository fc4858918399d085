// Histories as the tables hold them, for one person or for all at once. Internal to consent.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "consent/biometric_rules.h"
#include "consent/database.h"
#include "consent/permission_rules.h"

namespace photogate {

// Statements of an import that was undone are left out of all of these; with `recorded_by`, so is
// whatever was entered after that day, an undoing too: the history as it stood that evening.
//
// Person rows to their records.
using PermissionHistories = std::unordered_map<std::int64_t, std::vector<PermissionRecord>>;
using BiometricHistories = std::unordered_map<std::int64_t, std::vector<BiometricRecord>>;

std::vector<PermissionRecord> PermissionHistory(Database& database, std::int64_t person,
                                                const UseName& use,
                                                const std::optional<Date>& recorded_by = {});
PermissionHistories AllPermissionHistories(Database& database, const UseName& use);

std::vector<BiometricRecord> BiometricHistory(Database& database, std::int64_t person,
                                              const std::optional<Date>& recorded_by = {});
BiometricHistories AllBiometricHistories(Database& database);

// Person rows under a safeguarding bar on `day`.
std::vector<std::int64_t> BarredRows(Database& database, const Date& day,
                                     const std::optional<Date>& recorded_by = {});

// The use with `name`; kNotFound with the next step.
Result<Done> CheckUse(Database& database, const UseName& use);

}  // namespace photogate
