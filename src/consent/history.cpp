#include "consent/history.h"

#include "consent/store.h"

namespace photogate {
namespace {

// Columns: person, number, statement, from_date, until_date, given_by, source, name_level.
PermissionRecord ReadPermission(const Rows& rows) {
  return PermissionRecord{
      rows.Int(1),
      EnumOf(rows.Int(2), PermissionStatement::kGranted, PermissionStatement::kWithdrawn),
      DateOf(rows.Text(3)),
      OptionalDateOf(rows.OptionalText(4)),
      rows.Text(5),
      EnumOf(rows.Int(6), RecordSource::kHand, RecordSource::kImport),
      EnumOf(rows.Int(7), NameWithImage::kNone, NameWithImage::kFull)};
}

// Columns: person, number, statement, from_date, given_by, source, whether it is in writing.
BiometricRecord ReadBiometric(const Rows& rows) {
  return BiometricRecord{
      rows.Int(1),
      EnumOf(rows.Int(2), BiometricStatement::kNotified, BiometricStatement::kLapsed),
      DateOf(rows.Text(3)),
      rows.Text(4),
      EnumOf(rows.Int(5), RecordSource::kHand, RecordSource::kImport),
      rows.Int(6) != 0};
}

// A day that every change of the register was made by.
constexpr const char* kAnyDay = "9999-12-31";

std::string DayText(const std::optional<Date>& day) { return day ? FormatDate(*day) : kAnyDay; }

}  // namespace

std::vector<PermissionRecord> PermissionHistory(Database& database, std::int64_t person,
                                                const UseName& use,
                                                const std::optional<Date>& recorded_by) {
  std::vector<PermissionRecord> records;
  Rows rows = database.Query(
      "SELECT person, number, statement, from_date, until_date, given_by, source, name_level "
      "FROM permission JOIN change USING(version) WHERE person = ?1 AND use = ?2 AND "
      "substr(at, 1, 10) <= ?3 AND version NOT IN (SELECT undone FROM import_undo JOIN change "
      "USING(version) WHERE substr(at, 1, 10) <= ?3) ORDER BY number",
      {person, use.value, DayText(recorded_by)});
  while (rows.Next()) records.push_back(ReadPermission(rows));
  return records;
}

PermissionHistories AllPermissionHistories(Database& database, const UseName& use) {
  PermissionHistories histories;
  Rows rows = database.Query(
      "SELECT person, number, statement, from_date, until_date, given_by, source, name_level "
      "FROM permission WHERE use = ? AND version NOT IN (SELECT undone FROM import_undo) "
      "ORDER BY number",
      {use.value});
  while (rows.Next()) histories[rows.Int(0)].push_back(ReadPermission(rows));
  return histories;
}

std::vector<BiometricRecord> BiometricHistory(Database& database, std::int64_t person,
                                              const std::optional<Date>& recorded_by) {
  std::vector<BiometricRecord> records;
  Rows rows = database.Query(
      "SELECT person, number, statement, from_date, given_by, source, "
      "evidence <> '' OR evidence_sha256 <> '' FROM biometric JOIN change USING(version) "
      "WHERE person = ?1 AND substr(at, 1, 10) <= ?2 AND version NOT IN (SELECT undone FROM "
      "import_undo JOIN change USING(version) WHERE substr(at, 1, 10) <= ?2) ORDER BY number",
      {person, DayText(recorded_by)});
  while (rows.Next()) records.push_back(ReadBiometric(rows));
  return records;
}

BiometricHistories AllBiometricHistories(Database& database) {
  BiometricHistories histories;
  Rows rows = database.Query(
      "SELECT person, number, statement, from_date, given_by, source, "
      "evidence <> '' OR evidence_sha256 <> '' FROM biometric WHERE version NOT IN (SELECT undone "
      "FROM import_undo) ORDER BY number");
  while (rows.Next()) histories[rows.Int(0)].push_back(ReadBiometric(rows));
  return histories;
}

std::vector<std::int64_t> BarredRows(Database& database, const Date& day,
                                     const std::optional<Date>& recorded_by) {
  std::vector<std::int64_t> people;
  Rows rows = database.Query(
      "SELECT DISTINCT person FROM bar JOIN change USING(version) WHERE from_date <= ?1 AND "
      "substr(at, 1, 10) <= ?2 AND number NOT IN (SELECT bar FROM bar_lift JOIN change "
      "USING(version) WHERE lift_date <= ?1 AND substr(at, 1, 10) <= ?2)",
      {FormatDate(day), DayText(recorded_by)});
  while (rows.Next()) people.push_back(rows.Int(0));
  return people;
}

Result<Done> CheckUse(Database& database, const UseName& use) {
  if (database.Int("SELECT count(*) FROM use WHERE name = ?", {use.value}) == 0) {
    return Error{ErrorKind::kNotFound,
                 "The school has no such use of photos. See the uses with `photogate consent "
                 "uses`, or correct the name.",
                 use.value};
  }
  return Done{};
}

}  // namespace photogate
