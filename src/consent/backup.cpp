#include "consent/backup.h"

#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

#include "consent/backup_file.h"
#include "consent/descriptor.h"
#include "consent/home.h"
#include "consent/home_keys.h"
#include "consent/looks.h"
#include "consent/online_copy.h"
#include "consent/register.h"
#include "consent/work_folder.h"

namespace photogate {
namespace {

namespace fs = std::filesystem;

fs::path FolderOf(const fs::path& file) {
  return file.parent_path().empty() ? fs::path(".") : file.parent_path();
}

Result<std::vector<TableDigest>> DigestsOf(const fs::path& home, const KeyAccess& access) {
  auto keys = HomeKeys::Open(home, access);
  if (!keys.ok()) return keys.error();
  auto frozen = FrozenRegister::Open(RegisterFile(home), *keys.value());
  if (!frozen.ok()) return frozen.error();
  return frozen.value()->Digests();
}

}  // namespace

Result<BackupDone> WriteBackup(const fs::path& home, const KeyAccess& access, const fs::path& out,
                               const Actor& by, const Clock& clock) {
  const Error taken{ErrorKind::kConflict,
                    "There is a file of this name already, and it is never overwritten. Choose "
                    "another name.",
                    out.string()};
  std::error_code failed;
  if (fs::exists(fs::symlink_status(out, failed))) return taken;
  {
    // Says what is wrong with the register, and migrates it, before anything is copied.
    const auto reg = Register::Open(home, clock, access);
    if (!reg.ok()) return reg.error();
    const Result<Done> recorded = Looks(*reg.value()).Record("backup", "", by);
    if (!recorded.ok()) return recorded.error();
  }
  // While the keys are renewed a copy could miss the one or the other.
  const auto lock = HomeLock::Take(home);
  if (!lock.ok()) return lock.error();
  auto keys = HomeKeys::Open(home, access);
  if (!keys.ok()) return keys.error();
  auto source = FrozenRegister::Open(RegisterFile(home), *keys.value());
  if (!source.ok()) return source.error();

  const int abandoned = RemoveAbandonedWork(FolderOf(out));
  const WorkFolder work(FolderOf(out), out.filename().string());
  if (!work.made()) return CannotWriteBackup(out);
  const fs::path copy = work.path() / "copy", restored = work.path() / "restored";
  if (mkdir(copy.c_str(), S_IRWXU) != 0 || mkdir(restored.c_str(), S_IRWXU) != 0) {
    return CannotWriteBackup(out);
  }
  const Result<Done> copied = source.value()->CopyTo(RegisterFile(copy), *keys.value());
  if (!copied.ok()) return copied.error();
  fs::copy_file(home / "keyring.json", copy / "keyring.json", failed);
  const fs::path packed = work.path() / "backup";
  if (failed || !PackBackup(copy, packed)) return CannotWriteBackup(out);

  const Result<Done> unpacked = UnpackBackup(packed, restored, CannotWriteBackup);
  if (!unpacked.ok()) return unpacked.error();
  const auto proven = ProveCopy(restored, access, clock);
  if (!proven.ok()) return proven.error();
  const auto original = source.value()->Digests();
  if (!original.ok()) return original.error();
  const auto again = DigestsOf(restored, access);
  if (!again.ok()) return again.error();
  if (original.value() != again.value()) {
    return Error{ErrorKind::kCorrupt,
                 "What was restored for a trial differs from the register, so no backup was made. "
                 "Check the disk and the memory of this computer."};
  }
  const auto bytes = fs::file_size(packed, failed);
  if (failed || link(packed.c_str(), out.c_str()) != 0) {
    return errno == EEXIST ? taken : CannotWriteBackup(out);
  }
  if (!SyncFolder(FolderOf(out))) return CannotWriteBackup(out);
  BackupDone done{bytes, 0, 0, proven.value().version, proven.value().entries, abandoned};
  for (const TableDigest& table : original.value()) {
    if (table.hash.empty()) continue;
    ++done.tables;
    done.rows += table.rows;
  }
  return done;
}

}  // namespace photogate
