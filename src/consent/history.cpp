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

// Columns: person, number, statement, from_date, given_by, source.
BiometricRecord ReadBiometric(const Rows& rows) {
  return BiometricRecord{
      rows.Int(1), EnumOf(rows.Int(2), BiometricStatement::kNotified, BiometricStatement::kLapsed),
      DateOf(rows.Text(3)), rows.Text(4),
      EnumOf(rows.Int(5), RecordSource::kHand, RecordSource::kImport)};
}

}  // namespace

std::vector<PermissionRecord> PermissionHistory(Database& database, std::int64_t person,
                                                const UseName& use) {
  std::vector<PermissionRecord> records;
  Rows rows = database.Query(
      "SELECT person, number, statement, from_date, until_date, given_by, source, name_level "
      "FROM permission WHERE person = ? AND use = ? AND version NOT IN (SELECT undone FROM "
      "import_undo) ORDER BY number",
      {person, use.value});
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

std::vector<BiometricRecord> BiometricHistory(Database& database, std::int64_t person) {
  std::vector<BiometricRecord> records;
  Rows rows = database.Query(
      "SELECT person, number, statement, from_date, given_by, source "
      "FROM biometric WHERE person = ? AND version NOT IN (SELECT undone FROM import_undo) "
      "ORDER BY number",
      {person});
  while (rows.Next()) records.push_back(ReadBiometric(rows));
  return records;
}

BiometricHistories AllBiometricHistories(Database& database) {
  BiometricHistories histories;
  Rows rows = database.Query(
      "SELECT person, number, statement, from_date, given_by, source "
      "FROM biometric WHERE version NOT IN (SELECT undone FROM import_undo) ORDER BY number");
  while (rows.Next()) histories[rows.Int(0)].push_back(ReadBiometric(rows));
  return histories;
}

std::vector<std::int64_t> BarredRows(Database& database, const Date& day) {
  std::vector<std::int64_t> people;
  const std::string text = FormatDate(day);
  Rows rows = database.Query(
      "SELECT DISTINCT person FROM bar LEFT JOIN bar_lift ON bar_lift.bar = bar.number "
      "WHERE from_date <= ? AND (lift_date IS NULL OR ? < lift_date)",
      {text, text});
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
