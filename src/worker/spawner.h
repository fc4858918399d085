// Starts worker processes from a thread of its own.
#pragma once

#include <sys/types.h>

#include <condition_variable>
#include <filesystem>
#include <future>
#include <mutex>
#include <queue>
#include <thread>
#include <utility>

#include "core/result.h"
#include "worker/channel.h"

namespace photogate {

// The descriptor on which a worker finds its end of the socket pair.
inline constexpr int kWorkerSocket = 3;

struct SpawnedWorker {
  pid_t pid;
  OwnedFd socket;  // the parent's end, close-on-exec
};

// A worker asks the kernel to die with its parent (PR_SET_PDEATHSIG), and to the kernel the parent
// is the *thread* that started it. Threads that check photos come and go; this one stays as long as
// the pool. Thread-safe.
class Spawner {
 public:
  explicit Spawner(std::filesystem::path program);
  ~Spawner();
  Spawner(const Spawner&) = delete;
  Spawner& operator=(const Spawner&) = delete;

  // The child has an empty environment but for the locale and single-threaded numeric libraries,
  // /dev/null as its standard streams, its end of a stream socket pair as kWorkerSocket, no other
  // descriptor, and a process group of its own, so that a terminal's Ctrl-C does not reach it.
  // kUnavailable when the program cannot be run. The caller kills and reaps the child.
  Result<SpawnedWorker> Spawn();

 private:
  void Run();

  const std::filesystem::path program_;
  std::mutex mutex_;
  std::condition_variable wake_;
  std::queue<std::promise<Result<SpawnedWorker>>> asked_;
  bool ending_ = false;
  std::thread thread_;  // last: it uses everything above
};

}  // namespace photogate
