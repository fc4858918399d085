// The consent of a run, read from a register.
#pragma once

#include <memory>

#include "consent/register.h"
#include "pipeline/consent_view.h"

namespace photogate {

// `reg` must outlive it.
std::unique_ptr<ConsentCache> ConsentOfRegister(Register& reg, SnapshotQuery query);

}  // namespace photogate
