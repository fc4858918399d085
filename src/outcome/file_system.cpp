#include "outcome/file_system.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdint>
#include <cstdio>
#include <utility>

#include "crypto/sha256.h"

namespace photogate {
namespace {

constexpr const char* kLockName = ".photogate-lock";

class Descriptor {
 public:
  explicit Descriptor(int fd) : fd_(fd) {}
  ~Descriptor() {
    if (fd_ >= 0) ::close(fd_);
  }
  Descriptor(Descriptor&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  Descriptor& operator=(Descriptor&&) = delete;
  int get() const { return fd_; }
  bool ok() const { return fd_ >= 0; }
  // An error of close can be the first word of a full network disk.
  bool Close() { return ::close(std::exchange(fd_, -1)) == 0; }

 private:
  int fd_;
};

Error FromErrno(int number, const std::filesystem::path& path) {
  const std::string context = path.string();
  switch (number) {
    case EEXIST:
    case ENOTEMPTY:
      return Error{ErrorKind::kRefused,
                   "A file of that name is already there, and nothing is ever overwritten. Name "
                   "another folder.",
                   context};
    case ENOENT:
    case ENOTDIR:
      return Error{ErrorKind::kNotFound, "The folder to write to is not there. Create it first.",
                   context};
    case ENOSPC:
    case EDQUOT:
    case EFBIG:
      return Error{ErrorKind::kUnavailable,
                   "The disk is full, or its quota is used up. Free some space and run again.",
                   context};
    case EACCES:
    case EPERM:
    case EROFS:
      return Error{ErrorKind::kUnavailable,
                   "The folder cannot be written to. Ask for permission, or name another folder.",
                   context};
    default:
      return Error{ErrorKind::kUnavailable,
                   "The disk did not do as it was asked. Check the disk or the network drive and "
                   "run again.",
                   context + ": errno " + std::to_string(number)};
  }
}

class FileLock final : public FolderLock {
 public:
  FileLock(Descriptor fd, std::filesystem::path file)
      : fd_(std::move(fd)), file_(std::move(file)) {}
  // The name goes while the lock is still held, so that nobody locks a file that is gone.
  ~FileLock() override { ::unlink(file_.c_str()); }

