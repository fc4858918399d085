// The hashes that the audit chain takes of rows. Internal to consent; audit_chain.h has the bytes.
#pragma once

#include <cstdint>
#include <optional>
#include <unordered_map>

#include "consent/audit_chain.h"
#include "consent/database.h"
#include "crypto/blake2b.h"

namespace photogate {

void AddNumber(Blake2bStream& stream, std::uint64_t number);
void AddColumns(Blake2bStream& stream, const Rows& rows);

// The keys of people, made when they are first needed (`may_make`) and remembered meanwhile.
class PersonKeys {
 public:
  PersonKeys(Database& database, bool may_make) : database_(database), may_make_(may_make) {}
  // Empty when there is none and none may be made: then no seal of the person fits.
  const Bytes& Of(std::int64_t person);

 private:
  Database& database_;
  bool may_make_;
  std::unordered_map<std::int64_t, Bytes> keys_;
};

// What the chain vouches for as the subject of `kind`; nullopt when the subject's own row is not
// there. `may_make`: keys of people are made where they are missing.
std::optional<Blake2bHash> RowsHash(Database& database, AuditKind kind, std::int64_t subject,
                                    bool may_make);

// The seal of one row that is still there; nullopt when it is not.
std::optional<Blake2bHash> SealOf(Database& database, Redacted what, std::int64_t number);

}  // namespace photogate
