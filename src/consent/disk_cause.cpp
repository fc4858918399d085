#include "consent/disk_cause.h"

#include <cerrno>

namespace photogate {

bool IsDiskFull(int cause) { return cause == ENOSPC || cause == EDQUOT || cause == EFBIG; }

std::string DiskCause(int cause, std::string_view otherwise) {
  if (IsDiskFull(cause)) {
    return "the disk is full, or its quota is used up. Free some space and try again";
  }
  if (cause == EIO)
    return "the disk reports an error of its own. Have it looked at, or use another";
  return std::string(otherwise);
}

}  // namespace photogate
