// The school's numbers of people who were erased, as keyed hashes: enough to know one of them again
// in the school's next file, and to nobody without the register. Internal to consent.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "consent/database.h"
#include "consent/register.h"
#include "consent/store.h"
#include "core/bytes.h"
#include "core/ids.h"

namespace photogate {

// Remembers that whoever had this number was erased by `change`.
void MarkErased(Database& database, Change& change, const std::string& id);

// The marks of a register, read once for a whole file.
class ErasedIds {
 public:
  explicit ErasedIds(Database& database);
  // The day of the erasure, the last one of several; nullopt: nobody of this number was erased.
  std::optional<std::string> DayOf(const PersonId& id) const;

 private:
  std::vector<std::pair<std::int64_t, Bytes>> keys_;
  std::map<std::pair<std::int64_t, Bytes>, std::string> days_;  // by key and mark
};

// A backup learns the marks of the register that it takes the place of.
Result<Done> CarryErasedIds(Register& restored, Register& replaced, const Actor& by);

}  // namespace photogate
