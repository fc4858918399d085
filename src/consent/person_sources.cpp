#include "consent/person_sources.h"

namespace photogate {

PersonSources AllPersonSources(Database& database) {
  PersonSources sources;
  Rows rows = database.Query(
      "SELECT person, source FROM person_source WHERE version NOT IN (SELECT undone FROM "
      "import_undo) ORDER BY number");
  while (rows.Next()) sources.insert_or_assign(rows.Int(0), rows.Text(1));
  return sources;
}

void ConfirmSource(Database& database, Change& change, std::int64_t person,
                   const std::string& source) {
  database.Run("INSERT INTO person_source(person, source, version) VALUES(?, ?, ?)",
               {person, source, change.version()});
}

void BackAgain(Database& database, Change& change, std::int64_t person) {
  database.Run(
      "INSERT INTO gone_back(version, person, since, decision, decided) SELECT ?, person, since, "
      "decision, version FROM gone WHERE person = ?",
      {change.version(), person});
  database.Run("DELETE FROM gone WHERE person = ?", {person});
}

void GoneAgain(Database& database, std::int64_t version) {
  database.Run(
      "INSERT OR IGNORE INTO gone(person, since, decision, version) SELECT person, since, "
      "decision, decided FROM gone_back WHERE version = ?",
      {version});
}

}  // namespace photogate
