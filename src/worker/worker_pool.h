// Worker processes that inspect photos, and the only way to them. A photo is parsed by code that
// may be broken by what is in it; a worker is the place where that does no harm: it has no
// register, no key and no gallery, bounded memory and time, and nothing it says is believed
// unchecked.
#pragma once

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>
#include <vector>

#include "core/inspection.h"
#include "core/limits.h"
#include "core/model.h"
#include "core/render.h"
#include "core/result.h"
#include "face/face_engine.h"
#include "worker/html_references.h"
#include "worker/part.h"

namespace photogate {

class Spawner;
class WorkerProcess;

struct WorkerOptions {
  std::filesystem::path program;  // photogate-worker: see FindWorkerProgram
  int count = 1;                  // processes, at least 1
  ModelSet models;
  FaceSettings face_settings;
  Limits limits;
  // A worker is replaced after this many photos, so that a leak of a decoding library stays small.
  // Starting one costs about as much as one photo.
  int photos_per_worker = 500;
  // Until a new worker has loaded its models; a cold disk and a busy machine included.
  std::uint32_t start_ms = 60'000;
};

// The program photogate-worker: beside this executable, or in ../libexec/photogate from there.
// kNotFound when it is in neither place.
Result<std::filesystem::path> FindWorkerProgram();

// Thread-safe: any number of threads may call Inspect, one photo each.
class WorkerPool {
 public:
  // Starts every worker and waits until each has loaded its models. Fails when one cannot: the
  // error says what the worker said (a model that does not load) or that the program does not run.
  static Result<std::unique_ptr<WorkerPool>> Start(const WorkerOptions& options);

  // Kills and reaps every worker. No Inspect may be running.
  ~WorkerPool();
  WorkerPool(const WorkerPool&) = delete;
  WorkerPool& operator=(const WorkerPool&) = delete;

  // Has a worker inspect the photo open at `photo_fd` (a regular file, read from its start; the
  // caller keeps the descriptor). Waits for a free worker. A worker that dies, says what it must
  // not or needs more than limits.inspect_ms is killed, and the photo is tried once more in a fresh
  // one; after the second time the error is kUnavailable. A file that cannot be read is
  // ReadBounded's error; one that cannot be decoded is not an error here: the parts of the
  // Inspection say so.
  Result<Inspection> Inspect(int photo_fd, const InspectionOrder& order);

  // Has a worker make pictures of the photo. As Inspect; a photo that cannot be decoded is an error
  // here.
  Result<RenderedPhoto> Render(int photo_fd, const RenderOrder& order);

  // Has a worker read the page or other text open at `fd`. As Inspect; the errors of
  // worker/page_message.h.
  Result<HtmlReferences> ReadPage(int fd, TextKind kind);

  // Has a worker take the document or archive open at `fd` apart and gives each part to `sink`,
  // which may call Inspect only when the pool has more than one worker. The errors of
  // worker/unpack.h; kUnavailable when the worker died or took too long, which is not tried again:
  // parts were handed over already.
  Result<Done> Unpack(int fd, const PartSink& sink);

  // Ends running and later Inspect calls soon, with kUnavailable. May be called from a signal
  // handler.
  void Interrupt() noexcept { interrupted_.store(true, std::memory_order_relaxed); }

 private:
  explicit WorkerPool(const WorkerOptions& options);
  std::unique_ptr<WorkerProcess> Acquire();
  Result<std::unique_ptr<WorkerProcess>> AcquireAlive();
  Result<std::unique_ptr<WorkerProcess>> Fresh();
  void Release(std::unique_ptr<WorkerProcess> worker);
  // `ask` gives a worker one photo; its answer, or an error when that worker is of no more use.
  template <typename Answer>
  Result<Answer> WithWorker(const std::function<Result<Answer>(WorkerProcess&)>& ask);

  const WorkerOptions options_;
  std::unique_ptr<Spawner> spawner_;  // outlives the workers
  std::atomic<bool> interrupted_{false};
  std::mutex mutex_;
  std::condition_variable free_;
  std::vector<std::unique_ptr<WorkerProcess>> idle_;
};

}  // namespace photogate
