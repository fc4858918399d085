// Copies of people who were recalled leave cleared/ without waiting for the watcher.
#pragma once

#include "consent/actor.h"
#include "consent/register.h"
#include "core/result.h"

namespace photogate {

struct TakenOut {
  int copies = 0;
  int left = 0;  // could not be moved (open elsewhere, the share is away): the watcher tries again
  bool sheets_stay = false;  // a contact sheet in the home could not be deleted
};

// Deletes the contact sheets that wait in the home, and moves every copy with an open takedown in
// which somebody is recorded as present out of cleared/ into quarantine, after its photo was
// written down as withdrawn. Idempotent, and beside a running watcher: a copy that has gone is
// fine. Nothing is moved without a watched folder.
Result<TakenOut> TakeOutRecalled(Register& reg, const Actor& by);

}  // namespace photogate
