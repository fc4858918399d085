#include "consent/home.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/vfs.h>

#include <algorithm>
#include <array>
#include <string_view>
#include <system_error>

#include "consent/shared_home.h"

namespace photogate {
namespace {

// f_type of the shares that statfs(2) and the kernel's magic.h name: NFS, SMB, CIFS, SMB2, Coda,
// AFS (two), Ceph. FUSE is not among them: it serves local disks as well.
constexpr std::array<std::uint32_t, 8> kNetworkMagic = {
    0x6969, 0x517b, 0xff534d42, 0xfe534d42, 0x73757245, 0x5346414f, 0x6b414653, 0x00c36400};

bool IsNetwork(const struct statfs& info) {
  const auto magic = static_cast<std::uint32_t>(info.f_type);
  return std::find(kNetworkMagic.begin(), kNetworkMagic.end(), magic) != kNetworkMagic.end();
}

Result<Done> RefuseNetworkShare(const std::filesystem::path& home) {
  struct statfs info {};
  if (statfs(home.c_str(), &info) != 0) {
    return Error{ErrorKind::kUnavailable,
                 "The home folder cannot be examined. Check its access rights.", home.string()};
  }
  if (IsNetwork(info)) {
    return Error{ErrorKind::kUnsupported,
                 "The home folder is on a network share, where the register would not be safe. "
                 "Choose a folder on this machine's own disk.",
                 home.string()};
  }
  return Done{};
}

}  // namespace

std::filesystem::path RegisterFile(const std::filesystem::path& home) {
  return home / "register.sqlite";
}

bool IsOnNetworkShare(const std::filesystem::path& folder) {
  struct statfs info {};
  return statfs(folder.c_str(), &info) != 0 || IsNetwork(info);
}

Result<Done> PrepareHome(const std::filesystem::path& home) {
  std::error_code failed;
  const std::filesystem::path parent = std::filesystem::absolute(home, failed).parent_path();
  if (!failed) std::filesystem::create_directories(parent, failed);
  if (mkdir(home.c_str(), S_IRWXU) != 0 && !std::filesystem::is_directory(home, failed)) {
    return Error{ErrorKind::kUnavailable,
                 "The home folder cannot be made. Check the path and the access rights.",
                 home.string()};
  }
  // A folder that was there before may be open to others. One that is a home already and that its
  // group shares was opened to it on purpose.
  const bool stays = IsShared(home) && std::filesystem::exists(home / "keyring.json", failed);
  if (!stays && chmod(home.c_str(), S_IRWXU) != 0) {
    return Error{ErrorKind::kUnavailable,
                 "The home folder belongs to another account. Choose another, or run as its owner.",
                 home.string()};
  }
  return RefuseNetworkShare(home);
}

Result<Done> CheckVacant(const std::filesystem::path& home) {
  std::error_code failed;
  if (!std::filesystem::exists(std::filesystem::symlink_status(RegisterFile(home), failed))) {
    return Done{};
  }
  return Error{ErrorKind::kConflict,
               "This home has a register already, and it is never overwritten. Choose another "
               "folder.",
               RegisterFile(home).string()};
}

Result<Done> CheckEncrypted(const std::filesystem::path& home) {
  // How every SQLite database that is not encrypted begins (sqlite.org/fileformat2.html).
  constexpr std::string_view kPlain("SQLite format 3\0", 16);
  const Descriptor in(open(RegisterFile(home).c_str(), O_RDONLY | O_CLOEXEC));
  std::array<std::uint8_t, kPlain.size()> start{};
  if (!in.open() || !ReadUpTo(in.get(), start)) {
    return Error{ErrorKind::kUnavailable,
                 "The register's file cannot be read or written. Check the disk and the access "
                 "rights of the home folder.",
                 RegisterFile(home).string()};
  }
  if (!std::equal(kPlain.begin(), kPlain.end(), start.begin())) return Done{};
  return Error{ErrorKind::kUnsupported,
               "This register was made before registers were encrypted. `photogate rekey` encrypts "
               "it; nothing was changed.",
               RegisterFile(home).string()};
}

Result<HomeLock> HomeLock::Take(const std::filesystem::path& home) {
  Descriptor folder(open(home.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!folder.open()) {
    return Error{ErrorKind::kUnavailable,
                 "The home folder cannot be read by this account. Check its access rights.",
                 home.string()};
  }
  if (flock(folder.get(), LOCK_EX | LOCK_NB) != 0) {
    return Error{ErrorKind::kUnavailable,
                 "Another photogate is making, rekeying or restoring this register. Wait until it "
                 "has ended and try again.",
                 home.string()};
  }
  return HomeLock(std::move(folder));
}

Result<Done> CheckHome(const std::filesystem::path& home) {
  std::error_code failed;
  if (!std::filesystem::is_directory(home, failed)) {
    return Error{ErrorKind::kNotFound,
                 "There is no home folder here. Name it with --home or PHOTOGATE_HOME, or make one "
                 "with `photogate init`.",
                 home.string()};
  }
  const std::filesystem::path file = RegisterFile(home);
  if (!std::filesystem::exists(file, failed)) {
    if (failed) {
      return Error{ErrorKind::kUnavailable,
                   "The home folder cannot be read by this account. Check its access rights.",
                   home.string()};
    }
    return Error{ErrorKind::kNotFound,
                 "This folder holds no register. Make one with `photogate init`, or name another "
                 "home.",
                 home.string()};
  }
  if (!std::filesystem::is_regular_file(std::filesystem::symlink_status(file, failed))) {
    return Error{ErrorKind::kCorrupt,
                 "The register is not an ordinary file. Restore the latest backup.", file.string()};
  }
  return RefuseNetworkShare(home);
}

}  // namespace photogate
