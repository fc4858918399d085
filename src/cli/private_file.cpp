#include "cli/private_file.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>

namespace photogate {
namespace {

Error CannotWrite(const std::string& file) {
  return Error{ErrorKind::kUnavailable,
               "The file cannot be written. Check the folder's access rights and the free space.",
               file};
}

}  // namespace

Result<Done> WriteNewPrivateFile(const std::string& file, const std::string& text) {
  const int descriptor =
      open(file.c_str(), O_CREAT | O_EXCL | O_WRONLY | O_NOFOLLOW | O_CLOEXEC, 0600);
  if (descriptor < 0 && errno == EEXIST) {
    return Error{ErrorKind::kRefused,
                 "There is a file of this name already, and it is not overwritten. Choose another "
                 "name.",
                 file};
  }
  if (descriptor < 0) return CannotWrite(file);
  std::size_t written = 0;
  bool whole = true;
  while (whole && written < text.size()) {
    const ssize_t count = write(descriptor, text.data() + written, text.size() - written);
    if (count > 0) written += static_cast<std::size_t>(count);
    whole = count > 0 || (count < 0 && errno == EINTR);
  }
  whole = fsync(descriptor) == 0 && whole;
  whole = close(descriptor) == 0 && whole;
  if (whole) return Done{};
  unlink(file.c_str());
  return CannotWrite(file);
}

}  // namespace photogate
