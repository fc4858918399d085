// The register's side of what was cleared.
#pragma once

#include <optional>
#include <utility>
#include <vector>

#include "consent/register.h"
#include "core/outcome.h"

namespace photogate {

// Keeps LedgerRows (core/outcome.h): in BEGIN IMMEDIATE, only while the register is still at the
// row's consent version, durable before Record returns. Thread-safe; several processes may record.
class Ledger final : public LedgerSink {
 public:
  // `by`: who clears; each row keeps it.
  explicit Ledger(Register& reg, Actor by = Actor{"photogate"})
      : register_(reg), by_(std::move(by)) {}
  Result<Done> Record(const LedgerRow& row) override;

  // Every row in which the person was recognised, newest first (for withdrawals).
  Result<std::vector<LedgerRow>> WithPerson(const PersonId& person);
  // The rows whose copy has this hash, newest first (for verify).
  Result<std::vector<LedgerRow>> WithOutput(const Sha256Hex& output);

 private:
  Register& register_;
  Actor by_;
};

}  // namespace photogate
