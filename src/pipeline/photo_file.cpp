#include "pipeline/photo_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <utility>

namespace photogate {
namespace {

// SniffFormat looks at 189 bytes at most.
constexpr std::size_t kHeadBytes = 256;

Error CannotOpen(int number, const std::filesystem::path& path) {
  const std::string context = path.string() + ": " + std::strerror(number);
  if (number == ENOENT || number == ENOTDIR) {
    return {ErrorKind::kNotFound, "There is no file of this name. Check the spelling.", context};
  }
  if (number == EACCES || number == EPERM) {
    return {ErrorKind::kUnavailable,
            "This account is not allowed to read the file. Ask its owner for permission.", context};
  }
  if (number == ELOOP) {
    return {ErrorKind::kUnavailable,
            "The link leads to itself. Replace it with the photo it was meant for.", context};
  }
  return {ErrorKind::kUnavailable,
          "The file cannot be read now. Check the disk or the network share and try again.",
          context};
}

}  // namespace

Result<PhotoFile> OpenPhotoFile(const std::filesystem::path& path) {
  OwnedFd fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY));
  // A socket cannot be opened at all.
  if (fd.get() < 0 && errno != ENXIO) return CannotOpen(errno, path);
  return OpenedPhotoFile(std::move(fd), path);
}

Result<PhotoFile> OpenedPhotoFile(OwnedFd fd, const std::filesystem::path& path) {
  struct stat about {};
  if (fd.get() < 0 || ::fstat(fd.get(), &about) != 0 || !S_ISREG(about.st_mode)) {
    return Error{ErrorKind::kUnsupported,
                 "This is not a file but a folder, pipe or device. Name photos or folders of "
                 "photos.",
                 path.string()};
  }
  std::array<std::uint8_t, kHeadBytes> head{};
  const ssize_t read = ::pread(fd.get(), head.data(), head.size(), 0);
  if (read < 0) return CannotOpen(errno, path);
  const ByteView seen(head.data(), static_cast<std::size_t>(read));
  return PhotoFile{std::move(fd), static_cast<std::uint64_t>(about.st_size), SniffFormat(seen)};
}

}  // namespace photogate
