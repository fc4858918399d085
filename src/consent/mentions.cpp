#include "consent/mentions.h"

#include <fmt/format.h>

namespace photogate {
namespace {

// Names of the schema's own, quoted all the same.
std::string Quoted(const std::string& name) { return fmt::format("\"{}\"", name); }

std::vector<std::pair<std::string, std::string>> TextColumns(Database& database) {
  std::vector<std::pair<std::string, std::string>> columns;
  Rows rows = database.Query(
      "SELECT m.name, c.name FROM sqlite_schema AS m, pragma_table_info(m.name) AS c "
      "WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite_%' AND c.type = 'TEXT' ORDER BY 1, 2");
  while (rows.Next()) columns.emplace_back(rows.Text(0), rows.Text(1));
  return columns;
}

}  // namespace

std::vector<std::pair<std::string, int>> MentionsOf(Database& database, const std::string& name,
                                                    const std::string& id) {
  std::vector<std::pair<std::string, int>> found;
  for (const auto& [table, column] : TextColumns(database)) {
    const std::string sql = fmt::format(
        "SELECT count(*) FROM {0} WHERE instr(lower({1}), lower(?1)) > 0 OR {1} = ?2 OR "
        "instr({1}, '\"' || ?2 || '\"') > 0",
        Quoted(table), Quoted(column));
    const auto count = static_cast<int>(database.Int(sql, {name, id}));
    if (count > 0) found.emplace_back(fmt::format("{}.{}", table, column), count);
  }
  return found;
}

}  // namespace photogate
