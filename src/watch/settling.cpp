#include "watch/settling.h"

namespace photogate {
namespace {

std::chrono::milliseconds Since(Settling::Moment then, Settling::Moment now) {
  return std::chrono::duration_cast<std::chrono::milliseconds>(now - then);
}

}  // namespace

std::chrono::milliseconds Settling::Unchanged(const std::string& path, const FileLook& look,
                                              Moment now) {
  const auto [entry, added] = files_.try_emplace(path, Seen{look, now, now, true});
  Seen& seen = entry->second;
  seen.fresh = true;
  if (added) return std::chrono::milliseconds::zero();
  if (!(seen.look == look)) {
    seen.look = look;
    seen.since = now;
  }
  return Since(seen.since, now);
}

std::chrono::milliseconds Settling::Known(const std::string& path, Moment now) const {
  const auto found = files_.find(path);
  return found == files_.end() ? std::chrono::milliseconds::zero()
                               : Since(found->second.first, now);
}

void Settling::EndOfSweep() {
  for (auto entry = files_.begin(); entry != files_.end();) {
    if (!entry->second.fresh) {
      entry = files_.erase(entry);
    } else {
      entry->second.fresh = false;
      ++entry;
    }
  }
}

}  // namespace photogate
