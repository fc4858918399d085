#include "consent/ledger_ends.h"

#include <fmt/format.h>

#include <vector>

#include "consent/audit_chain.h"
#include "consent/stop_rows.h"

namespace photogate {

bool MayEndClearance(PhotoState to) {
  return to == PhotoState::kWithdrawn || to == PhotoState::kDeleted || to == PhotoState::kHeld ||
         to == PhotoState::kBlocked;
}

void EndLedgerRows(Database& database, Change& change, const StoredPhoto& photo, PhotoState to,
                   std::string_view note) {
  const bool stopped = IsStop(note);
  if (!MayEndClearance(to) || (to == PhotoState::kDeleted && !stopped)) return;
  const bool taken_back = stopped || to == PhotoState::kWithdrawn;
  const PhotoEntry& entry = photo.entry;
  const std::string output = entry.output_sha256 ? entry.output_sha256->value : std::string();
  const std::string original = taken_back ? entry.sha256.value : std::string();
  std::vector<std::int64_t> ended;
  {
    Rows rows = database.Query(
        "SELECT number FROM ledger WHERE channel = ?1 AND ((?2 <> '' AND output_sha256 = ?2) OR "
        "(?3 <> '' AND original_sha256 = ?3)) AND NOT EXISTS (SELECT 1 FROM ledger_end AS e WHERE "
        "e.ledger = ledger.number) ORDER BY number",
        {entry.channel.value, output, original});
    while (rows.Next()) ended.push_back(rows.Int(0));
  }
  for (const std::int64_t number : ended) {
    EndLedgerRow(database, change, number, static_cast<int>(to), entry.id.value);
  }
}

void EndCopiesOf(Database& database, Change& change, const Originals& originals,
                 const std::string& about) {
  std::vector<std::int64_t> standing;
  {
    Rows rows = database.Query(
        "SELECT number FROM ledger WHERE original_sha256 IN (SELECT value FROM json_each(?)) AND "
        "NOT EXISTS (SELECT 1 FROM ledger_end AS e WHERE e.ledger = ledger.number) ORDER BY number",
        {AsJsonArray(originals)});
    while (rows.Next()) standing.push_back(rows.Int(0));
  }
  for (const std::int64_t number : standing) {
    EndLedgerRow(database, change, number, static_cast<int>(PhotoState::kWithdrawn), about);
  }
}

void EndLedgerRow(Database& database, Change& change, std::int64_t number, int state,
                  const std::string& about) {
  database.Run("INSERT INTO ledger_end(ledger, at, actor, state) VALUES(?, ?, ?, ?)",
               {number, change.now(), change.by().account, state});
  const auto now = EnumOf(state, PhotoState::kClaimed, PhotoState::kDeleted);
  database.Run("INSERT INTO look(at, actor, what, subject) VALUES(?, ?, ?, ?)",
               {change.now(), change.by().account,
                fmt::format("cleared copy {} {}", number, PhotoStateName(now)), about});
  change.Vouch(AuditKind::kLook, database.LastInsert());
}

}  // namespace photogate
