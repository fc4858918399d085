// Which kept copies are to be compared anew with somebody who is recalled, and what was seen.
#pragma once

#include <cstdint>
#include <vector>

#include "consent/register.h"
#include "consent/takedowns.h"
#include "core/ids.h"
#include "core/result.h"

namespace photogate {

struct RecheckCopy {
  std::int64_t ledger;
  Sha256Hex copy;
  bool asked;  // an open takedown says that the person may be in it
};

struct RecheckWork {
  std::int64_t recall;  // the latest of the person
  // Those asked about first, then those that somebody looked through, each the newest first.
  std::vector<RecheckCopy> copies;
};

struct RecheckQuery {
  PersonId person;
  ModelId model;  // that faces are compared with now
  // Also the copies that no takedown asks or asked about, on the channels that the person is kept
  // from (of a recall by hand: on every channel).
  bool all = false;
  bool again = false;  // also those that were compared with the same references and model before
};

// Rows are append-only, name people by case number and do not change the consent version; each
// stands in the audit chain as a look. Thread-safe.
class Rechecks {
 public:
  explicit Rechecks(Register& reg) : register_(reg) {}

  // Whom somebody means who typed the school's number or a case number, as the queries below want
  // them. kNotFound: nobody who is on the register.
  Result<PersonId> Meant(const PersonId& typed);
  // Copies in which the person is recorded as present are left out: nobody need look for them.
  // kNotFound: no such person, or never recalled. kRefused: there is no template of the person and
  // this model, so only eyes can look.
  Result<RecheckWork> Begin(const RecheckQuery& query);
  // A copy in which the person is, or perhaps is, gets a takedown where there is no open one.
  // kNotFound: no such person, recall or copy.
  Result<Done> Record(const RecheckQuery& query, std::int64_t recall, std::int64_t ledger,
                      RecheckOutcome outcome, const Actor& by);

 private:
  Register& register_;
};

}  // namespace photogate
