// Importing people.csv: what would change, and changing it.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "consent/biometrics.h"
#include "consent/import_rows.h"
#include "consent/register.h"
#include "core/result.h"

namespace photogate {

struct ImportChange {
  PersonId person;
  int line;
  // "name", "kind", "groups", "leaving_date", "biometric_basis: consent", "website: refused" ...
  std::vector<std::string> what;
};

// A yes of the file that was not taken over, because a no entered by hand stands, or because a
// permission ended since the file first said yes.
struct ImportConflict {
  PersonId person;
  int line;
  std::string column;  // "use:website", "biometric_basis"
};

// A last day that has passed already, of somebody whom the file brings or changes.
struct ImportLeft {
  PersonId person;
  int line;
  Date last_day;
};

// A row of somebody who was erased: kept out unless it was asked for.
struct ImportErased {
  PersonId person;
  int line;
  std::string day;  // of the erasure
  bool brought_back;
};

struct ImportReport {
  std::vector<ImportIssue> issues;  // by line
  std::vector<PersonId> added;
  std::vector<ImportChange> changed;
  std::vector<ImportConflict> conflicts;
  // Last confirmed by this source, not in this file, without a decision and not left yet: kept
  // (consent/gone.h).
  std::vector<PersonId> gone;
  int gone_of_unknown_source = 0;  // of them: imported before sources were remembered
  int elsewhere = 0;  // not in this file either, and of another source or entered by hand
  std::vector<ImportLeft> left_already;  // by line
  std::vector<ImportErased> erased;      // by line; one kept out is in none of the other lists
  std::vector<UseName> new_uses;
  int unchanged = 0;
  int statements = 0;           // permissions and biometric statements recorded (or to be)
  int templates_destroyed = 0;  // of people whose basis the file ended
  std::vector<DestructionReceipt> receipts = {};  // of those, once it was applied
  int takedowns_opened = 0;  // where people with a new no may be seen, once it was applied
  bool applied = false;
  std::string encoding;  // of the file, as DecodedText
  char delimiter = ',';
  bool source_saved = false;  // set by who saved the mapping
  bool refused() const;       // a fatal issue: nothing was or would be changed
};

// The file's bytes; kNotFound, kUnavailable, kLimitExceeded above CsvLimits::bytes.
Result<std::string> ReadImportFile(const std::filesystem::path& file);

// Thread-safe, like the Register it borrows.
//
// Rules: a new value is recorded from today on; a no of the file always counts; a yes counts unless
// it conflicts (see ImportConflict); a yes that an earlier import brought and this file leaves
// empty is withdrawn. The file may be in any encoding of DecodeText. Nobody is deleted. Whoever was
// erased is taken again only when named in `bring_back`; kRefused when one who is named there was
// not erased, is on the register, or is not in the file. A file that
// changes nothing, from the source that had everybody in it, leaves the consent version.
class Importer {
 public:
  explicit Importer(Register& reg) : register_(reg) {}

  // What Apply would do; changes nothing. With fatal issues: what the lines that can be read would
  // do, without who is gone.
  Result<ImportReport> Preview(std::string_view file, const ImportMapping& mapping = {},
                               const std::vector<PersonId>& bring_back = {});
  // All or nothing, in one transaction.
  Result<ImportReport> Apply(std::string_view file, const Actor& by,
                             const ImportMapping& mapping = {},
                             const std::vector<PersonId>& bring_back = {});

 private:
  Register& register_;
};

}  // namespace photogate
