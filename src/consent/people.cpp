#include "consent/people.h"

#include <algorithm>

#include "consent/history.h"
#include "consent/permission_rules.h"
#include "consent/person_rows.h"
#include "consent/store.h"

namespace photogate {
namespace {

std::string LowerAscii(std::string text) {
  for (char& c : text) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return text;
}

bool Mentions(const PersonEntry& person, const std::string& lower_text,
              SearchBy by = SearchBy::kEverything) {
  const auto holds = [&](const std::string& field) {
    return LowerAscii(field).find(lower_text) != std::string::npos;
  };
  return holds(person.id.value) || holds(person.name) ||
         (by == SearchBy::kEverything && holds(person.case_number)) ||
         std::any_of(person.groups.begin(), person.groups.end(),
                     [&](const GroupName& group) { return holds(group.value); });
}

std::vector<PersonId> KinOf(Database& database, std::int64_t row) {
  std::vector<PersonId> kin;
  Rows rows = database.Query(
      "SELECT id FROM person JOIN kin ON (kin.person = ? AND kin.other = person.row) "
      "OR (kin.other = ? AND kin.person = person.row) ORDER BY id",
      {row, row});
  while (rows.Next()) kin.push_back(PersonId{rows.Text(0)});
  return kin;
}

std::vector<UseName> AllUses(Database& database) {
  std::vector<UseName> uses;
  Rows rows = database.Query("SELECT name FROM use ORDER BY name");
  while (rows.Next()) uses.push_back(UseName{rows.Text(0)});
  return uses;
}

// Puts name, kind and groups as recorded on `day` into `entry`; returns the first record's day.
Date OverlayDetails(Database& database, std::int64_t row, const Date& day, PersonEntry& entry) {
  Rows rows = database.Query(
      "SELECT name, kind, groups, substr(at, 1, 10) FROM person_history JOIN change "
      "USING(version) WHERE person = ? ORDER BY number",
      {row});
  std::optional<Date> first;
  while (rows.Next()) {
    const Date recorded = DateOf(rows.Text(3));
    if (first && day < recorded) break;
    if (!first) first = recorded;
    entry.name = rows.Text(0);
    entry.kind = EnumOf(rows.Int(1), PersonKind::kPupil, PersonKind::kVisitor);
    entry.groups = SplitGroups(rows.Text(2));
    std::sort(entry.groups.begin(), entry.groups.end());
  }
  return first.value_or(day);
}

std::optional<Date> LeavingRecordedBy(Database& database, std::int64_t row, const Date& day) {
  Rows rows = database.Query(
      "SELECT leaving_date FROM person_history JOIN change USING(version) WHERE person = ? AND "
      "substr(at, 1, 10) <= ? ORDER BY number DESC LIMIT 1",
      {row, FormatDate(day)});
  return rows.Next() ? OptionalDateOf(rows.OptionalText(0)) : std::nullopt;
}

Result<Done> CheckPerson(const NewPerson& person, const char* what_failed) {
  std::string why = WhyNotPersonId(person.id.value);
  if (why.empty()) why = WhyNotName(person.name);
  for (const GroupName& group : person.groups) {
    if (why.empty()) why = WhyNotGroup(group.value);
  }
  if (why.empty()) return Done{};
  return Error{ErrorKind::kRefused,
               std::string(what_failed) + ": " + why + ". Correct it and try again.",
               person.id.value};
}

// What is recorded of a person now.
NewPerson ReadPerson(Database& database, const PersonId& id, std::int64_t row) {
  NewPerson person{id, "", PersonKind::kPupil, {}, std::nullopt};
  {
    Rows rows = database.Query("SELECT name, kind, leaving_date FROM person WHERE row = ?", {row});
    rows.Next();
    person.name = rows.Text(0);
    person.kind = EnumOf(rows.Int(1), PersonKind::kPupil, PersonKind::kVisitor);
    person.leaving_date = OptionalDateOf(rows.OptionalText(2));
  }
  Rows rows = database.Query("SELECT group_name FROM person_group WHERE person = ?", {row});
  while (rows.Next()) person.groups.push_back(GroupName{rows.Text(0)});
  return person;
}

struct Pair {
  std::int64_t first, second;
};

Result<Pair> KinRows(Database& database, const PersonId& one, const PersonId& other) {
  if (one == other) {
    return Error{ErrorKind::kRefused, "A person cannot be their own twin. Give two different ids."};
  }
  const auto first = PersonRow(database, one);
  if (!first.ok()) return first.error();
  const auto second = PersonRow(database, other);
  if (!second.ok()) return second.error();
  return Pair{std::min(first.value(), second.value()), std::max(first.value(), second.value())};
}

}  // namespace

Result<std::vector<PersonEntry>> People::List() { return Search(""); }

Result<std::vector<PersonEntry>> People::Search(const std::string& text, SearchBy by) {
  return register_.store().Read([&](Database& database) -> Result<std::vector<PersonEntry>> {
    const std::string wanted = LowerAscii(text);
    std::vector<PersonEntry> found;
    for (StoredPerson& person : AllPeople(database)) {
      if (Mentions(person.entry, wanted, by)) found.push_back(std::move(person.entry));
    }
    return found;
  });
}

Result<std::vector<PersonEntry>> People::ListOn(const Date& day, const std::string& text) {
  return register_.store().Read([&](Database& database) -> Result<std::vector<PersonEntry>> {
    const std::string wanted = LowerAscii(text);
    const auto then = DetailsOn(database, day);
    std::vector<PersonEntry> found;
    for (StoredPerson& person : AllPeople(database)) {
      const auto details = then.find(person.row);
      if (details != then.end()) {
        if (day < details->second.recorded) continue;
        person.entry.name = details->second.entry.name;
        person.entry.kind = details->second.entry.kind;
        person.entry.groups = details->second.entry.groups;
      }
      if (Mentions(person.entry, wanted)) found.push_back(std::move(person.entry));
    }
    return found;
  });
}

Result<std::vector<GroupName>> People::Groups() {
  return register_.store().Read([](Database& database) -> Result<std::vector<GroupName>> {
    std::vector<GroupName> groups;
    Rows rows = database.Query(
        "SELECT group_name FROM person_group GROUP BY group_name ORDER BY group_name");
    while (rows.Next()) groups.push_back(GroupName{rows.Text(0)});
    return groups;
  });
}

Result<PersonDetails> People::Show(const PersonId& id, const Date& day,
                                   const std::optional<Date>& recorded_by) {
  return register_.store().Read([&](Database& database) -> Result<PersonDetails> {
    const auto found = PersonRow(database, id);
    if (!found.ok()) return found.error();
    const std::int64_t row = found.value();
    PersonDetails details{};
    {
      Rows rows = database.Query(
          "SELECT case_number, name, kind, leaving_date FROM person WHERE row = ?", {row});
      rows.Next();
      details.entry = {id,           rows.Text(0),
                       rows.Text(1), EnumOf(rows.Int(2), PersonKind::kPupil, PersonKind::kVisitor),
                       {},           OptionalDateOf(rows.OptionalText(3))};
    }
    {
      Rows rows = database.Query(
          "SELECT group_name FROM person_group WHERE person = ? ORDER BY group_name", {row});
      while (rows.Next()) details.entry.groups.push_back(GroupName{rows.Text(0)});
    }
    details.recorded = OverlayDetails(database, row, day, details.entry);
    if (recorded_by) details.entry.leaving_date = LeavingRecordedBy(database, row, *recorded_by);
    details.kin = KinOf(database, row);
    const auto& leaving = details.entry.leaving_date;
    for (const UseName& use : AllUses(database)) {
      const auto records = PermissionHistory(database, row, use, recorded_by);
      details.permissions.emplace_back(use, StateOn(records, day, leaving));
      if (use == kNameUse) details.name_with_image = NameLevelOn(records, day, leaving);
    }
    const auto barred = BarredRows(database, day, recorded_by);
    details.safeguarding_bar = std::find(barred.begin(), barred.end(), row) != barred.end();
    details.biometric = BiometricOn(BiometricHistory(database, row, recorded_by), day);
    Rows rows = database.Query(
        "SELECT model, count(*), min(reference_date) FROM template WHERE person = ? GROUP BY model",
        {row});
    while (rows.Next()) {
      details.templates[ModelId{rows.Text(0)}] = static_cast<int>(rows.Int(1));
      const Date oldest = DateOf(rows.Text(2));
      if (!details.oldest_reference_date || oldest < *details.oldest_reference_date) {
        details.oldest_reference_date = oldest;
      }
    }
    return details;
  });
}

Result<Done> People::Correct(const PersonCorrection& correction, const Actor& by) {
  return register_.store().Write(
      by, "person set", [&](Database& database, Change& change) -> Result<Done> {
        const auto row = PersonRow(database, correction.id);
        if (!row.ok()) return row.error();
        NewPerson person = ReadPerson(database, correction.id, row.value());
        person.name = correction.name.value_or(person.name);
        person.kind = correction.kind.value_or(person.kind);
        person.groups = correction.groups.value_or(person.groups);
        person.leaving_date = correction.leaving_date.value_or(person.leaving_date);
        const Result<Done> usable = CheckPerson(person, "Nothing was changed");
        if (!usable.ok()) return usable.error();
        if (correction.leaving_date && *correction.leaving_date) {
          const Result<Done> plausible =
              CheckLeaving(database, row.value(), **correction.leaving_date);
          if (!plausible.ok()) return plausible.error();
        }
        RecordSource source = RecordSource::kHand;
        {
          Rows rows = database.Query("SELECT source FROM person WHERE row = ?", {row.value()});
          if (rows.Next()) {
            source = EnumOf(rows.Int(0), RecordSource::kHand, RecordSource::kImport);
          }
        }
        UpdatePerson(database, change, row.value(), person, source);
        return Done{};
      });
}

Result<Done> People::Add(const NewPerson& person, const Actor& by) {
  const Result<Done> usable = CheckPerson(person, "The person was not added");
  if (!usable.ok()) return usable.error();
  return register_.store().Write(
      by, "person add", [&](Database& database, Change& change) -> Result<Done> {
        if (database.Int("SELECT count(*) FROM person WHERE id = ? AND removed_version IS NULL",
                         {person.id.value}) != 0) {
          return Error{ErrorKind::kConflict,
                       "Somebody on the register has this id already. Choose another, or change "
                       "the person with `photogate import`.",
                       person.id.value};
        }
        {
          Rows rows = database.Query(
              "SELECT id FROM person WHERE id = ? COLLATE NOCASE AND removed_version IS NULL",
              {person.id.value});
          if (rows.Next()) {
            return Error{ErrorKind::kConflict,
                         "Somebody on the register has this id already, in other capital letters: "
                         "nobody would tell the two apart. Choose another.",
                         rows.Text(0)};
          }
        }
        InsertPerson(database, change, person, RecordSource::kHand);
        return Done{};
      });
}

Result<Done> People::DeclareKin(const PersonId& one, const PersonId& other, const Actor& by) {
  return register_.store().Write(
      by, "person kin", [&](Database& database, Change& change) -> Result<Done> {
        const auto rows = KinRows(database, one, other);
        if (!rows.ok()) return rows.error();
        database.Run("INSERT OR IGNORE INTO kin(person, other, version) VALUES(?, ?, ?)",
                     {rows.value().first, rows.value().second, change.version()});
        return Done{};
      });
}

Result<Done> People::RemoveKin(const PersonId& one, const PersonId& other, const Actor& by) {
  return register_.store().Write(by, "person kin",
                                 [&](Database& database, Change& change) -> Result<Done> {
                                   const auto rows = KinRows(database, one, other);
                                   if (!rows.ok()) return rows.error();
                                   change.version();
                                   database.Run("DELETE FROM kin WHERE person = ? AND other = ?",
                                                {rows.value().first, rows.value().second});
                                   return Done{};
                                 });
}

bool ObjectsToPhotos(const PersonDetails& person) {
  for (const auto& [use, state] : person.permissions) {
    if (use == kPhotographyUse) return IsRefusal(state);
  }
  return false;
}

}  // namespace photogate
