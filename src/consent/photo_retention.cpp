#include "consent/photo_retention.h"

#include "consent/photo_files.h"
#include "consent/photo_journal.h"

namespace photogate {

Result<RetentionRun> DestroyOldOriginals(Register& reg, const std::filesystem::path& home,
                                         int keep_days, const Actor& by) {
  PhotoJournal journal(reg);
  PhotoFiles files(reg, home);
  PhotoQuery query;
  query.states = {PhotoState::kCleared, PhotoState::kWithdrawn, PhotoState::kBlocked};
  query.state_before = FormatUtc(reg.clock().Now() - std::chrono::hours(24) * keep_days);
  query.with_original = true;
  const auto old = journal.List(query);
  if (!old.ok()) return old.error();
  RetentionRun run;
  for (const PhotoEntry& photo : old.value()) {
    const auto receipt = files.Destroy(photo, "end of the retention period", by);
    if (!receipt.ok()) {
      ++run.failed;
      continue;
    }
    const auto gone =
        journal.OriginalGone(photo.id, receipt.value(), photo.state == PhotoState::kBlocked, by);
    if (!gone.ok()) return gone.error();
    ++run.destroyed;
  }
  return run;
}

}  // namespace photogate
