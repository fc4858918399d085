// Making a release of a batch: copies, list and record, wholly or not at all.
#pragma once

#include <cstdint>
#include <filesystem>
#include <set>
#include <string>

#include "consent/releases.h"
#include "core/clock.h"
#include "outcome/file_system.h"
#include "release/batch.h"

namespace photogate {

// What HandOver borrows.
struct HandOverParts {
  Register* reg;
  const Clock* clock;
  FileSystem* disk;                         // of the folder that the release is made in
  std::filesystem::path home;               // one release at a time is made for it
  std::filesystem::path cleared_root = {};  // cleared/ of the watched folder; empty: there is none
};

struct HandOverOrder {
  std::filesystem::path to;  // must be there
  ReleaseForm form = ReleaseForm::kFolder;
  std::string looked_by;  // who looked the batch through
  std::string checklist;  // JSON, as it was answered
};

struct HandedOver {
  std::int64_t number;
  std::filesystem::path place;
  int photos;
  int left = 0;  // copies that could not be taken out of cleared/ (open elsewhere)
  // Contact sheets of earlier versions that lay beside it (release/sheet_store.h): how many were
  // removed, which is on record, and whether one could not be.
  int old_sheets = 0;
  bool old_sheets_stay = false;
};

// Copies the batch's photos into `to`/<day>-release-<number>, a folder or a ZIP, with the list of
// release/manifest.h; puts the release on record; and takes the watched folder's copies out of
// cleared/. At every instant, power cut included, what has that name is whole, proven and on
// record; see RecoverReleases for what a crash leaves.
//
// kConflict: a file or the register changed since the batch was gathered, or another release is
// being made: gather again. kRefused: nothing to release, or Releases::MayRelease says no.
// kUnavailable: the disk. After an error nothing was released and no copy was taken, unless
// it could not be taken back any more: then it stays on record until RecoverReleases settles it.
Result<HandedOver> HandOver(const Batch& batch, const HandOverOrder& order,
                            const HandOverParts& parts, const Actor& by);

struct RecoveredReleases {
  int finished = 0;
  int undone = 0;
  int missing = 0;  // made, and not there as they were: Releases::MarkMissing
  int waiting = 0;  // the folder they were made in is not there now
};

// Brings every release whose maker was stopped to one end: on record and standing, or neither; or
// on record as made and missing, when it got its name and somebody took it away or changed it
// since. Copies of a missing one stay in cleared/, since nothing shows that it has them.
// Idempotent. kConflict while a release is being made. HandOver does this first.
Result<RecoveredReleases> RecoverReleases(const HandOverParts& parts, const Actor& by);

}  // namespace photogate
