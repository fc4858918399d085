#include "consent/audit_chain.h"

#include <algorithm>
#include <array>
#include <span>
#include <string_view>

#include "consent/store.h"

namespace photogate {
namespace {

// Each asks for the rows that one subject stands for.
constexpr std::array<std::string_view, 8> kChangeRows = {
    "SELECT 'change', version, at, actor, verb FROM change WHERE version = ?",
    "SELECT 'permission', number, person, use, statement, name_level, from_date, until_date, "
    "basis, given_by, evidence, source FROM permission WHERE version = ? ORDER BY number",
    "SELECT 'biometric', number, person, statement, from_date, given_by, evidence, source "
    "FROM biometric WHERE version = ? ORDER BY number",
    "SELECT 'bar', number, person, from_date, reason FROM bar WHERE version = ? ORDER BY number",
    "SELECT 'bar_lift', bar, lift_date, reason FROM bar_lift WHERE version = ? ORDER BY bar",
    // Younger than the first chains: they add nothing to a change that has none of these.
    "SELECT 'permission evidence', number, evidence_sha256 FROM permission "
    "WHERE version = ? AND evidence_sha256 <> '' ORDER BY number",
    "SELECT 'biometric evidence', number, evidence_sha256 FROM biometric "
    "WHERE version = ? AND evidence_sha256 <> '' ORDER BY number",
    "SELECT 'import_undo', undone FROM import_undo WHERE version = ?"};
constexpr std::array<std::string_view, 1> kLookRows = {
    "SELECT 'look', number, at, actor, what, subject FROM look WHERE number = ?"};
constexpr std::array<std::string_view, 2> kClearedRows = {
    "SELECT 'ledger', number, at, original_sha256, output_sha256, output_name, channel, event, "
    "consent_version, decision, findings, model, match_threshold, possible_threshold, re_encoded "
    "FROM ledger WHERE number = ?",
    "SELECT 'ledger_person', ledger, person FROM ledger_person WHERE ledger = ? ORDER BY person"};

std::span<const std::string_view> RowsOf(AuditKind kind) {
  switch (kind) {
    case AuditKind::kChange: return kChangeRows;
    case AuditKind::kLook: return kLookRows;
    case AuditKind::kCleared: return kClearedRows;
  }
  return kChangeRows;
}

void AddNumber(Blake2bStream& stream, std::uint64_t number) {
  std::array<std::uint8_t, 8> bytes{};
  for (unsigned index = 0; index < bytes.size(); ++index) {
    bytes[index] = static_cast<std::uint8_t>(number >> (8 * index) & 0xff);
  }
  stream.Update(bytes);
}

void AddColumn(Blake2bStream& stream, const Rows& rows, int column) {
  const auto tag = static_cast<std::uint8_t>(rows.TypeTag(column));
  stream.Update(ByteView(&tag, 1));
  if (rows.Null(column)) return;
  const std::string text = rows.Text(column);
  AddNumber(stream, text.size());
  stream.Update(ByteView(reinterpret_cast<const std::uint8_t*>(text.data()), text.size()));
}

// Nullopt when the subject's own row is not there.
std::optional<Blake2bHash> RowsHash(Database& database, AuditKind kind, std::int64_t subject) {
  Blake2bStream stream;
  bool any = false;
  for (const std::string_view sql : RowsOf(kind)) {
    Rows rows = database.Query(sql, {subject});
    while (rows.Next()) {
      any = true;
      for (int column = 0; column < rows.Columns(); ++column) AddColumn(stream, rows, column);
    }
    if (!any) return std::nullopt;
  }
  return stream.Finish();
}

Blake2bHash LinkHash(const Blake2bHash& previous, std::int64_t number, AuditKind kind,
                     std::int64_t subject, const Blake2bHash& rows_hash) {
  Blake2bStream stream;
  stream.Update(previous);
  AddNumber(stream, static_cast<std::uint64_t>(number));
  AddNumber(stream, static_cast<std::uint64_t>(kind));
  AddNumber(stream, static_cast<std::uint64_t>(subject));
  stream.Update(rows_hash);
  return stream.Finish();
}

bool Same(const Blake2bHash& hash, const Bytes& stored) {
  return std::equal(hash.begin(), hash.end(), stored.begin(), stored.end());
}

// How many rows of the kind the chain does not vouch for, or vouches for without need.
bool CoversAll(Database& database, AuditKind kind, std::string_view count_sql) {
  return database.Int("SELECT count(*) FROM audit WHERE kind = ?", {static_cast<int>(kind)}) ==
         database.Int(count_sql);
}

}  // namespace

ChainEnd LastOfChain(Database& database) {
  ChainEnd end;
  Rows rows = database.Query("SELECT number, hash FROM audit ORDER BY number DESC LIMIT 1");
  if (!rows.Next()) return end;
  end.number = rows.Int(0);
  const Bytes hash = rows.Blob(1);
  std::copy_n(hash.begin(), std::min(hash.size(), end.hash.size()), end.hash.begin());
  return end;
}

void AppendAudit(Database& database, AuditKind kind, std::int64_t subject) {
  const ChainEnd end = LastOfChain(database);
  const auto rows_hash = RowsHash(database, kind, subject);
  if (!rows_hash) {
    throw DatabaseFailure({ErrorKind::kInternal,
                           "A change could not be taken into the audit chain and was not made. "
                           "Please report this."});
  }
  const std::int64_t number = end.number + 1;
  const Blake2bHash hash = LinkHash(end.hash, number, kind, subject, *rows_hash);
  database.Run("INSERT INTO audit(number, kind, subject, rows_hash, hash) VALUES(?, ?, ?, ?, ?)",
               {number, static_cast<int>(kind), subject, ByteView(*rows_hash), ByteView(hash)});
}

void ChainExisting(Database& database) {
  const auto chain = [&](AuditKind kind, std::string_view sql) {
    std::vector<std::int64_t> subjects;
    {
      Rows rows = database.Query(sql);
      while (rows.Next()) subjects.push_back(rows.Int(0));
    }
    for (const std::int64_t subject : subjects) AppendAudit(database, kind, subject);
  };
  chain(AuditKind::kChange, "SELECT version FROM change ORDER BY version");
  chain(AuditKind::kLook, "SELECT number FROM look ORDER BY number");
  chain(AuditKind::kCleared, "SELECT number FROM ledger ORDER BY number");
}

std::optional<ChainProblem> ProveChain(Database& database, std::int64_t hash_at,
                                       std::optional<Blake2bHash>& hash_there) {
  std::int64_t expected = 1;
  Blake2bHash previous{};
  Rows rows =
      database.Query("SELECT number, kind, subject, rows_hash, hash FROM audit ORDER BY number");
  while (rows.Next()) {
    if (rows.Int(0) != expected) return ChainProblem{expected, "An entry of the chain is missing."};
    const AuditKind kind = EnumOf(rows.Int(1), AuditKind::kChange, AuditKind::kCleared);
    const auto rows_hash = RowsHash(database, kind, rows.Int(2));
    if (!rows_hash) return ChainProblem{expected, "What this entry vouches for is missing."};
    if (!Same(*rows_hash, rows.Blob(3))) {
      return ChainProblem{expected, "What this entry vouches for was edited."};
    }
    previous = LinkHash(previous, expected, kind, rows.Int(2), *rows_hash);
    if (!Same(previous, rows.Blob(4))) {
      return ChainProblem{expected, "This entry does not follow from the one before it."};
    }
    if (expected == hash_at) hash_there = previous;
    ++expected;
  }
  if (!CoversAll(database, AuditKind::kChange, "SELECT count(*) FROM change") ||
      !CoversAll(database, AuditKind::kLook, "SELECT count(*) FROM look") ||
      !CoversAll(database, AuditKind::kCleared, "SELECT count(*) FROM ledger")) {
    return ChainProblem{expected,
                        "The register holds changes, looks or cleared copies that the "
                        "chain does not know."};
  }
  return std::nullopt;
}

}  // namespace photogate
