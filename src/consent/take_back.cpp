// Taking back that a photo was cleared, and the copies that are left of it.
#include "consent/photo_journal.h"
#include "consent/photo_rows.h"
#include "consent/release_rows.h"
#include "consent/stops.h"
#include "consent/store.h"
#include "consent/verdict_rows.h"

namespace photogate {
namespace {

Error NotCleared() {
  return {ErrorKind::kRefused,
          "There is no cleared copy of this photo to take back. Load the photo again."};
}

Error Released(std::int64_t release) {
  return {ErrorKind::kRefused,
          "The copy is in release " + std::to_string(release) +
              ", so it can no longer be taken back here. If it must not be published, report an "
              "incident."};
}

}  // namespace

Result<PhotoState> PhotoJournal::TakeBack(const PhotoId& id, std::int64_t revision,
                                          const PhotoVerdict& said, const Actor& by) {
  return register_.store().Write(
      by, "photo", [&](Database& database, Change& change) -> Result<PhotoState> {
        const auto photo = FindPhoto(database, id);
        if (!photo.ok()) return photo.error();
        const PhotoEntry& entry = photo.value().entry;
        if (entry.revision != revision) {
          return Error{ErrorKind::kConflict,
                       "Somebody else was quicker with this photo. Load it again; nothing was "
                       "changed.",
                       id.value};
        }
        if (entry.state != PhotoState::kCleared || !entry.output_sha256) return NotCleared();
        if (const auto in = StandingRelease(database, entry.channel, *entry.output_sha256)) {
          return Released(*in);
        }
        AppendVerdict(database, change, photo.value(), said);
        const auto out = MovePhoto(database, change, photo.value(), PhotoState::kWithdrawn,
                                   step_note::kTakenBack);
        if (!out.ok()) return out.error();
        if (entry.original_gone_at) return PhotoState::kWithdrawn;
        auto withdrawn = FindPhoto(database, id);
        if (!withdrawn.ok()) return withdrawn.error();
        const auto held = MovePhoto(database, change, withdrawn.value(), PhotoState::kHeld,
                                    "waits for a person again");
        if (!held.ok()) return held.error();
        return PhotoState::kHeld;
      });
}

Result<std::optional<std::int64_t>> PhotoJournal::ReleasedIn(const PhotoEntry& photo) {
  return register_.store().Read([&](Database& database) -> Result<std::optional<std::int64_t>> {
    if (!photo.output_sha256) return std::optional<std::int64_t>();
    return StandingRelease(database, photo.channel, *photo.output_sha256);
  });
}

Result<bool> PhotoJournal::IsFallen(const ChannelName& channel, const std::string& name,
                                    const Sha256Hex& sha256) {
  return register_.store().Read([&](Database& database) -> Result<bool> {
    // The ledger remembers the copies of before a photo was cleared anew; a copy of `check` is of
    // no photo of the journal, and nothing to be touched.
    return database.Int(
               "SELECT EXISTS (SELECT 1 FROM ledger AS l JOIN photo AS p ON p.channel = l.channel "
               "AND p.sha256 = l.original_sha256 WHERE l.output_sha256 = ?3 AND l.channel = ?1 AND "
               "l.output_name = ?2) AND NOT EXISTS (SELECT 1 FROM photo WHERE channel = ?1 AND "
               "output_name = ?2 AND state IN (?4, ?5))",
               {channel.value, name, sha256.value, static_cast<int>(PhotoState::kClearing),
                static_cast<int>(PhotoState::kCleared)}) != 0;
  });
}

Result<StepsSince> PhotoJournal::LeftSince(std::int64_t step) {
  return register_.store().Read([&](Database& database) -> Result<StepsSince> {
    StepsSince since;
    since.latest = database.Int("SELECT coalesce(max(number), 0) FROM photo_step");
    Rows rows = database.Query(
        "SELECT DISTINCT p.id FROM photo_step AS s JOIN photo AS p ON p.row = s.photo WHERE "
        "s.number > ? AND p.state NOT IN (?, ?)",
        {step, static_cast<int>(PhotoState::kClearing), static_cast<int>(PhotoState::kCleared)});
    while (rows.Next()) since.photos.insert(PhotoId{rows.Text(0)});
    return since;
  });
}

}  // namespace photogate
