// Building and proving the audit chain inside a transaction. Internal to consent.
//
// rows_hash of an entry is BLAKE2b-256 over what the entry vouches for.
// Of a change: its row in `change`; then, for each append-only row that names its version
// (permission, biometric, bar, bar_lift, in this order, by number), the row's number and its seal;
// then its rows of change_about, redaction and erasure, and of ledger rows that it redacted their
// hash afterwards. Of a look, of a cleared copy, of a release
// (with its photos) and of what was said of a release: their own rows.
// A seal is BLAKE2b-256 over the key of the row's person (person_key) and the row. When the row is
// erased its seal is kept in `redaction` and the key is destroyed: the chain still holds, and
// nobody can find out by trying what the row said. Whoever deletes a row without that, or says that
// one was erased without the chain having it, is found out. Each value goes in as a tag byte (0
// null, 1 integer, 2 real, 3 text or bytes), its length as 8 bytes little-endian, and its text. The
// entry's hash is BLAKE2b-256 over the previous entry's hash (32 zero bytes for the first), number,
// kind and subject as 8 bytes little-endian each, and rows_hash.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "consent/database.h"
#include "crypto/blake2b.h"

namespace photogate {

enum class AuditKind { kChange = 1, kLook, kCleared, kRelease, kReleaseNote };
inline constexpr AuditKind kLastAuditKind = AuditKind::kReleaseNote;

// What `redaction` tells apart.
enum class Redacted { kPermission = 1, kBiometric, kBar, kBarLift, kLook, kLedger };

void AppendAudit(Database& database, AuditKind kind, std::int64_t subject);

// Builds the chain anew in its present order, or, where there is none yet, over everything in
// order. For the migration only.
void RebuildChain(Database& database);

// Before a row that the chain vouches for is deleted (or, of the ledger, changed): keeps its seal,
// under the change `erased`.
void KeepSeal(Database& database, Redacted what, std::int64_t number, std::int64_t erased);

struct ChainEnd {
  std::int64_t number = 0;  // 0: an empty chain
  Blake2bHash hash{};
};

ChainEnd LastOfChain(Database& database);

struct ChainProblem {
  std::int64_t number;  // the first entry that does not hold
  std::string what;     // a sentence
};

// Nothing when the whole chain holds and vouches for every change, look, cleared copy and
// release. `hash_at`
// asks in passing for the hash of the entry with that number.
std::optional<ChainProblem> ProveChain(Database& database, std::int64_t hash_at,
                                       std::optional<Blake2bHash>& hash_there);

}  // namespace photogate
