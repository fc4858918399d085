#include "consent/biometric_rows.h"

#include "consent/history.h"
#include "consent/settings.h"

namespace photogate {

void InsertBiometric(Database& database, Change& change, std::int64_t person,
                     const NewBiometric& statement, RecordSource source) {
  database.Run(
      "INSERT INTO biometric(person, statement, from_date, given_by, evidence, source, version, "
      "evidence_sha256) VALUES(?, ?, ?, ?, ?, ?, ?, ?)",
      {person, static_cast<int>(statement.statement), FormatDate(statement.from),
       statement.given_by, statement.evidence, static_cast<int>(source), change.version(),
       statement.evidence_sha256});
}

DestructionReceipt DestroyTemplates(Database& database, Change& change, std::int64_t person) {
  DestructionReceipt receipt;
  receipt.at = change.now();
  receipt.by = change.by().account;
  {
    Rows rows = database.Query("SELECT case_number FROM person WHERE row = ?", {person});
    if (rows.Next()) receipt.case_number = rows.Text(0);
  }
  {
    Rows rows = database.Query(
        "SELECT model, count(*) FROM template WHERE person = ? GROUP BY model", {person});
    while (rows.Next()) receipt.models[ModelId{rows.Text(0)}] = static_cast<int>(rows.Int(1));
  }
  receipt.crops = static_cast<int>(
      database.Int("SELECT count(*) FROM reference_crop JOIN template ON template.number = "
                   "reference_crop.template WHERE person = ?",
                   {person}));
  // The crops go with their templates.
  receipt.templates = database.Run("DELETE FROM template WHERE person = ?", {person});
  if (receipt.templates > 0) change.version();
  return receipt;
}

DestructionReceipt DestroyWithoutBasis(Database& database, Change& change, std::int64_t person) {
  if (!BiometricOn(BiometricHistory(database, person), change.today()).basis()) {
    return DestroyTemplates(database, change, person);
  }
  DestructionReceipt nothing;
  nothing.at = change.now();
  nothing.by = change.by().account;
  Rows rows = database.Query("SELECT case_number FROM person WHERE row = ?", {person});
  if (rows.Next()) nothing.case_number = rows.Text(0);
  return nothing;
}

std::vector<BiometricObstacle> ReadObstacles(Database& database, std::int64_t person,
                                             const Date& day,
                                             const std::optional<Date>& recorded_by) {
  BiometricSubject subject;
  subject.jurisdiction = ReadJurisdiction(database);
  {
    Rows rows = database.Query("SELECT kind FROM person WHERE row = ?", {person});
    if (rows.Next()) {
      subject.kind = EnumOf(rows.Int(0), PersonKind::kPupil, PersonKind::kVisitor);
    }
  }
  Rows rows = database.Query(
      "SELECT given_by FROM permission WHERE person = ? UNION SELECT given_by FROM biometric "
      "WHERE person = ? ORDER BY given_by",
      {person, person});
  while (rows.Next()) subject.parents.push_back(rows.Text(0));
  return ObstaclesToTemplate(BiometricHistory(database, person, recorded_by), subject, day);
}

}  // namespace photogate
