#include "consent/audit.h"

#include "consent/audit_chain.h"
#include "consent/store.h"

namespace photogate {
namespace {

std::string Hex(const Blake2bHash& hash) {
  constexpr char kDigits[] = "0123456789abcdef";
  std::string text;
  for (const std::uint8_t byte : hash) {
    text += kDigits[byte >> 4];
    text += kDigits[byte & 0xf];
  }
  return text;
}

}  // namespace

Result<AuditHead> Audit::Head() {
  return register_.store().Read([](Database& database) -> Result<AuditHead> {
    const ChainEnd end = LastOfChain(database);
    return AuditHead{end.number, Hex(end.hash)};
  });
}

Result<AuditReport> Audit::Verify(const std::optional<AuditHead>& exported) {
  return register_.store().Read([&](Database& database) -> Result<AuditReport> {
    AuditReport report;
    report.entries = LastOfChain(database).number;
    std::optional<Blake2bHash> hash_there;
    const auto problem = ProveChain(database, exported ? exported->number : 0, hash_there);
    if (problem) {
      report.bad_entry = problem->number;
      report.problem = problem->what;
      return report;
    }
    if (exported && (!hash_there || Hex(*hash_there) != exported->hash)) {
      report.bad_entry = exported->number;
      report.problem = hash_there
                           ? "The chain differs from the exported head: it was written anew."
                           : "The chain is shorter than the exported head: its end was cut off.";
      return report;
    }
    report.intact = true;
    return report;
  });
}

}  // namespace photogate
