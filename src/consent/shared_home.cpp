#include "consent/shared_home.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

namespace photogate {
namespace {

namespace fs = std::filesystem;

constexpr mode_t kOwnFile = S_IRUSR | S_IWUSR;
constexpr mode_t kSharedFile = kOwnFile | S_IRGRP | S_IWGRP;
constexpr mode_t kSharedFolder = S_IRWXU | S_IRWXG | S_ISGID;

fs::path FolderOf(const fs::path& path) {
  const fs::path folder = path.parent_path();
  return folder.empty() ? fs::path(".") : folder;
}

}  // namespace

bool IsShared(const fs::path& folder) {
  struct stat about {};
  return stat(folder.c_str(), &about) == 0 && S_ISDIR(about.st_mode) &&
         (about.st_mode & kSharedFolder) == kSharedFolder;
}

mode_t FileModeIn(const fs::path& folder) { return IsShared(folder) ? kSharedFile : kOwnFile; }

int OpenNewFile(const fs::path& file, int how) {
  const mode_t mode = FileModeIn(FolderOf(file));
  const int made = open(file.c_str(), O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC | how, mode);
  // The umask may have taken the group's rights.
  if (made >= 0 && mode == kSharedFile && fchmod(made, mode) != 0) {
    const int cause = errno;
    close(made);
    unlink(file.c_str());
    errno = cause;
    return -1;
  }
  return made;
}

bool MakeFolderIn(const fs::path& folder) {
  const bool shared = IsShared(FolderOf(folder));
  if (mkdir(folder.c_str(), S_IRWXU) != 0) return false;
  if (!shared || chmod(folder.c_str(), kSharedFolder) == 0) return true;
  const int cause = errno;
  rmdir(folder.c_str());
  errno = cause;
  return false;
}

}  // namespace photogate
