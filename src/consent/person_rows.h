// Reading and writing rows of people. Internal to consent.
#pragma once

#include <cstdint>
#include <string>
#include <unordered_map>
#include <vector>

#include "consent/database.h"
#include "consent/people.h"
#include "consent/store.h"

namespace photogate {

// A sentence saying what is wrong with an id, name or group; empty when it may be used. An id is 1
// to 64 printable characters without spaces at its ends; a name 1 to 200; a group 1 to 64.
std::string WhyNotPersonId(const std::string& id);
std::string WhyNotName(const std::string& name);
std::string WhyNotGroup(const std::string& group);

struct StoredPerson {
  std::int64_t row;
  PersonEntry entry;
};

// Sorted by id.
std::vector<StoredPerson> AllPeople(Database& database);

// Row number of the new person; the case number is chosen at random, unlike any other's.
std::int64_t InsertPerson(Database& database, Change& change, const NewPerson& person);
void ReplaceGroups(Database& database, std::int64_t person, const std::vector<GroupName>& groups);

}  // namespace photogate
