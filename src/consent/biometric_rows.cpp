#include "consent/biometric_rows.h"

#include "consent/history.h"

namespace photogate {

void InsertBiometric(Database& database, Change& change, std::int64_t person,
                     const NewBiometric& statement, RecordSource source) {
  database.Run(
      "INSERT INTO biometric(person, statement, from_date, given_by, evidence, source, version) "
      "VALUES(?, ?, ?, ?, ?, ?, ?)",
      {person, static_cast<int>(statement.statement), FormatDate(statement.from),
       statement.given_by, statement.evidence, static_cast<int>(source), change.version()});
}

int DestroyWithoutBasis(Database& database, Change& change, std::int64_t person) {
  if (BiometricOn(BiometricHistory(database, person), change.today()).basis()) return 0;
  const int destroyed = database.Run("DELETE FROM template WHERE person = ?", {person});
  if (destroyed > 0) change.version();
  return destroyed;
}

}  // namespace photogate
