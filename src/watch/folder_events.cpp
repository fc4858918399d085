#include "watch/folder_events.h"

#include <poll.h>
#include <sys/eventfd.h>
#include <sys/inotify.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdint>
#include <set>

namespace photogate {
namespace {

constexpr std::uint32_t kInteresting = IN_CREATE | IN_MOVED_TO | IN_CLOSE_WRITE | IN_DELETE_SELF |
                                       IN_MOVE_SELF | IN_ONLYDIR | IN_DONT_FOLLOW;

}  // namespace

FolderEvents::FolderEvents()
    : events_(::inotify_init1(IN_NONBLOCK | IN_CLOEXEC)),
      wake_(::eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC)) {}

void FolderEvents::Watch(const std::vector<std::filesystem::path>& folders) {
  const std::set<std::filesystem::path> wanted(folders.begin(), folders.end());
  for (auto watch = watches_.begin(); watch != watches_.end();) {
    if (wanted.contains(watch->first)) {
      ++watch;
      continue;
    }
    ::inotify_rm_watch(events_.get(), watch->second);
    watch = watches_.erase(watch);
  }
  for (const auto& folder : wanted) {
    // Asked again each time: a folder that was replaced by another of its name has a new watch.
    const int watch = ::inotify_add_watch(events_.get(), folder.c_str(), kInteresting);
    if (watch >= 0) watches_[folder] = watch;
  }
}

bool FolderEvents::Wait(std::chrono::milliseconds time) {
  std::array<pollfd, 2> entries{pollfd{events_.get(), POLLIN, 0}, pollfd{wake_.get(), POLLIN, 0}};
  if (::poll(entries.data(), entries.size(), static_cast<int>(time.count())) <= 0) return false;
  alignas(inotify_event) std::array<char, 16 * 1024> drained;
  while (::read(events_.get(), drained.data(), drained.size()) > 0) {
  }
  std::uint64_t count = 0;
  (void)(::read(wake_.get(), &count, sizeof count) > 0);
  return true;
}

void FolderEvents::Wake() noexcept {
  const std::uint64_t one = 1;
  (void)(::write(wake_.get(), &one, sizeof one) > 0);
}

}  // namespace photogate
