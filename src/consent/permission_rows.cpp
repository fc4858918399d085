#include "consent/permission_rows.h"

namespace photogate {

void InsertPermission(Database& database, Change& change, std::int64_t person,
                      const NewPermission& permission, RecordSource source) {
  PermissionStatement statement = permission.statement;
  NameWithImage level = NameWithImage::kNone;
  if (permission.use == kNameUse && statement == PermissionStatement::kGranted) {
    level = permission.name_level;
    // Permission for no name at all is a refusal, and is kept as one.
    if (level == NameWithImage::kNone) statement = PermissionStatement::kRefused;
  }
  database.Run(
      "INSERT INTO permission(person, use, statement, name_level, from_date, until_date, basis, "
      "given_by, evidence, source, version, evidence_sha256) "
      "VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
      {person, permission.use.value, static_cast<int>(statement), static_cast<int>(level),
       FormatDate(permission.from), OptionalDateText(permission.until),
       static_cast<int>(permission.basis), permission.given_by, permission.evidence,
       static_cast<int>(source), change.version(), permission.evidence_sha256});
}

std::vector<PermissionHistoryRow> PermissionHistoryRows(Database& database, std::int64_t person) {
  std::vector<PermissionHistoryRow> history;
  Rows rows = database.Query(
      "SELECT number, statement, from_date, until_date, given_by, source, name_level, use, basis, "
      "evidence, actor, at, evidence_sha256, version IN (SELECT undone FROM import_undo) "
      "FROM permission JOIN change USING(version) "
      "WHERE person = ? ORDER BY number",
      {person});
  while (rows.Next()) {
    history.push_back(
        {UseName{rows.Text(7)},
         PermissionRecord{
             rows.Int(0),
             EnumOf(rows.Int(1), PermissionStatement::kGranted, PermissionStatement::kWithdrawn),
             DateOf(rows.Text(2)), OptionalDateOf(rows.OptionalText(3)), rows.Text(4),
             EnumOf(rows.Int(5), RecordSource::kHand, RecordSource::kImport),
             EnumOf(rows.Int(6), NameWithImage::kNone, NameWithImage::kFull)},
         EnumOf(rows.Int(8), PermissionBasis::kConsent, PermissionBasis::kLegitimateInterests),
         rows.Text(9), rows.Text(10), rows.Text(11), rows.Text(12), rows.Int(13) != 0});
  }
  return history;
}

}  // namespace photogate
