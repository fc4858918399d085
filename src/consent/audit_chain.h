// Building and proving the audit chain inside a transaction. Internal to consent.
//
// rows_hash of an entry is BLAKE2b-256 over the rows that the entry vouches for: of a change its
// row in `change` and the append-only rows that name its version (permission, biometric, bar,
// bar_lift); of a look and of a cleared copy their own rows. Each value goes in as a tag byte (0
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

enum class AuditKind { kChange = 1, kLook, kCleared };

void AppendAudit(Database& database, AuditKind kind, std::int64_t subject);

// Takes what was written before there was a chain into it, in order. For the migration only.
void ChainExisting(Database& database);

struct ChainEnd {
  std::int64_t number = 0;  // 0: an empty chain
  Blake2bHash hash{};
};

ChainEnd LastOfChain(Database& database);

struct ChainProblem {
  std::int64_t number;  // the first entry that does not hold
  std::string what;     // a sentence
};

// Nothing when the whole chain holds and vouches for every change, look and cleared copy. `hash_at`
// asks in passing for the hash of the entry with that number.
std::optional<ChainProblem> ProveChain(Database& database, std::int64_t hash_at,
                                       std::optional<Blake2bHash>& hash_there);

}  // namespace photogate
