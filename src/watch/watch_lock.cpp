#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>

#include <chrono>
#include <thread>

#include "consent/shared_home.h"
#include "watch/watcher.h"

namespace photogate {
namespace {

constexpr int kAttempts = 10;
constexpr auto kBetweenAttempts = std::chrono::milliseconds(30);

OwnedFd OpenLock(const std::filesystem::path& home) {
  OwnedFd fd(
      ::open((home / "watch.lock").c_str(), O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0600));
  // So that whoever else uses a shared home can ask; another account's file is right already.
  if (fd.get() >= 0) (void)::fchmod(fd.get(), FileModeIn(home));
  return fd;
}

}  // namespace

Result<std::unique_ptr<WatchLock>> WatchLock::Take(const std::filesystem::path& home) {
  OwnedFd fd = OpenLock(home);
  if (fd.get() < 0) {
    return Error{ErrorKind::kUnavailable,
                 "The home folder cannot be written by this account. Check its access rights.",
                 home.string()};
  }
  // The file stays: a lock on a name that is removed would not keep the next one out.
  // Whoever only asks (IsTaken) has it for a moment.
  bool taken = false;
  for (int attempt = 0; attempt < kAttempts && !taken; ++attempt) {
    if (attempt > 0) std::this_thread::sleep_for(kBetweenAttempts);
    taken = ::flock(fd.get(), LOCK_EX | LOCK_NB) == 0;
  }
  if (!taken) {
    return Error{ErrorKind::kConflict,
                 "Another photogate watch is running for this home. One is enough; `photogate "
                 "status` says how it stands."};
  }
  return std::unique_ptr<WatchLock>(new WatchLock(std::move(fd)));
}

bool WatchLock::IsTaken(const std::filesystem::path& home) {
  const OwnedFd fd(::open((home / "watch.lock").c_str(), O_RDWR | O_NOFOLLOW | O_CLOEXEC));
  return fd.get() >= 0 && ::flock(fd.get(), LOCK_SH | LOCK_NB) != 0;
}

}  // namespace photogate
