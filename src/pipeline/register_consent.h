// The consent of a run, read from a register.
#pragma once

#include <memory>

#include "consent/photo_entry.h"
#include "consent/register.h"
#include "pipeline/consent_view.h"
#include "pipeline/process_photo.h"

namespace photogate {

// `reg` must outlive it.
std::unique_ptr<ConsentCache> ConsentOfRegister(Register& reg, SnapshotQuery query);

// What people said of the same picture before it came for `channel` (consent/stops.h); `self`: the
// photo of the journal that it is. `reg` must outlive it.
StopFunction StopsOfRegister(Register& reg, ChannelName channel,
                             std::optional<PhotoId> self = std::nullopt);

}  // namespace photogate
