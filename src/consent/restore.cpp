#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <optional>
#include <vector>

#include "consent/backup.h"
#include "consent/backup_file.h"
#include "consent/descriptor.h"
#include "consent/erased_ids.h"
#include "consent/home.h"
#include "consent/key_file.h"
#include "consent/keyring.h"
#include "consent/looks.h"
#include "consent/register.h"
#include "consent/repeat_erasures.h"
#include "consent/shared_home.h"
#include "consent/store.h"
#include "consent/work_folder.h"
#include "crypto/random.h"

namespace photogate {
namespace {

namespace fs = std::filesystem;

// Every connection of SQLite holds this byte of the shared-memory file (UNIX_SHM_DMS of os_unix.c)
// for as long as it has the register open. A process does not see its own.
constexpr off_t kOpenByte = 128;

bool InUse(const fs::path& home) {
  const Descriptor shared(open((home / "register.sqlite-shm").c_str(), O_RDWR | O_CLOEXEC));
  if (!shared.open()) return errno != ENOENT;
  struct flock lock {};
  lock.l_type = F_WRLCK;
  lock.l_whence = SEEK_SET;
  lock.l_start = kOpenByte;
  lock.l_len = 1;
  return fcntl(shared.get(), F_GETLK, &lock) != 0 || lock.l_type != F_UNLCK;
}

struct Fitted {
  int repeated = 0;
  CarriedNos carried = {};
  bool unknown = false;
};

// What a backup must learn before it takes the place of `replaced` (empty: of nothing).
Result<Fitted> Fit(const fs::path& restored, const fs::path& replaced, const KeyAccess& access,
                   const Actor& by, const Clock& clock) {
  auto reg = Register::Open(restored, clock, access);
  if (!reg.ok()) return reg.error();
  const Result<Done> recorded = Looks(*reg.value()).Record("restore", "", by);
  if (!recorded.ok()) return recorded.error();
  if (replaced.empty()) return Fitted{};
  auto before = Register::Open(replaced, clock, access);
  // The key of then, which opens the backup, need not be that of now: its own key file may be
  // there.
  if (!before.ok()) before = Register::Open(replaced, clock, KeyAccess{});
  // It may be what the backup is restored for: damaged, or under a key that is lost.
  if (!before.ok()) return Fitted{0, {}, true};
  const auto repeated = RepeatErasures(*reg.value(), *before.value(), by);
  if (!repeated.ok()) return repeated.error();
  const Result<Done> marks = CarryErasedIds(*reg.value(), *before.value(), by);
  if (!marks.ok()) return marks.error();
  const auto carried = CarryNos(*reg.value(), *before.value(), by);
  if (!carried.ok()) return carried.error();
  return Fitted{repeated.value(), carried.value(), false};
}

// Folders that are there only for what is restored into them: they go again when nothing is.
class NewFolders {
 public:
  explicit NewFolders(const fs::path& home) {
    std::error_code failed;
    for (fs::path at = fs::absolute(home, failed).lexically_normal();
         !at.empty() && !fs::exists(fs::symlink_status(at, failed)); at = at.parent_path()) {
      missing_.push_back(at);
    }
  }
  ~NewFolders() {
    // Innermost first; one that holds anything stays.
    for (const fs::path& folder : missing_) {
      if (!kept_) rmdir(folder.c_str());
    }
  }
  NewFolders(const NewFolders&) = delete;
  NewFolders& operator=(const NewFolders&) = delete;
  bool home_was_there() const { return missing_.empty(); }
  void Keep() { kept_ = true; }

