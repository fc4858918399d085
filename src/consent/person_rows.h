// Reading and writing rows of people. Internal to consent.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "consent/database.h"
#include "consent/people.h"
#include "consent/store.h"

namespace photogate {

// What is wrong with an id, name or group, as part of a sentence; empty when it may be used. An id
// is 1 to 64 ASCII letters, digits and . _ - : @ # +; a name is 1 to 200 bytes of UTF-8, a group 1
// to 64 without the separators ; | and comma; neither has control characters or spaces at the
// ends.
std::string WhyNotPersonId(const std::string& id);
std::string WhyNotName(const std::string& name);
std::string WhyNotGroup(const std::string& group);
// Of an event, a channel or a use; as a group, but separators are allowed.
std::string WhyNotLabel(const std::string& label);
// As a label, in the lower case in which the import reads the titles of its columns.
std::string WhyNotUse(const std::string& use);

// Free text that somebody typed (evidence, a reason, an owner): at most 2,000 bytes of UTF-8
// without control characters, or empty. kRefused when one of `texts` is not, so that everything in
// the register can be shown.
Result<Done> CheckNotes(std::initializer_list<std::string_view> texts);

struct StoredPerson {
  std::int64_t row;
  PersonEntry entry;
  RecordSource source;
};

// The first day that the register knows anything of the person; nullopt of nobody.
std::optional<Date> FirstDayOf(Database& database, std::int64_t row);
// kRefused for a last day more than a year before that: a slip of the year, which a retention run
// would erase for.
Result<Done> CheckLeaving(Database& database, std::int64_t row, const Date& last_day);

// Sorted by id; without those whom an undone import had brought.
std::vector<StoredPerson> AllPeople(Database& database);

// What was recorded of people on `day`, by person row, and when each was first recorded. Groups are
// as they were then; somebody recorded later stands with what was recorded first.
struct DetailsThen {
  PersonEntry entry;  // without id and case number
  Date recorded;      // the day of the first record
};
std::unordered_map<std::int64_t, DetailsThen> DetailsOn(Database& database, const Date& day);

// Row number of the new person; the case number is chosen at random, unlike any other's.
std::int64_t InsertPerson(Database& database, Change& change, const NewPerson& person,
                          RecordSource source);
// Writes name, kind, groups and leaving date of a person who is there.
void UpdatePerson(Database& database, Change& change, std::int64_t row, const NewPerson& person,
                  RecordSource source);
// Adds the person as they now are to the history of their details.
void RecordDetails(Database& database, Change& change, std::int64_t row);
// "4B;Choir" -> the groups.
std::vector<GroupName> SplitGroups(const std::string& text);
void ReplaceGroups(Database& database, std::int64_t person, const std::vector<GroupName>& groups);

}  // namespace photogate
