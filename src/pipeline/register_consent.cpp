#include "pipeline/register_consent.h"

#include <utility>

#include "consent/stops.h"

namespace photogate {

std::unique_ptr<ConsentCache> ConsentOfRegister(Register& reg, SnapshotQuery query) {
  return std::make_unique<ConsentCache>(
      [&reg] { return reg.Version(); },
      [&reg, query = std::move(query)] { return reg.Snapshot(query); });
}

StopFunction StopsOfRegister(Register& reg, ChannelName channel, std::optional<PhotoId> self) {
  return [&reg, channel = std::move(channel), self = std::move(self)](const Inspection& photo) {
    return StoppedBefore(reg,
                         {photo.sha256, photo.picture_sha256, channel, self, false, photo.mark});
  };
}

}  // namespace photogate