 private:
  std::vector<fs::path> missing_;
  bool kept_ = false;
};

// The key file beside the named one that opens the backup: a renewal of the key leaves the key of
// before there for the backups of before, and one that was interrupted the new one.
std::optional<fs::path> OtherKeyFile(const fs::path& unpacked, const KeyAccess& access) {
  const auto keyring = ReadKeyring(unpacked);
  if (!keyring.ok()) return std::nullopt;
  const fs::path file = KeyFileOf(access, keyring.value().file);
  if (file.empty()) return std::nullopt;
  const std::string start = file.filename().string() + ".";
  std::error_code failed;
  const fs::path folder = file.parent_path().empty() ? fs::path(".") : file.parent_path();
  for (fs::directory_iterator at(folder, failed), end; !failed && at != end; at.increment(failed)) {
    const std::string name = at->path().filename().string();
    const bool staged = name.starts_with(start) && name.ends_with("new");
    if (!name.starts_with(start + "old-") && !staged) continue;
    auto key = ReadKeyFile(at->path(), unpacked);
    if (!key.ok()) continue;
    if (Unlock(keyring.value(), {WayKind::kKey, std::move(key).value()}).ok()) return at->path();
  }
  return std::nullopt;
}

// Whether the key is the matter, and no disk.
bool IsWrongKey(const Keyring& keyring, const fs::path& unpacked, const KeyAccess& access) {
  const auto given = FindCredential(access, keyring, unpacked);
  return given.ok() && !Unlock(keyring, given.value()).ok();
}

// When the key was renewed for the first time after the backup: "on 2026-11-21", or "since" where
// the register that is there does not say. nullopt: by what is there it was not renewed.
std::optional<std::string> RenewedSince(const Keyring& then, const fs::path& home,
                                        const KeyAccess& access, const Clock& clock) {
  const auto now = ReadKeyring(home);
  if (!now.ok() || now.value().file != then.file) return std::nullopt;
  const auto epochs = then.Epochs(), later = now.value().Epochs();
  if (epochs.empty() || later.empty() || later.back() <= epochs.back()) return std::nullopt;
  const auto reg = Register::Open(home, clock, access);
  if (!reg.ok()) return "since";
  const std::int64_t renewals = later.back() - epochs.back();
  const auto day =
      reg.value()->store().Read([&](Database& database) -> Result<std::optional<std::string>> {
        Rows rows = database.Query(
            "SELECT substr(at, 1, 10) FROM change WHERE verb = 'rekey' ORDER BY version DESC LIMIT "
            "1 OFFSET ?",
            {renewals - 1});
        return rows.Next() ? rows.OptionalText(0) : std::nullopt;
      });
  return day.ok() && day.value() ? "on " + *day.value() : "since";
}

// What is wrong with the copy, said of the backup that it was made of.
Error AboutBackup(const Error& error, const fs::path& backup, const fs::path& unpacked,
                  const fs::path& home, const KeyAccess& access, const Clock& clock) {
  if (error.kind == ErrorKind::kCorrupt) return DamagedBackup(backup, error.context);
  const auto keyring = ReadKeyring(unpacked);
  if (error.kind != ErrorKind::kUnavailable || !keyring.ok()) return error;
  const auto other = OtherKeyFile(unpacked, access);
  if (!other) {
    if (!IsWrongKey(keyring.value(), unpacked, access)) return error;
    const std::string then =
        keyring.value().Has(WayKind::kPassphrase) ? "the passphrase" : "the key";
    const auto renewed = RenewedSince(keyring.value(), home, access, clock);
    return Error{ErrorKind::kUnavailable,
                 (renewed ? "This backup was made before the key was changed " + *renewed +
                                ": it opens with " + then + " of that time"
                          : "This does not open the backup: it opens with " + then +
                                " that the register had when it was made") +
                     ", or with the recovery key of that time (--recovery-key). Nothing was "
                     "changed."};
  }
  return Error{
      ErrorKind::kUnavailable,
      "This backup opens with another key than the register has now: the key was renewed "
      "since, and the one of then was kept beside it. Name it with --key-file; nothing was "
      "changed.",
      other->string()};
}

}  // namespace

Result<RestoreDone> RestoreBackup(const fs::path& backup, const fs::path& home,
                                  const KeyAccess& access, bool move_aside, const Actor& by,
                                  const Clock& clock, bool rehearse) {
  NewFolders folders(home);
  const bool elsewhere = rehearse && !folders.home_was_there();
  if (!rehearse) {
    const Result<Done> folder = PrepareHome(home);
    if (!folder.ok()) return folder.error();
  }
  std::error_code failed;
  const fs::path beside = elsewhere ? fs::temp_directory_path(failed) : home;
  const auto lock = HomeLock::Take(beside);
  if (!elsewhere && !lock.ok()) return lock.error();
  const Result<Done> vacant = CheckVacant(home);
  if (!vacant.ok() && !move_aside) return vacant.error();

  // What is made in it becomes the home's: as open as the home is.
  if (!rehearse) RemoveAbandonedWork(beside);
  const WorkFolder work(beside, "restore", WorkFolder::Access::kAsAround);
  if (!work.made()) return CannotRestoreInto(beside);
  const Result<Done> unpacked = UnpackBackup(backup, work.path(), CannotRestoreInto);
  if (!unpacked.ok()) return unpacked.error();
  auto proven = ProveCopy(work.path(), access, clock);
  if (!proven.ok()) return AboutBackup(proven.error(), backup, work.path(), home, access, clock);
  if (!vacant.ok() && InUse(home)) {
    return Error{ErrorKind::kConflict,
                 "Another program has the register open. Stop the watcher, the page and everything "
                 "else that uses it, then restore again; nothing was changed."};
  }
  const auto fitted = Fit(work.path(), vacant.ok() ? fs::path{} : home, access, by, clock);
  if (!fitted.ok()) return fitted.error();
  proven = ProveCopy(work.path(), access, clock);
  if (!proven.ok()) return proven.error();
  if (rehearse) {
    return RestoreDone{proven.value().version,  proven.value().entries, {},
                       fitted.value().repeated, fitted.value().carried, fitted.value().unknown};
  }

  fs::path aside;
  const fs::path old_keyring = home / "keyring.json";
  if (!vacant.ok() || fs::exists(old_keyring, failed)) {
    aside = home / fmt::format("replaced-{}-{}", FormatDate(clock.Today()), RandomHex(4));
    if (!MakeFolderIn(aside)) return CannotRestoreInto(home);
    // The register goes first: without it nobody takes the rest for a home, and running this again
    // finishes it.
    for (const char* name : {"register.sqlite", "register.sqlite-wal", "keyring.json"}) {
      if (rename((home / name).c_str(), (aside / name).c_str()) != 0 && errno != ENOENT) {
        return CannotRestoreInto(home);
      }
    }
    unlink((home / "register.sqlite-shm").c_str());
  }
  // And first comes the keyring: once the register is there the home is the new one.
  for (const char* name : {"keyring.json", "register.sqlite"}) {
    if (rename((work.path() / name).c_str(), (home / name).c_str()) != 0)
      return CannotRestoreInto(home);
  }
  folders.Keep();
  if (!SyncFolder(home)) return CannotRestoreInto(home);
  return RestoreDone{proven.value().version,  proven.value().entries, aside,
                     fitted.value().repeated, fitted.value().carried, fitted.value().unknown};
}

}  // namespace photogate
