// Erasing a person, and what is past its retention, from a register whose chain still proves.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "consent/register.h"
#include "core/result.h"

namespace photogate {

// What was destroyed, for the family and for the file. Holds nothing about the person but the case
// number.
struct ErasureReceipt {
  std::string case_number;
  std::string at;  // UTC
  std::string by;
  std::string reason;
  int permissions = 0, biometric_statements = 0, bars = 0, templates = 0, groups = 0, kin = 0;
  int ledger_rows = 0;           // copies in which they were recognised: by case number
  bool was_barred = false;       // a safeguarding bar stood
  bool protection_kept = false;  // template, basis and bar are kept under the case number
  // Texts that people wrote and that still mention the name or the id: "table.column", how many.
  std::vector<std::pair<std::string, int>> still_mentioned;
};

// Thread-safe, like the Register it borrows.
class Erasure {
 public:
  explicit Erasure(Register& reg) : register_(reg) {}

  // What Erase would destroy; nothing is changed. kNotFound: no such person.
  Result<ErasureReceipt> Preview(const PersonId& person);
  // Destroys everything about the person: the row with id and name, groups, kin, permissions,
  // biometric statements, bars with their reasons, templates, and file names of copies that hold
  // the name. What stays is the case number: in the ledger of copies, in the audit and in the
  // receipt. From then on the person cannot be told from anybody unknown, unless `keep_protection`:
  // then a person of that case number without name or groups stays, barred from every channel, with
  // the templates if there was a biometric basis. kRefused: no reason, or one that names the
  // person.
  Result<ErasureReceipt> Erase(const PersonId& person, const std::string& reason,
                               bool keep_protection, const Actor& by);
  // Oldest first, as stored.
  Result<std::vector<ErasureReceipt>> Receipts();

 private:
  Register& register_;
};

}  // namespace photogate
