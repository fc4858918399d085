#include "consent/person_rows.h"

#include <fmt/core.h>

#include <algorithm>

#include "consent/utf8.h"
#include "crypto/random.h"

namespace photogate {
namespace {

std::string WhyNotText(const std::string& text, std::size_t longest, const char* what) {
  if (text.empty()) return fmt::format("the {} is empty", what);
  if (text.size() > longest) return fmt::format("the {} is longer than {} bytes", what, longest);
  if (!IsWellFormedUtf8(text)) return fmt::format("the {} is not UTF-8 text", what);
  const bool control = std::any_of(text.begin(), text.end(), [](char c) {
    return static_cast<unsigned char>(c) < 0x20 || c == 0x7f;
  });
  if (control) return fmt::format("the {} holds a control character", what);
  if (text.front() == ' ' || text.back() == ' ') {
    return fmt::format("the {} begins or ends with a space", what);
  }
  return "";
}

std::string FreeCaseNumber(Database& database) {
  // Six digits read well and last for any school; a register of hundreds of thousands needs more
  // room for a random number to be free at the first tries.
  const bool large = database.Int("SELECT max(row) FROM person") > 200'000;
  for (;;) {
    const std::string number = large ? fmt::format("case-{:09}", RandomBelow(1'000'000'000))
                                     : fmt::format("case-{:06}", RandomBelow(1'000'000));
    if (database.Int("SELECT count(*) FROM person WHERE case_number = ?", {number}) == 0) {
      return number;
    }
  }
}

}  // namespace

std::string WhyNotPersonId(const std::string& id) {
  std::string why = WhyNotText(id, 64, "id");
  if (!why.empty()) return why;
  const bool plain = std::all_of(id.begin(), id.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           std::string_view("._-:@#+").find(c) != std::string_view::npos;
  });
  // An id names a folder in `enrol --from`, so it must not begin with a dot.
  if (!plain || id.front() == '.') {
    return "the id may only hold letters a to z, digits and . _ - : @ # +, and not begin with a "
           "dot";
  }
  return "";
}
std::string WhyNotName(const std::string& name) { return WhyNotText(name, 200, "name"); }
std::string WhyNotLabel(const std::string& label) { return WhyNotText(label, 64, "name"); }
std::string WhyNotUse(const std::string& use) {
  const std::string why = WhyNotLabel(use);
  if (!why.empty()) return why;
  const bool upper =
      std::any_of(use.begin(), use.end(), [](char c) { return c >= 'A' && c <= 'Z'; });
  return upper ? "the name holds capital letters" : "";
}
std::string WhyNotGroup(const std::string& group) {
  const std::string why = WhyNotText(group, 64, "group");
  // Lists of groups are written with these.
  if (why.empty() && group.find_first_of(";|,") != std::string::npos) {
    return "the group holds a semicolon, a bar or a comma";
  }
  return why;
}

Result<Done> CheckNotes(std::initializer_list<std::string_view> texts) {
  for (const std::string_view text : texts) {
    if (text.empty()) continue;
    const std::string why = WhyNotText(std::string(text), 2'000, "text");
    if (!why.empty()) {
      return Error{ErrorKind::kRefused,
                   "Nothing was changed: " + why + ". Correct it and try again."};
    }
  }
  return Done{};
}

std::optional<Date> FirstDayOf(Database& database, std::int64_t row) {
  // What was said of them may be older than their entry: signed at the admission, typed in later.
  Rows rows = database.Query(
      "SELECT min(day) FROM (SELECT substr(at, 1, 10) AS day FROM person_history JOIN change "
      "USING(version) WHERE person = ?1 UNION ALL SELECT from_date FROM permission WHERE person = "
      "?1 UNION ALL SELECT from_date FROM biometric WHERE person = ?1)",
      {row});
  return rows.Next() ? OptionalDateOf(rows.OptionalText(0)) : std::nullopt;
}

Result<Done> CheckLeaving(Database& database, std::int64_t row, const Date& last_day) {
  const auto first = FirstDayOf(database, row);
  // Who left shortly before the school began with the register is on its first file.
  if (!first || *first <= Date{last_day.year + 1, last_day.month, last_day.day}) return Done{};
  return Error{ErrorKind::kRefused,
               "The last day would be more than a year before the first that the register knows of "
               "this person, " +
                   FormatDate(*first) +
                   ", and the next retention run would erase them. Correct the year; if they had "
                   "left before, give that first day, or erase them with `photogate person "
                   "erase`."};
}

std::vector<StoredPerson> AllPeople(Database& database) {
  std::vector<StoredPerson> people;
  std::unordered_map<std::int64_t, std::size_t> index;
  {
    Rows rows = database.Query(
        "SELECT row, id, case_number, name, kind, leaving_date, source FROM person "
        "WHERE removed_version IS NULL ORDER BY id");
    while (rows.Next()) {
      index.emplace(rows.Int(0), people.size());
      people.push_back({rows.Int(0),
                        {PersonId{rows.Text(1)},
                         rows.Text(2),
                         rows.Text(3),
                         EnumOf(rows.Int(4), PersonKind::kPupil, PersonKind::kVisitor),
                         {},
                         OptionalDateOf(rows.OptionalText(5))},
                        EnumOf(rows.Int(6), RecordSource::kHand, RecordSource::kImport)});
    }
  }
  Rows rows = database.Query("SELECT person, group_name FROM person_group");
  while (rows.Next()) {
    people[index.at(rows.Int(0))].entry.groups.push_back(GroupName{rows.Text(1)});
  }
  return people;
}

std::int64_t InsertPerson(Database& database, Change& change, const NewPerson& person,
                          RecordSource source) {
  {
    // An undone import left the row: statements that count no longer name it.
    Rows rows = database.Query("SELECT row FROM person WHERE id = ?", {person.id.value});
    if (rows.Next()) {
      const std::int64_t row = rows.Int(0);
      database.Run("UPDATE person SET removed_version = NULL WHERE row = ?", {row});
      UpdatePerson(database, change, row, person, source);
      return row;
    }
  }
  database.Run(
      "INSERT INTO person(id, case_number, name, kind, leaving_date, source, version) "
      "VALUES(?, ?, ?, ?, ?, ?, ?)",
      {person.id.value, FreeCaseNumber(database), person.name, static_cast<int>(person.kind),
       OptionalDateText(person.leaving_date), static_cast<int>(source), change.version()});
  const std::int64_t row = database.LastInsert();
  ReplaceGroups(database, row, person.groups);
  RecordDetails(database, change, row);
  return row;
}

void UpdatePerson(Database& database, Change& change, std::int64_t row, const NewPerson& person,
                  RecordSource source) {
  database.Run(
      "UPDATE person SET name = ?, kind = ?, leaving_date = ?, source = ?, version = ? "
      "WHERE row = ?",
      {person.name, static_cast<int>(person.kind), OptionalDateText(person.leaving_date),
       static_cast<int>(source), change.version(), row});
  ReplaceGroups(database, row, person.groups);
  RecordDetails(database, change, row);
}

void RecordDetails(Database& database, Change& change, std::int64_t row) {
  database.Run(
      "INSERT INTO person_history(person, name, kind, leaving_date, source, groups, version) "
      "SELECT row, name, kind, leaving_date, source, coalesce((SELECT group_concat(group_name, "
      "';') FROM person_group WHERE person = row), ''), ? FROM person WHERE row = ?",
      {change.version(), row});
}

std::vector<GroupName> SplitGroups(const std::string& text) {
  std::vector<GroupName> groups;
  std::size_t at = 0;
  while (at < text.size()) {
    const std::size_t end = std::min(text.find(';', at), text.size());
    groups.push_back(GroupName{text.substr(at, end - at)});
    at = end + 1;
  }
  return groups;
}

std::unordered_map<std::int64_t, DetailsThen> DetailsOn(Database& database, const Date& day) {
  std::unordered_map<std::int64_t, DetailsThen> details;
  Rows rows = database.Query(
      "SELECT person, name, kind, leaving_date, groups, substr(at, 1, 10) FROM person_history "
      "JOIN change USING(version) ORDER BY number");
  while (rows.Next()) {
    const Date recorded = DateOf(rows.Text(5));
    const auto known = details.find(rows.Int(0));
    if (known != details.end() && day < recorded) continue;
    DetailsThen then{{PersonId{}, "", rows.Text(1),
                      EnumOf(rows.Int(2), PersonKind::kPupil, PersonKind::kVisitor),
                      SplitGroups(rows.Text(4)), OptionalDateOf(rows.OptionalText(3))},
                     known == details.end() ? recorded : known->second.recorded};
    details.insert_or_assign(rows.Int(0), std::move(then));
  }
  return details;
}

void ReplaceGroups(Database& database, std::int64_t person, const std::vector<GroupName>& groups) {
  database.Run("DELETE FROM person_group WHERE person = ?", {person});
  for (const GroupName& group : groups) {
    database.Run("INSERT OR IGNORE INTO person_group(person, group_name) VALUES(?, ?)",
                 {person, group.value});
  }
}

}  // namespace photogate
