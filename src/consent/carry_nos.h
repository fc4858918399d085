// A backup learns what was refused after it was made.
#pragma once

#include "consent/register.h"
#include "core/result.h"

namespace photogate {

struct CarriedNos {
  int permissions = 0;  // refusals and withdrawals, each of one voice on one person and one use
  int objections = 0;   // to comparing faces, each of one voice on one person
  int bars = 0;
  int copies = 0;          // cleared copies that were taken back (consent/ledger_ends.h)
  int people_missing = 0;  // who are on the register of before and not in the backup
};

// Enters into `restored` every no that stands today on `replaced`, the register it takes the place
// of, and not on the backup: as new statements of the same voice from today on, in the audit chain.
// What was granted since is not carried. Cleared copies that were taken back since stay taken back.
// People are the same when number and case number are. Bars come without their reasons, which stay
// in `replaced`. An error leaves those before it entered; doing it again finishes it.
Result<CarriedNos> CarryNos(Register& restored, Register& replaced, const Actor& by);

}  // namespace photogate
