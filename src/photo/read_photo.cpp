#include "photo/read_photo.h"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <new>

namespace photogate {
namespace {

// One read call; the kernel itself never returns more than about 2 GiB at once.
constexpr std::size_t kPieceBytes = std::size_t{8} << 20;

bool SameState(const struct stat& a, const struct stat& b) {
  return a.st_dev == b.st_dev && a.st_ino == b.st_ino && a.st_size == b.st_size &&
         a.st_mtim.tv_sec == b.st_mtim.tv_sec && a.st_mtim.tv_nsec == b.st_mtim.tv_nsec;
}

Error Unreadable() {
  return {ErrorKind::kUnavailable,
          "The file cannot be read; check that it still exists and that you may open it, then try "
          "again.",
          std::strerror(errno)};
}

Error StillWritten() {
  return {ErrorKind::kUnavailable,
          "The file is still being written; try again when copying has finished."};
}

}  // namespace

Result<Bytes> ReadBounded(int fd, const Limits& limits) {
  struct stat before {};
  if (fstat(fd, &before) != 0) return Unreadable();
  if (!S_ISREG(before.st_mode)) {
    return Error{ErrorKind::kUnsupported,
                 "This is a folder or a device and not a photo; name the photo itself."};
  }
  if (before.st_size < 0 || static_cast<std::uint64_t>(before.st_size) > limits.file_bytes) {
    return Error{ErrorKind::kLimitExceeded,
                 "The file is larger than photogate reads; save a smaller copy and use that."};
  }
  const auto size = static_cast<std::size_t>(before.st_size);
  Bytes bytes;
  try {
    bytes.resize(size);
  } catch (const std::bad_alloc&) {
    return Error{ErrorKind::kLimitExceeded,
                 "There is not enough memory for this file; close other programs and try again."};
  }
  std::size_t done = 0;
  while (done < size) {
    const ssize_t got = pread(fd, bytes.data() + done, std::min(kPieceBytes, size - done),
                              static_cast<off_t>(done));
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return Unreadable();
    if (got == 0) return StillWritten();  // shorter than it was a moment ago
    done += static_cast<std::size_t>(got);
  }
  struct stat after {};
  if (fstat(fd, &after) != 0) return Unreadable();
  if (!SameState(before, after)) return StillWritten();
  return bytes;
}

}  // namespace photogate
