// The state of the register as far as a decision depends on it.
#pragma once

#include <string>

#include "core/consent.h"

namespace photogate {

// A hash, in hexadecimal, of everything in `consent` that could make a photo which was clear be
// decided otherwise: the rules of the channel, who may be there, everybody barred with groups, kin
// and templates, objections to comparing, the assessment; in `account` mode everybody else too. Two
// equal states mean that a clear photo is still clear; two different ones that it must be decided
// again. The day and the consent version are not part of it. Pure.
std::string PermissionState(const ConsentSnapshot& consent);

}  // namespace photogate
