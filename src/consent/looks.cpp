#include "consent/looks.h"

#include "consent/findings_by_case.h"
#include "consent/store.h"

namespace photogate {

Result<Done> Looks::Record(const std::string& what, const std::string& subject, const Actor& by) {
  return register_.store().Write(
      by, "look", [&](Database& database, Change& change) -> Result<Done> {
        database.Run("INSERT INTO look(at, actor, what, subject) VALUES(?, ?, ?, ?)",
                     {change.now(), by.account, what, CaseNumberOf(database, subject)});
        change.Vouch(AuditKind::kLook, database.LastInsert());
        return Done{};
      });
}

Result<std::vector<Look>> Looks::List(int most) {
  return register_.store().Read([&](Database& database) -> Result<std::vector<Look>> {
    std::vector<Look> looks;
    Rows rows = database.Query(
        "SELECT at, actor, what, subject FROM look ORDER BY number DESC LIMIT ?", {most});
    while (rows.Next()) {
      looks.push_back(
          {rows.Text(0), rows.Text(1), rows.Text(2), PersonOfCase(database, rows.Text(3)).value});
    }
    return looks;
  });
}

}  // namespace photogate
