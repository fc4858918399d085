// Whose photos the school may publish: its own, and those of others who gave permission
// (POLICY.md P7).
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "consent/register.h"
#include "core/consent.h"
#include "core/result.h"

namespace photogate {

struct CreditPermit {
  std::string holder;              // as the notice in their photos says it
  std::optional<Sha256Hex> photo;  // nullopt: every photo whose notice names the holder
  std::string credit;              // how they want to be named; empty: as `holder`
  std::string evidence;            // where their permission is kept
};

struct CreditPermitEntry {
  std::int64_t number;
  CreditPermit permit;
  std::string actor;
  std::string at;                    // UTC
  std::optional<std::string> ended;  // UTC, when it was taken back
};

// Thread-safe, like the Register it borrows.
class Credits {
 public:
  explicit Credits(Register& reg) : register_(reg) {}

  // Sorted.
  Result<std::vector<std::string>> Own();
  // kRefused for a text that names nobody ("(c) 2026") or is too long.
  Result<Done> AddOwn(const std::string& credit, const Actor& by);
  // kNotFound when it is not on the list.
  Result<Done> RemoveOwn(const std::string& credit, const Actor& by);

  // Ended ones included, in the order they were recorded.
  Result<std::vector<CreditPermitEntry>> Permits();
  // The new number. kRefused without a holder or evidence, for a photo that is no SHA-256, and,
  // for every photo of a holder, when the holder's text names nobody.
  Result<std::int64_t> Permit(const CreditPermit& permit, const Actor& by);
  // kNotFound when there is no such permission in force.
  Result<Done> End(std::int64_t number, const std::string& reason, const Actor& by);

 private:
  Register& register_;
};

}  // namespace photogate
