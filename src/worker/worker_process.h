// One worker process as its parent sees it.
#pragma once

#include <sys/types.h>

#include <atomic>
#include <memory>

#include "core/inspection.h"
#include "core/result.h"
#include "worker/inspection_message.h"
#include "worker/page_message.h"
#include "worker/part.h"
#include "worker/render_photo.h"
#include "worker/spawner.h"
#include "worker/worker_pool.h"

namespace photogate {

// Killed and reaped at the end of its life. One thread uses it at a time.
class WorkerProcess {
 public:
  // Starts the process and sends the start message; it loads its models meanwhile.
  static Result<std::unique_ptr<WorkerProcess>> Launch(Spawner& spawner,
                                                       const WorkerOptions& options);
  ~WorkerProcess();
  WorkerProcess(const WorkerProcess&) = delete;
  WorkerProcess& operator=(const WorkerProcess&) = delete;

  // Waits until the models are loaded. The worker's own error when they cannot be.
  Result<Done> WaitReady(const WorkerOptions& options, const std::atomic<bool>& interrupted);

  // False when the process has ended or said something unasked: it must not be given a photo.
  bool AliveAndQuiet() const;

  // An error means that the process is of no more use; what is wrong with the photo is inside.
  Result<WorkerAnswer> Inspect(int photo_fd, const InspectionOrder& order,
                               const WorkerOptions& options, const std::atomic<bool>& interrupted);

  Result<RenderAnswer> Render(int photo_fd, const RenderOrder& order, const WorkerOptions& options,
                              const std::atomic<bool>& interrupted);

  Result<PageAnswer> ReadPage(int fd, TextKind kind, const WorkerOptions& options,
                              const std::atomic<bool>& interrupted);

  // Hands the parts of the container to `sink` as they come. As above; how the unpacking ended is
  // in `ended`.
  Result<Done> Unpack(int fd, const WorkerOptions& options, const std::atomic<bool>& interrupted,
                      const PartSink& sink, Result<Done>& ended);

  int photos() const { return photos_; }
  pid_t pid() const { return pid_; }

 private:
  explicit WorkerProcess(SpawnedWorker spawned);

  const pid_t pid_;
  OwnedFd socket_;
  int photos_ = 0;
};

}  // namespace photogate
