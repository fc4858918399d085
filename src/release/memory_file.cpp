#include "release/memory_file.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace photogate {
namespace {

Error NoMemory() {
  return {ErrorKind::kUnavailable, "There is no memory to look at a picture. Close other programs.",
          std::strerror(errno)};
}

}  // namespace

Result<OwnedFd> MemoryFile(ByteView bytes) {
  OwnedFd file(::memfd_create("photogate", MFD_CLOEXEC));
  if (file.get() < 0) return NoMemory();
  while (!bytes.empty()) {
    const ssize_t wrote = ::write(file.get(), bytes.data(), bytes.size());
    if (wrote < 0 && errno == EINTR) continue;
    if (wrote <= 0) return NoMemory();
    bytes = bytes.subspan(static_cast<std::size_t>(wrote));
  }
  if (::lseek(file.get(), 0, SEEK_SET) != 0) return NoMemory();
  return file;
}

Result<OwnedFd> SameFile(int fd) {
  OwnedFd copy(::fcntl(fd, F_DUPFD_CLOEXEC, 0));
  if (copy.get() < 0) return NoMemory();
  return copy;
}

}  // namespace photogate
