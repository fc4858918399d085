// The rows of people.csv, understood but not yet compared with the register. Pure.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "consent/csv.h"
#include "consent/import_columns.h"
#include "consent/people.h"
#include "consent/permissions.h"

namespace photogate {

// What a cell says about a use. Empty: nothing.
struct ImportCell {
  std::optional<PermissionStatement> statement;
  NameWithImage name_level = NameWithImage::kNone;
  bool expired = false;  // an export's word for a permission that has ended: never a yes
};

enum class ImportBiometric { kNone = 0, kConsent, kObjection };

struct ImportRow {
  int line;
  NewPerson person;
  bool unreadable_leaving_date = false;  // what stands on the register is kept then
  ImportBiometric biometric = ImportBiometric::kNone;
  std::vector<ImportCell> cells;  // one for each of ImportTable::uses
};

struct ImportTable {
  std::vector<UseName> uses;
  // Whether the file has the column at all: what it does not speak of stays as it is.
  bool has_biometric = false, has_kind = false, has_groups = false, has_leaving_date = false;
  std::vector<ImportRow> rows;
  std::vector<ImportIssue> issues;
};

// Reads the contract's columns, or what `mapping` makes of others: id, name, kind, groups,
// leaving_date, biometric_basis, use:<name> in any order; id and name are needed. What cannot be
// understood is an issue and is read as *no*: an unknown value of a use is a refusal, a date that
// does not exist turns every grant of the line into a refusal, and so does an id that occurs twice
// (the first line counts, its groups are those of all). An unusable id or name, a missing column or
// a line of the wrong length is fatal.
ImportTable ReadImportRows(const std::vector<CsvRow>& csv, const ImportMapping& mapping = {});

}  // namespace photogate
