#include "consent/import_undo.h"

#include <optional>

#include "consent/biometric_rows.h"
#include "consent/person_rows.h"
#include "consent/person_sources.h"
#include "consent/store.h"

namespace photogate {
namespace {

struct Run {
  std::int64_t version;
  std::string at, by;
  int templates;
};

Result<Run> LastRun(Database& database) {
  Rows rows = database.Query(
      "SELECT version, at, actor, templates_destroyed, version IN (SELECT undone FROM import_undo) "
      "FROM import_run JOIN change USING(version) ORDER BY version DESC LIMIT 1");
  if (!rows.Next()) {
    return Error{ErrorKind::kNotFound, "Nothing was ever imported, so there is nothing to undo."};
  }
  if (rows.Int(4) != 0) {
    return Error{ErrorKind::kRefused,
                 "The last import is undone already; only the last one can be. Import the right "
                 "file instead."};
  }
  return Run{rows.Int(0), rows.Text(1), rows.Text(2), static_cast<int>(rows.Int(3))};
}

struct Touched {
  std::int64_t row, history;
  PersonId id;
};

std::vector<Touched> PeopleOf(Database& database, std::int64_t version) {
  std::vector<Touched> people;
  Rows rows = database.Query(
      "SELECT person, number, id FROM person_history JOIN person ON person.row = "
      "person_history.person WHERE person_history.version = ? ORDER BY id",
      {version});
  while (rows.Next()) people.push_back({rows.Int(0), rows.Int(1), PersonId{rows.Text(2)}});
  return people;
}

// Whether anything but the import speaks of the person.
bool KnownOtherwise(Database& database, const Touched& person, std::int64_t version) {
  return database.Int(
             "SELECT (SELECT count(*) FROM person_history WHERE person = ?1 AND number > ?2) + "
             "(SELECT count(*) FROM permission WHERE person = ?1 AND version NOT IN (SELECT undone "
             "FROM import_undo) AND version <> ?3) + "
             "(SELECT count(*) FROM biometric WHERE person = ?1 AND version NOT IN (SELECT undone "
             "FROM import_undo) AND version <> ?3) + "
             "(SELECT count(*) FROM bar WHERE person = ?1) + "
             "(SELECT count(*) FROM template WHERE person = ?1) + "
             "(SELECT count(*) FROM kin WHERE person = ?1 OR other = ?1)",
             {person.row, person.history, version}) != 0;
}

void Remove(Database& database, Change& change, const Touched& person) {
  ReplaceGroups(database, person.row, {});
  database.Run("DELETE FROM gone WHERE person = ?", {person.row});
  database.Run("DELETE FROM person_source WHERE person = ?", {person.row});
  database.Run("DELETE FROM person_history WHERE person = ?", {person.row});
  database.Run(
      "UPDATE person SET name = '', leaving_date = NULL, removed_version = ?, version = ? "
      "WHERE row = ?",
      {change.version(), change.version(), person.row});
}

// What was recorded before the import; nullopt when it brought the person.
struct Before {
  NewPerson person;
  RecordSource source;
};
std::optional<Before> DetailsBefore(Database& database, const Touched& touched) {
  Rows rows = database.Query(
      "SELECT name, kind, leaving_date, source, groups FROM person_history "
      "WHERE person = ? AND number < ? ORDER BY number DESC LIMIT 1",
      {touched.row, touched.history});
  if (!rows.Next()) return std::nullopt;
  return Before{
      {touched.id, rows.Text(0), EnumOf(rows.Int(1), PersonKind::kPupil, PersonKind::kVisitor),
       SplitGroups(rows.Text(4)), OptionalDateOf(rows.OptionalText(2))},
      EnumOf(rows.Int(3), RecordSource::kHand, RecordSource::kImport)};
}

void UndoDetails(Database& database, Change& change, const Touched& person, std::int64_t version,
                 ImportUndo& undo) {
  const auto before = DetailsBefore(database, person);
  if (!before) {
    if (KnownOtherwise(database, person, version)) {
      undo.kept.push_back(person.id);
    } else {
      Remove(database, change, person);
      undo.removed.push_back(person.id);
    }
    return;
  }
  const bool changed_since =
      database.Int("SELECT count(*) FROM person_history WHERE person = ? AND number > ?",
                   {person.row, person.history}) != 0;
  if (changed_since) {
    undo.left_as_they_are.push_back(person.id);
    return;
  }
  UpdatePerson(database, change, person.row, before->person, before->source);
  undo.restored.push_back(person.id);
}

}  // namespace

Result<ImportUndo> UndoLastImport(Register& reg, const Actor& by) {
  auto result = reg.store().Write(
      by, "import undo", [&](Database& database, Change& change) -> Result<ImportUndo> {
        const LargeCache cache(database);
        const auto run = LastRun(database);
        if (!run.ok()) return run.error();
        const std::int64_t version = run.value().version;
        ImportUndo undo;
        undo.imported_at = run.value().at;
        undo.imported_by = run.value().by;
        undo.templates_lost = run.value().templates;
        undo.statements = static_cast<int>(
            database.Int("SELECT (SELECT count(*) FROM permission WHERE version = ?1) + "
                         "(SELECT count(*) FROM biometric WHERE version = ?1)",
                         {version}));
        undo.refusals = static_cast<int>(database.Int(
            "SELECT (SELECT count(*) FROM permission WHERE version = ?1 AND statement <> 1) + "
            "(SELECT count(*) FROM biometric WHERE version = ?1 AND statement > 2)",
            {version}));
        database.Run("INSERT INTO import_undo(version, undone) VALUES(?, ?)",
                     {change.version(), version});
        for (const Touched& person : PeopleOf(database, version)) {
          UndoDetails(database, change, person, version, undo);
        }
        database.Run("DELETE FROM gone WHERE since = ? AND decision = 0", {version});
        GoneAgain(database, version);
        std::vector<std::int64_t> doubted;
        {
          Rows rows =
              database.Query("SELECT DISTINCT person FROM biometric WHERE version = ?", {version});
          while (rows.Next()) doubted.push_back(rows.Int(0));
        }
        for (const std::int64_t person : doubted) {
          undo.templates_destroyed += DestroyWithoutBasis(database, change, person).templates;
        }
        return undo;
      });
  // Names that were removed, and vectors, are gone from the log too.
  if (result.ok()) reg.store().TruncateLog();
  return result;
}

}  // namespace photogate
