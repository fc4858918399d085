#include "pipeline/register_consent.h"

#include <utility>

namespace photogate {

std::unique_ptr<ConsentCache> ConsentOfRegister(Register& reg, SnapshotQuery query) {
  return std::make_unique<ConsentCache>(
      [&reg] { return reg.Version(); },
      [&reg, query = std::move(query)] { return reg.Snapshot(query); });
}

}  // namespace photogate
