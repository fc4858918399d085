// Who may be in a photo, told from its event alone.
#pragma once

#include "core/consent.h"

namespace photogate {

// False only when a recorded event narrows who is there and the person is in other groups. A person
// in no group may be anywhere. Group names compare without regard to case and accents.
bool MayBePresent(const Person& person, const EventContext& event);

// True when the person must not appear on the channel of the snapshot they come from.
bool IsBarred(const Person& person);

// True when somebody who may be present has objected to biometric processing and the jurisdiction's
// rule is that faces are then found but not compared. Ask before templates are made.
bool ObjectionForbidsComparing(const ConsentSnapshot& snapshot);

}  // namespace photogate
