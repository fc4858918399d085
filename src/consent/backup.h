// Copies of the register that can be kept elsewhere, and the way back.
#pragma once

#include <cstdint>
#include <filesystem>

#include "consent/actor.h"
#include "consent/carry_nos.h"
#include "consent/key_access.h"
#include "core/clock.h"
#include "core/result.h"

namespace photogate {

struct BackupDone {
  std::uint64_t bytes;  // of the backup
  int tables;           // compared row by row
  std::int64_t rows;
  std::int64_t version;  // the consent version it holds
  std::int64_t audit_entries;
  int abandoned_removed;  // work folders of backups that were killed, of the same place
};

// Copies the register while others use it (SQLite's online backup) into one file, encrypted under
// the register's own page keys and with its keyring inside: what opens the register opens the
// backup. The file is restored into a temporary folder beside it and compared with the register
// table by table, and its audit chain proven, before it gets its name. Its format stands in
// consent-db/SCHEMA.md. Who made it is in the audit before there is one. What a
// killed backup left in the place is removed first.
//
// kConflict: `out` is there already. Else as Register::Open; nothing is left on an error.
Result<BackupDone> WriteBackup(const std::filesystem::path& home, const KeyAccess& access,
                               const std::filesystem::path& out, const Actor& by,
                               const Clock& clock);

struct RestoreDone {
  std::int64_t version;
  std::int64_t audit_entries;
  std::filesystem::path moved_aside;  // where the register of before is; empty: there was none
  int erasures_repeated = 0;          // of people whom the register of before had erased
  CarriedNos carried = {};            // from the register of before
  bool erasures_unknown = false;      // there was one before, and it could not be read with the key
};

// Puts a backup's register into `home`, once it has been opened with `access`, checked whole and
// its audit chain proven in a folder of its own there. A register that is there is refused
// (kConflict) unless `move_aside`, which moves it with its keyring into a folder of the home: never
// deleted, and refused (kConflict) while any process has it open. Whoever that register had erased
// is erased from the restored one before it takes its place, and every no that stands on it is
// entered (consent/carry_nos.h). The restored register's audit says who restored it. kCorrupt: no
// backup, or damaged. kUnavailable: no key, or the wrong one; the context names the key file of
// before a renewal when that one opens it. A folder that was made for it goes again on an error.
//
// With `rehearse` everything is done but the last step: the backup is opened, proven and fitted in
// a folder that goes again, and the home stays as it is.
Result<RestoreDone> RestoreBackup(const std::filesystem::path& backup,
                                  const std::filesystem::path& home, const KeyAccess& access,
                                  bool move_aside, const Actor& by, const Clock& clock,
                                  bool rehearse = false);

}  // namespace photogate