 private:
  Descriptor fd_;
  std::filesystem::path file_;
};

}  // namespace

Result<Done> PosixFileSystem::MakeFolder(const std::filesystem::path& folder) {
  if (::mkdir(folder.c_str(), 0750) == 0) return Done{};
  if (errno != EEXIST) return FromErrno(errno, folder);
  struct stat info {};
  if (::lstat(folder.c_str(), &info) != 0) return FromErrno(errno, folder);
  if (S_ISDIR(info.st_mode)) return Done{};
  return Error{ErrorKind::kRefused,
               "The results cannot be written, because a file or a link has the name of a folder "
               "that is needed. Name another folder.",
               folder.string()};
}

Result<std::vector<std::string>> PosixFileSystem::List(const std::filesystem::path& folder) {
  DIR* const handle = ::opendir(folder.c_str());
  if (!handle) return FromErrno(errno, folder);
  std::vector<std::string> names;
  errno = 0;
  while (const dirent* entry = ::readdir(handle)) {
    const std::string name = entry->d_name;
    if (name != "." && name != "..") names.push_back(name);
    errno = 0;
  }
  const int number = errno;
  ::closedir(handle);
  if (number != 0) return FromErrno(number, folder);
  return names;
}

Result<Done> PosixFileSystem::WriteNew(const std::filesystem::path& file, ByteView bytes) {
  const auto written = WriteNewLater(file, bytes);
  if (!written.ok()) return written;
  return SyncFile(file);
}

Result<Done> PosixFileSystem::SyncFile(const std::filesystem::path& file) {
  // The disk is told of a file's bytes through any descriptor of it: fsync(2).
  Descriptor fd(::open(file.c_str(), O_RDONLY | O_NOFOLLOW | O_CLOEXEC));
  if (!fd.ok() || ::fsync(fd.get()) != 0) return FromErrno(errno, file);
  return Done{};
}

Result<Done> PosixFileSystem::WriteNewLater(const std::filesystem::path& file, ByteView bytes) {
  Descriptor fd(::open(file.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0640));
  if (!fd.ok()) return FromErrno(errno, file);
  std::size_t written = 0;
  while (written < bytes.size()) {
    const ssize_t now = ::write(fd.get(), bytes.data() + written, bytes.size() - written);
    if (now < 0 && errno == EINTR) continue;
    if (now < 0) return FromErrno(errno, file);
    if (now == 0) return FromErrno(ENOSPC, file);
    written += static_cast<std::size_t>(now);
  }
  if (!fd.Close()) return FromErrno(errno, file);
  return Done{};
}

Result<Sha256Hex> PosixFileSystem::Hash(const std::filesystem::path& file) {
  const Descriptor fd(::open(file.c_str(), O_RDONLY | O_NOFOLLOW | O_CLOEXEC));
  if (!fd.ok()) return FromErrno(errno, file);
  Sha256Stream stream;
  std::array<std::uint8_t, 1 << 16> buffer;
  while (true) {
    const ssize_t got = ::read(fd.get(), buffer.data(), buffer.size());
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return FromErrno(errno, file);
    if (got == 0) return stream.Finish();
    stream.Update(ByteView(buffer.data(), static_cast<std::size_t>(got)));
  }
}

Result<Done> PosixFileSystem::RenameNew(const std::filesystem::path& from,
                                        const std::filesystem::path& to) {
  if (::renameat2(AT_FDCWD, from.c_str(), AT_FDCWD, to.c_str(), RENAME_NOREPLACE) == 0) {
    return Done{};
  }
  // NFS and some others know no such flag; a hard link refuses a taken name just as well.
  if (errno != EINVAL && errno != ENOSYS) return FromErrno(errno, to);
  if (::link(from.c_str(), to.c_str()) != 0) return FromErrno(errno, to);
  if (::unlink(from.c_str()) != 0) return FromErrno(errno, from);
  return Done{};
}

Result<Done> PosixFileSystem::SyncFolder(const std::filesystem::path& folder) {
  const Descriptor fd(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!fd.ok()) return FromErrno(errno, folder);
  // Some network file systems keep names without being asked, and say EINVAL.
  if (::fsync(fd.get()) != 0 && errno != EINVAL) return FromErrno(errno, folder);
  return Done{};
}

Result<Done> PosixFileSystem::Remove(const std::filesystem::path& file) {
  if (::unlink(file.c_str()) != 0) return FromErrno(errno, file);
  return Done{};
}

Result<std::unique_ptr<FolderLock>> PosixFileSystem::Lock(const std::filesystem::path& folder) {
  const std::filesystem::path file = folder / kLockName;
  // A holder that just left has unlinked the file that was opened here: then once more.
  for (int attempt = 0; attempt < 100; ++attempt) {
    Descriptor fd(::open(file.c_str(), O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0640));
    if (!fd.ok()) return FromErrno(errno, file);
    if (::flock(fd.get(), LOCK_EX | LOCK_NB) != 0) {
      if (errno != EWOULDBLOCK && errno != EINTR) return FromErrno(errno, file);
      break;
    }
    struct stat opened {};
    struct stat named {};
    const bool same = ::fstat(fd.get(), &opened) == 0 && ::lstat(file.c_str(), &named) == 0 &&
                      opened.st_ino == named.st_ino && opened.st_dev == named.st_dev;
    if (same) return std::unique_ptr<FolderLock>(new FileLock(std::move(fd), file));
  }
  return Error{ErrorKind::kConflict,
               "Another photogate is writing to this folder. Wait until it is done, or name "
               "another folder.",
               folder.string()};
}

}  // namespace photogate
