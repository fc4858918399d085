#include "consent/audit_chain.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>
#include <vector>

#include "consent/row_seals.h"
#include "consent/store.h"

namespace photogate {
namespace {

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
  const auto rows_hash = RowsHash(database, kind, subject, true);
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

void RebuildChain(Database& database) {
  std::vector<std::pair<AuditKind, std::int64_t>> subjects;
  {
    Rows rows = database.Query("SELECT kind, subject FROM audit ORDER BY number");
    while (rows.Next()) {
      subjects.emplace_back(EnumOf(rows.Int(0), AuditKind::kChange, kLastAuditKind), rows.Int(1));
    }
  }
  if (subjects.empty()) {
    const auto add = [&](AuditKind kind, std::string_view sql) {
      Rows rows = database.Query(sql);
      while (rows.Next()) subjects.emplace_back(kind, rows.Int(0));
    };
    add(AuditKind::kChange, "SELECT version FROM change ORDER BY version");
    add(AuditKind::kLook, "SELECT number FROM look ORDER BY number");
    add(AuditKind::kCleared, "SELECT number FROM ledger ORDER BY number");
  }
  database.Run("DELETE FROM audit");
  for (const auto& [kind, subject] : subjects) AppendAudit(database, kind, subject);
}

void KeepSeal(Database& database, Redacted what, std::int64_t number, std::int64_t erased) {
  const auto seal = SealOf(database, what, number);
  if (!seal) {
    throw DatabaseFailure({ErrorKind::kInternal,
                           "Something to be erased is not there, so nothing was erased. Please "
                           "report this."});
  }
  std::int64_t version = 0;
  switch (what) {
    case Redacted::kPermission:
      version = database.Int("SELECT version FROM permission WHERE number = ?", {number});
      break;
    case Redacted::kBiometric:
      version = database.Int("SELECT version FROM biometric WHERE number = ?", {number});
      break;
    case Redacted::kBar:
      version = database.Int("SELECT version FROM bar WHERE number = ?", {number});
      break;
    case Redacted::kBarLift:
      version = database.Int("SELECT version FROM bar_lift WHERE bar = ?", {number});
      break;
    case Redacted::kLook:
    case Redacted::kLedger: break;
  }
  database.Run("INSERT INTO redaction(what, number, erased, version, hash) VALUES(?, ?, ?, ?, ?)",
               {static_cast<int>(what), number, erased, version, ByteView(*seal)});
}

std::optional<ChainProblem> ProveChain(Database& database, std::int64_t hash_at,
                                       std::optional<Blake2bHash>& hash_there) {
  std::int64_t expected = 1;
  Blake2bHash previous{};
  Rows rows =
      database.Query("SELECT number, kind, subject, rows_hash, hash FROM audit ORDER BY number");
  while (rows.Next()) {
    if (rows.Int(0) != expected) return ChainProblem{expected, "An entry of the chain is missing."};
    const AuditKind kind = EnumOf(rows.Int(1), AuditKind::kChange, kLastAuditKind);
    const auto rows_hash = RowsHash(database, kind, rows.Int(2), false);
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
      !CoversAll(database, AuditKind::kLook,
                 "SELECT (SELECT count(*) FROM look) + (SELECT count(*) FROM redaction WHERE what "
                 "= 5)") ||
      !CoversAll(database, AuditKind::kCleared, "SELECT count(*) FROM ledger") ||
      !CoversAll(database, AuditKind::kRelease, "SELECT count(*) FROM release") ||
      !CoversAll(database, AuditKind::kReleaseNote, "SELECT count(*) FROM release_note")) {
    return ChainProblem{expected,
                        "The register holds changes, looks, cleared copies or releases "
                        "that the chain does not know."};
  }
  return std::nullopt;
}

}  // namespace photogate
