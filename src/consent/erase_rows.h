// The rows that an erasure takes away. Internal to consent.
#pragma once

#include <cstdint>
#include <string>

#include "consent/database.h"
#include "consent/store.h"
#include "core/ids.h"

namespace photogate {

struct ErasedPerson {
  std::int64_t row;
  std::string id;
  std::string case_number;
  std::string name;
  int kind;
};

// kNotFound with the next step.
Result<ErasedPerson> FindErased(Database& database, const PersonId& id);

// Keeps the seals of what the chain vouches for, then deletes everything about the person.
void EraseRows(Database& database, Change& change, const ErasedPerson& person,
               bool keep_protection);

}  // namespace photogate
