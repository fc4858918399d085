#include "consent/backup.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <string_view>

#include "consent/audit.h"
#include "consent/descriptor.h"
#include "consent/home.h"
#include "consent/home_keys.h"
#include "consent/looks.h"
#include "consent/online_copy.h"
#include "consent/register.h"
#include "consent/repeat_erasures.h"
#include "crypto/random.h"

namespace photogate {
namespace {

namespace fs = std::filesystem;

// Magic, version and the keyring's length (little-endian); keyring; the register's pages.
constexpr std::string_view kMagic = "PGBACKUP";
constexpr std::uint8_t kVersion = 1;
constexpr std::size_t kHeader = 16;
constexpr std::size_t kMostKeyring = 1u << 20;

Error CannotWrite(const fs::path& file) {
  return Error{ErrorKind::kUnavailable,
               "The backup cannot be written. Check the free space and the access rights of its "
               "folder; none was made.",
               file.string()};
}

Error NoBackup(const fs::path& file) {
  return Error{ErrorKind::kCorrupt, "This file is no backup of a register, or it is damaged.",
               file.string()};
}

// A folder (0700) that goes with everything in it, however the scope ends.
class WorkFolder {
 public:
  explicit WorkFolder(fs::path path) : path_(std::move(path)) {
    made_ = mkdir(path_.c_str(), S_IRWXU) == 0;
  }
  ~WorkFolder() {
    std::error_code ignored;
    if (made_) fs::remove_all(path_, ignored);
  }
  WorkFolder(const WorkFolder&) = delete;
  WorkFolder& operator=(const WorkFolder&) = delete;
  bool made() const { return made_; }
  const fs::path& path() const { return path_; }

 private:
  fs::path path_;
  bool made_;
};

fs::path FolderOf(const fs::path& file) {
  return file.parent_path().empty() ? fs::path(".") : file.parent_path();
}

bool Append(int out, const fs::path& file) {
  const Descriptor in(open(file.c_str(), O_RDONLY | O_NOFOLLOW | O_CLOEXEC));
  if (!in.open()) return false;
  Bytes piece(1 << 20);
  while (true) {
    const auto got = ReadUpTo(in.get(), piece);
    if (!got) return false;
    if (!WriteAll(out, ByteView(piece).first(*got))) return false;
    if (*got < piece.size()) return true;
  }
}

// One file of the copy and the keyring, on the disk when it returns.
bool Pack(const fs::path& from, const fs::path& out) {
  std::error_code failed;
  const auto length = static_cast<std::uint64_t>(fs::file_size(from / "keyring.json", failed));
  if (failed) return false;
  std::array<std::uint8_t, kHeader> header{};
  std::copy(kMagic.begin(), kMagic.end(), header.begin());
  header[8] = kVersion;
  for (std::size_t i = 0; i < 4; ++i) {
    header[12 + i] = static_cast<std::uint8_t>(length >> (8 * i) & 0xff);
  }
  const Descriptor file(
      open(out.c_str(), O_CREAT | O_EXCL | O_WRONLY | O_NOFOLLOW | O_CLOEXEC, S_IRUSR | S_IWUSR));
  return file.open() && WriteAll(file.get(), header) && Append(file.get(), from / "keyring.json") &&
         Append(file.get(), RegisterFile(from)) && fsync(file.get()) == 0;
}

// A home in `into` again: keyring first, so that the register is the last to be there.
Result<Done> Unpack(const fs::path& backup, const fs::path& into) {
  const Descriptor in(open(backup.c_str(), O_RDONLY | O_CLOEXEC));
  if (!in.open()) {
    return Error{errno == ENOENT ? ErrorKind::kNotFound : ErrorKind::kUnavailable,
                 "The backup cannot be opened. Check its name and the access rights.",
                 backup.string()};
  }
  std::array<std::uint8_t, kHeader> header{};
  auto got = ReadUpTo(in.get(), header);
  if (!got || *got != kHeader || !std::equal(kMagic.begin(), kMagic.end(), header.begin())) {
    return NoBackup(backup);
  }
  if (header[8] != kVersion) {
    return Error{ErrorKind::kUnsupported,
                 "This backup was made by a newer photogate. Install that version.",
                 backup.string()};
  }
  std::size_t length = 0;
  for (std::size_t i = 4; i-- > 0;) length = length << 8 | header[12 + i];
  if (length == 0 || length > kMostKeyring) return NoBackup(backup);
  Bytes keyring(length);
  got = ReadUpTo(in.get(), keyring);
  if (!got || *got != length) return NoBackup(backup);
  const Result<Done> written = ReplaceFile(into / "keyring.json", keyring);
  if (!written.ok()) return written.error();

  const Descriptor out(open(RegisterFile(into).c_str(),
                            O_CREAT | O_EXCL | O_WRONLY | O_NOFOLLOW | O_CLOEXEC,
                            S_IRUSR | S_IWUSR));
  if (!out.open()) return CannotWrite(into);
  Bytes piece(1 << 20);
  while (true) {
    got = ReadUpTo(in.get(), piece);
    if (!got) return NoBackup(backup);
    if (!WriteAll(out.get(), ByteView(piece).first(*got))) return CannotWrite(into);
    if (*got < piece.size()) break;
  }
  if (fsync(out.get()) != 0 || !SyncFolder(into)) return CannotWrite(into);
  return Done{};
}

struct Proven {
  std::int64_t version;
  std::int64_t entries;
};

// Opens what was unpacked, checks every page and proves the chain; leaves no log behind.
Result<Proven> Prove(const fs::path& home, const KeyAccess& access, const Clock& clock) {
  auto reg = Register::Open(home, clock, access);
  if (!reg.ok()) return reg.error();
  const Result<Done> whole = reg.value()->CheckIntegrity();
  if (!whole.ok()) return whole.error();
  const auto audit = Audit(*reg.value()).Verify(std::nullopt);
  if (!audit.ok()) return audit.error();
  if (!audit.value().intact) {
    return Error{ErrorKind::kCorrupt,
                 "The audit chain of this copy does not hold: something in it was changed behind "
                 "the program's back. `photogate audit verify` says what."};
  }
  const auto version = reg.value()->Version();
  if (!version.ok()) return version.error();
  return Proven{version.value().value, audit.value().entries};
}

Result<std::vector<TableDigest>> DigestsOf(const fs::path& home, const KeyAccess& access) {
  auto keys = HomeKeys::Open(home, access);
  if (!keys.ok()) return keys.error();
  auto frozen = FrozenRegister::Open(RegisterFile(home), *keys.value());
  if (!frozen.ok()) return frozen.error();
  return frozen.value()->Digests();
}

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
  // It may be what the backup is restored for: damaged, or under a key that is lost.
  if (!before.ok()) return Fitted{0, {}, true};
  const auto repeated = RepeatErasures(*reg.value(), *before.value(), by);
  if (!repeated.ok()) return repeated.error();
  const auto carried = CarryNos(*reg.value(), *before.value(), by);
  if (!carried.ok()) return carried.error();
  return Fitted{repeated.value(), carried.value(), false};
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

