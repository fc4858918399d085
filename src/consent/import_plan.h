// What an import would do to the register as it stands. Internal to consent.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "consent/database.h"
#include "consent/import_csv.h"
#include "consent/store.h"

namespace photogate {

struct PlannedPermission {
  UseName use;
  PermissionStatement statement;
  NameWithImage name_level;
};

struct PlannedPerson {
  const ImportRow* row;
  NewPerson person;                   // what is to stand: columns that the file lacks as they were
  std::optional<std::int64_t> known;  // person row; nullopt: to be added
  bool details;                       // name, kind, groups or leaving date differ
  std::vector<PlannedPermission> permissions;
  std::optional<BiometricStatement> biometric;
};

struct ImportPlan {
  std::vector<PlannedPerson> people;    // those with something to do; they point into the table
  std::vector<std::int64_t> gone;       // rows that this file is the first to leave out
  std::vector<std::int64_t> back;       // rows that were gone and are in this file again
  std::vector<std::int64_t> confirmed;  // rows known so far from another source, or from none
  std::vector<PersonId> never_erased;   // asked for again, and in no row that an erasure keeps out
  ImportReport report;
  bool changes_anything() const {
    return !people.empty() || !report.new_uses.empty() || !gone.empty() || !back.empty() ||
           !confirmed.empty();
  }
};

// `source`: of the file (ImportMapping::source); people of other sources are not compared with it.
// `bring_back`: who was erased and is to be taken again. The report may hold fatal issues beside
// those of the table: then, and with anybody in never_erased, nothing may be applied.
ImportPlan PlanImport(Database& database, const ImportTable& table, const std::string& source,
                      const std::vector<PersonId>& bring_back, const Date& today);

// Writes the plan and completes its report; the file is the evidence of what it says.
void ApplyImport(Database& database, Change& change, ImportPlan& plan, const Sha256Hex& file,
                 const std::string& source, const Date& today);

}  // namespace photogate
