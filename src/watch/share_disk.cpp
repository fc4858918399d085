#include "watch/share_disk.h"

#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <fstream>
#include <iterator>

#include "outcome/release_copy.h"

namespace photogate {

void ShareDisk::Share(const std::filesystem::path& path, bool folder) const {
  struct stat root {};
  if (::stat(root_.c_str(), &root) != 0) return;
  // Best effort: a share that sets rights itself refuses, and has set them. The watcher looks at
  // the outcome (Share::IsAsOpen).
  (void)(::lchown(path.c_str(), static_cast<uid_t>(-1), root.st_gid) == 0);
  const mode_t mode =
      folder ? (root.st_mode & 07777) | S_IRWXU : (root.st_mode & 0666) | S_IRUSR | S_IWUSR;
  (void)(::chmod(path.c_str(), mode) == 0);
}

Result<Done> ShareDisk::MakeFolder(const std::filesystem::path& folder) {
  struct stat about {};
  const bool there = ::lstat(folder.c_str(), &about) == 0;
  auto made = PosixFileSystem::MakeFolder(folder);
  if (made.ok() && !there) Share(folder, true);
  return made;
}

Result<Done> ShareDisk::WriteNew(const std::filesystem::path& file, ByteView bytes) {
  auto written = PosixFileSystem::WriteNew(file, bytes);
  if (written.ok()) Share(file, false);
  return written;
}

Result<Done> ReplaceText(FileSystem& files, const std::filesystem::path& work,
                         const std::filesystem::path& file, const std::string& text) {
  {
    std::ifstream there(file, std::ios::binary);
    const std::string old{std::istreambuf_iterator<char>(there), {}};
    if (there.is_open() && old == text) return Done{};
  }
  const std::filesystem::path temporary = work / TemporaryName();
  const ByteView bytes(reinterpret_cast<const std::uint8_t*>(text.data()), text.size());
  if (const auto written = files.WriteNew(temporary, bytes); !written.ok()) {
    (void)files.Remove(temporary).ok();
    return written.error();
  }
  if (::rename(temporary.c_str(), file.c_str()) != 0) {
    const Error failed{ErrorKind::kUnavailable,
                       "A file of the share cannot be replaced. Check the share's access rights.",
                       file.string() + ": " + std::strerror(errno)};
    (void)files.Remove(temporary).ok();
    return failed;
  }
  return Done{};
}

}  // namespace photogate
