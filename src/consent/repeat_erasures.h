// A backup remembers people who were erased after it was made.
#pragma once

#include "consent/register.h"
#include "core/result.h"

namespace photogate {

// Erases from `restored` everybody whom `replaced`, the register it takes the place of, has a
// receipt of erasure for, with their protection kept where it was kept then. Gives how many. An
// error leaves those before it erased; doing it again finishes it.
Result<int> RepeatErasures(Register& restored, Register& replaced, const Actor& by);

}  // namespace photogate