  const WorkFolder work(FolderOf(out) /
                        fmt::format(".{}-{}.new", out.filename().string(), RandomHex(8)));
  if (!work.made()) return CannotWrite(out);
  const fs::path copy = work.path() / "copy", restored = work.path() / "restored";
  if (mkdir(copy.c_str(), S_IRWXU) != 0 || mkdir(restored.c_str(), S_IRWXU) != 0) {
    return CannotWrite(out);
  }
  const Result<Done> copied = source.value()->CopyTo(RegisterFile(copy), *keys.value());
  if (!copied.ok()) return copied.error();
  fs::copy_file(home / "keyring.json", copy / "keyring.json", failed);
  const fs::path packed = work.path() / "backup";
  if (failed || !Pack(copy, packed)) return CannotWrite(out);

  const Result<Done> unpacked = Unpack(packed, restored);
  if (!unpacked.ok()) return unpacked.error();
  const auto proven = Prove(restored, access, clock);
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
    return errno == EEXIST ? taken : CannotWrite(out);
  }
  if (!SyncFolder(FolderOf(out))) return CannotWrite(out);
  BackupDone done{bytes, 0, 0, proven.value().version, proven.value().entries};
  for (const TableDigest& table : original.value()) {
    if (table.hash.empty()) continue;
    ++done.tables;
    done.rows += table.rows;
  }
  return done;
}

Result<RestoreDone> RestoreBackup(const fs::path& backup, const fs::path& home,
                                  const KeyAccess& access, bool move_aside, const Actor& by,
                                  const Clock& clock) {
  const Result<Done> folder = PrepareHome(home);
  if (!folder.ok()) return folder.error();
  const auto lock = HomeLock::Take(home);
  if (!lock.ok()) return lock.error();
  const Result<Done> vacant = CheckVacant(home);
  if (!vacant.ok() && !move_aside) return vacant.error();

  const WorkFolder work(home / fmt::format(".restore-{}.new", RandomHex(8)));
  if (!work.made()) return CannotWrite(home);
  const Result<Done> unpacked = Unpack(backup, work.path());
  if (!unpacked.ok()) return unpacked.error();
  auto proven = Prove(work.path(), access, clock);
  if (!proven.ok()) return proven.error();
  if (!vacant.ok() && InUse(home)) {
    return Error{ErrorKind::kConflict,
                 "Another program has the register open. Stop the watcher, the page and everything "
                 "else that uses it, then restore again; nothing was changed."};
  }
  const auto fitted = Fit(work.path(), vacant.ok() ? fs::path{} : home, access, by, clock);
  if (!fitted.ok()) return fitted.error();
  proven = Prove(work.path(), access, clock);
  if (!proven.ok()) return proven.error();

  fs::path aside;
  const fs::path old_keyring = home / "keyring.json";
  std::error_code failed;
  if (!vacant.ok() || fs::exists(old_keyring, failed)) {
    aside = home / fmt::format("replaced-{}-{}", FormatDate(clock.Today()), RandomHex(4));
    if (mkdir(aside.c_str(), S_IRWXU) != 0) return CannotWrite(home);
    // The register goes first: without it nobody takes the rest for a home, and running this again
    // finishes it.
    for (const char* name : {"register.sqlite", "register.sqlite-wal", "keyring.json"}) {
      if (rename((home / name).c_str(), (aside / name).c_str()) != 0 && errno != ENOENT) {
        return CannotWrite(home);
      }
    }
    unlink((home / "register.sqlite-shm").c_str());
  }
  // And first comes the keyring: once the register is there the home is the new one.
  for (const char* name : {"keyring.json", "register.sqlite"}) {
    if (rename((work.path() / name).c_str(), (home / name).c_str()) != 0) return CannotWrite(home);
  }
  if (!SyncFolder(home)) return CannotWrite(home);
  return RestoreDone{proven.value().version,  proven.value().entries, aside,
                     fitted.value().repeated, fitted.value().carried, fitted.value().unknown};
}

}  // namespace photogate
