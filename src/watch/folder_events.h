// Being told by the system that something happened in a folder (inotify).
#pragma once

#include <chrono>
#include <filesystem>
#include <map>
#include <vector>

#include "worker/channel.h"

namespace photogate {

// Only a hint that it is worth looking: a network share sends none, and a full queue loses some. So
// nothing rests on them. One thread uses it, but Wake may be called from any, and from a signal
// handler.
class FolderEvents {
 public:
  FolderEvents();

  // Watches these folders and no others.
  void Watch(const std::vector<std::filesystem::path>& folders);

  // Waits until something happens, Wake is called, or the time is over. True: something happened.
  bool Wait(std::chrono::milliseconds time);
  void Wake() noexcept;

 private:
  OwnedFd events_;
  OwnedFd wake_;
  std::map<std::filesystem::path, int> watches_;
};

}  // namespace photogate
