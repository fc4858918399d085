#include "consent/backup_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <string_view>

#include "consent/audit.h"
#include "consent/descriptor.h"
#include "consent/disk_cause.h"
#include "consent/home.h"
#include "consent/register.h"
#include "consent/shared_home.h"

namespace photogate {
namespace {

namespace fs = std::filesystem;

// Magic, version and the keyring's length (little-endian); keyring; the register's pages.
constexpr std::string_view kMagic = "PGBACKUP";
constexpr std::uint8_t kVersion = 1;
constexpr std::size_t kHeader = 16;
constexpr std::size_t kMostKeyring = 1u << 20;

Error NotABackup(const fs::path& file) {
  return Error{ErrorKind::kCorrupt,
               "This file is no backup of a register, or its beginning is damaged. Nothing was "
               "changed.",
               file.string()};
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

}  // namespace

Error CannotWriteBackup(const fs::path& file) {
  return Error{ErrorKind::kUnavailable,
               "The backup cannot be written: " +
                   DiskCause(errno, "check the access rights of its folder") + ". None was made.",
               file.string()};
}

Error CannotRestoreInto(const fs::path& folder) {
  return Error{ErrorKind::kUnavailable,
               "The register of the backup cannot be put into this folder: " +
                   DiskCause(errno, "check its access rights") + ". Nothing was restored.",
               folder.string()};
}

Error DamagedBackup(const fs::path& backup, const std::string& detail) {
  return Error{ErrorKind::kCorrupt,
               "This backup is damaged, so nothing was restored and nothing was changed. Take "
               "another copy of it, or an earlier backup.",
               backup.string() + (detail.empty() ? "" : ": " + detail)};
}

bool PackBackup(const fs::path& from, const fs::path& out) {
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

Result<Done> UnpackBackup(const fs::path& backup, const fs::path& into,
                          Error (*cannot)(const fs::path&)) {
  const Descriptor in(open(backup.c_str(), O_RDONLY | O_CLOEXEC));
  if (!in.open()) {
    return Error{errno == ENOENT ? ErrorKind::kNotFound : ErrorKind::kUnavailable,
                 "The backup cannot be opened. Check its name and the access rights.",
                 backup.string()};
  }
  std::array<std::uint8_t, kHeader> header{};
  auto got = ReadUpTo(in.get(), header);
  if (!got || *got != kHeader || !std::equal(kMagic.begin(), kMagic.end(), header.begin())) {
    return NotABackup(backup);
  }
  if (header[8] != kVersion) {
    return Error{ErrorKind::kUnsupported,
                 "This backup was made by a newer photogate. Install that version.",
                 backup.string()};
  }
  std::size_t length = 0;
  for (std::size_t i = 4; i-- > 0;) length = length << 8 | header[12 + i];
  if (length == 0 || length > kMostKeyring) return NotABackup(backup);
  Bytes keyring(length);
  got = ReadUpTo(in.get(), keyring);
  if (!got || *got != length) return DamagedBackup(backup);
  const Result<Done> written = ReplaceFile(into / "keyring.json", keyring);
  if (!written.ok()) return cannot(into);

  const Descriptor out(OpenNewFile(RegisterFile(into), O_WRONLY));
  if (!out.open()) return cannot(into);
  Bytes piece(1 << 20);
  while (true) {
    got = ReadUpTo(in.get(), piece);
    if (!got) return DamagedBackup(backup);
    if (!WriteAll(out.get(), ByteView(piece).first(*got))) return cannot(into);
    if (*got < piece.size()) break;
  }
  if (fsync(out.get()) != 0 || !SyncFolder(into)) return cannot(into);
  return Done{};
}

Result<Proven> ProveCopy(const fs::path& home, const KeyAccess& access, const Clock& clock) {
  auto reg = Register::Open(home, clock, access);
  if (!reg.ok()) return reg.error();
  const Result<Done> whole = reg.value()->CheckIntegrity();
  if (!whole.ok()) return whole.error();
  const auto audit = Audit(*reg.value()).Verify(std::nullopt);
  if (!audit.ok()) return audit.error();
  if (!audit.value().intact) {
    return Error{ErrorKind::kCorrupt,
                 "The audit chain of this copy does not hold: something in it was changed behind "
                 "the program's back. `photogate audit verify` says what.",
                 "its audit chain does not hold"};
  }
  const auto version = reg.value()->Version();
  if (!version.ok()) return version.error();
  return Proven{version.value().value, audit.value().entries};
}

}  // namespace photogate
