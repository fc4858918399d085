#include "consent/import_sources.h"

#include "consent/person_rows.h"
#include "consent/store.h"

namespace photogate {
namespace {

ImportMapping ReadMapping(Database& database, const std::string& source) {
  ImportMapping mapping;
  mapping.source = source;
  {
    Rows rows = database.Query(
        "SELECT title, field FROM import_column WHERE source = ? ORDER BY title", {source});
    while (rows.Next()) mapping.columns.push_back({rows.Text(0), rows.Text(1)});
  }
  Rows rows = database.Query(
      "SELECT value, meaning FROM import_value WHERE source = ? ORDER BY value", {source});
  while (rows.Next()) mapping.values.push_back({rows.Text(0), rows.Text(1)});
  return mapping;
}

}  // namespace

Result<ImportMapping> ImportSources::Find(const std::string& source, bool must_exist) {
  const std::string why = WhyNotLabel(source);
  if (!why.empty()) {
    return Error{ErrorKind::kRefused, "The source has no usable name: " + why + "."};
  }
  return register_.store().Read([&](Database& database) -> Result<ImportMapping> {
    const ImportMapping preset = PresetMapping(source);
    const bool saved =
        database.Int("SELECT count(*) FROM import_source WHERE name = ?", {source}) != 0;
    if (!saved && preset.values.empty() && must_exist) {
      return Error{ErrorKind::kRefused,
                   "This source is not known yet. Say with --map how its columns are called, or "
                   "take one of sims, arbor and bromcom; `photogate import --sources` lists those "
                   "that were saved.",
                   source};
    }
    return MergedMapping(ReadMapping(database, source), preset);
  });
}

Result<std::vector<ImportMapping>> ImportSources::List() {
  return register_.store().Read([](Database& database) -> Result<std::vector<ImportMapping>> {
    std::vector<std::string> names;
    {
      Rows rows = database.Query("SELECT name FROM import_source ORDER BY name");
      while (rows.Next()) names.push_back(rows.Text(0));
    }
    std::vector<ImportMapping> mappings;
    for (const std::string& name : names) mappings.push_back(ReadMapping(database, name));
    return mappings;
  });
}

Result<Done> ImportSources::Save(const ImportMapping& mapping, const Actor& by) {
  const Result<Done> checked = CheckMapping(mapping);
  if (!checked.ok()) return checked.error();
  const std::string why = WhyNotLabel(mapping.source);
  if (!why.empty()) {
    return Error{ErrorKind::kRefused, "The source has no usable name: " + why + "."};
  }
  return register_.store().Write(
      by, "import source", [&](Database& database, Change& change) -> Result<Done> {
        database.Run("DELETE FROM import_source WHERE name = ?", {mapping.source});
        database.Run("INSERT INTO import_source(name, version) VALUES(?, ?)",
                     {mapping.source, change.version()});
        for (const ColumnRule& rule : mapping.columns) {
          database.Run("INSERT OR REPLACE INTO import_column(source, title, field) VALUES(?, ?, ?)",
                       {mapping.source, rule.title, rule.field});
        }
        for (const ValueRule& rule : mapping.values) {
          database.Run(
              "INSERT OR REPLACE INTO import_value(source, value, meaning) VALUES(?, ?, ?)",
              {mapping.source, rule.value, rule.meaning});
        }
        return Done{};
      });
}

}  // namespace photogate
