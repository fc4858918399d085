#include "evaluate/inspect_with_workers.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace photogate {

InspectFile InspectWithWorkers(WorkerPool& pool) {
  return [&pool](const std::filesystem::path& path) -> Result<Inspection> {
    const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (fd < 0) {
      return Error{ErrorKind::kUnavailable,
                   "A photo cannot be opened. Check the permissions of the folder.",
                   path.string() + ": " + std::strerror(errno)};
    }
    InspectionOrder order;
    order.sanitise = false;
    Result<Inspection> inspection = pool.Inspect(fd, order);
    ::close(fd);
    return inspection;
  };
}

}  // namespace photogate
