// The audit chain as it is shown, exported and proven.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "consent/register.h"
#include "core/result.h"

namespace photogate {

// The end of the chain. Kept off the machine, it shows later that nothing was cut off.
struct AuditHead {
  std::int64_t number;
  std::string hash;  // 64 lower-case hexadecimal digits
};

// One line of the audit. People by case number.
struct AuditEntry {
  std::int64_t number;
  std::string kind;  // "change", "look", "cleared" or "release"
  std::string at;    // UTC
  std::string actor;
  std::string verb;     // of a look what was looked at, of a copy "clear", of a release "release",
                        // "release record" or "release void"
  std::string subject;  // "person case-482913, channel website"; empty: the register as a whole
  std::string detail;
  std::string hash;  // 64 lower-case hexadecimal digits
};

// Everything given must hold.
struct AuditFilter {
  std::optional<Date> since;      // the day in UTC
  std::string actor = {};         // whole
  std::string subject = {};       // a person's id or case number, a channel, a user, an event
  std::string verb = {};          // how it begins: "channel", "bar set"
  std::int64_t most = 1'000'000;  // the latest so many
};

struct AuditReport {
  bool intact = false;
  std::int64_t entries = 0;
  std::optional<std::int64_t> bad_entry;  // the first that does not hold
  std::string problem;                    // a sentence; empty when intact
};

// Thread-safe, like the Register it borrows. Nothing here changes or clears the chain.
class Audit {
 public:
  explicit Audit(Register& reg) : register_(reg) {}

  Result<AuditHead> Head();
  // Oldest first.
  Result<std::vector<AuditEntry>> Show(const AuditFilter& filter);
  // Recomputes every hash from the rows (see consent-db/SCHEMA.md). With `exported`, the chain must
  // also still contain that entry with that hash. A chain that does not hold is a value.
  Result<AuditReport> Verify(const std::optional<AuditHead>& exported);

 private:
  Register& register_;
};

}  // namespace photogate
