#include "worker/worker_pool.h"

#include <algorithm>
#include <string>
#include <utility>

#include "worker/spawner.h"
#include "worker/worker_process.h"

namespace photogate {
namespace {

// How often a photo is given to a worker: once, and once more in a fresh one.
constexpr int kTries = 2;

}  // namespace

Result<std::filesystem::path> FindWorkerProgram() {
  std::error_code failed;
  const auto self = std::filesystem::read_symlink("/proc/self/exe", failed);
  if (!failed) {
    const auto folder = self.parent_path();
    for (const auto& place : {folder / "photogate-worker",
                              folder.parent_path() / "libexec/photogate/photogate-worker"}) {
      if (std::filesystem::is_regular_file(place, failed)) return place;
    }
  }
  return Error{ErrorKind::kNotFound,
               "The program photogate-worker is not installed beside photogate, so no photo can be "
               "checked. Install photogate again.",
               self.string()};
}

WorkerPool::WorkerPool(const WorkerOptions& options)
    : options_(options), spawner_(std::make_unique<Spawner>(options.program)) {}

WorkerPool::~WorkerPool() = default;

Result<std::unique_ptr<WorkerPool>> WorkerPool::Start(const WorkerOptions& options) {
  if (options.count < 1 || options.photos_per_worker < 1) {
    return Error{ErrorKind::kInternal, "A pool needs at least one worker."};
  }
  std::unique_ptr<WorkerPool> pool(new WorkerPool(options));
  // All are launched before the first is awaited: they load their models side by side.
  for (int at = 0; at < options.count; ++at) {
    auto worker = WorkerProcess::Launch(*pool->spawner_, options);
    if (!worker.ok()) return worker.error();
    pool->idle_.push_back(std::move(worker).value());
  }
  for (const auto& worker : pool->idle_) {
    if (auto ready = worker->WaitReady(options, pool->interrupted_); !ready.ok()) {
      return ready.error();
    }
  }
  return pool;
}

std::unique_ptr<WorkerProcess> WorkerPool::Acquire() {
  std::unique_lock lock(mutex_);
  free_.wait(lock, [this] { return !idle_.empty(); });
  auto worker = std::move(idle_.back());
  idle_.pop_back();
  return worker;
}

void WorkerPool::Release(std::unique_ptr<WorkerProcess> worker) {
  {
    const std::lock_guard lock(mutex_);
    idle_.push_back(std::move(worker));
  }
  free_.notify_one();
}

Result<std::unique_ptr<WorkerProcess>> WorkerPool::Fresh() {
  auto worker = WorkerProcess::Launch(*spawner_, options_);
  if (!worker.ok()) return worker;
  if (auto ready = worker.value()->WaitReady(options_, interrupted_); !ready.ok()) {
    return ready.error();
  }
  return worker;
}

template <typename Answer>
Result<Answer> WorkerPool::WithWorker(const std::function<Result<Answer>(WorkerProcess&)>& ask) {
  // A place without a process is an empty pointer: its process was of no more use.
  std::unique_ptr<WorkerProcess> worker = Acquire();
  std::string reasons;
  for (int tries = 0; tries < kTries; ++tries) {
    // One that died while it had nothing to do is not the photo's fault.
    if (worker != nullptr && !worker->AliveAndQuiet()) worker.reset();
    if (worker == nullptr) {
      auto fresh = Fresh();
      if (!fresh.ok()) {
        Release(nullptr);
        return fresh.error();
      }
      worker = std::move(fresh).value();
    }
    auto answer = ask(*worker);
    if (answer.ok()) {
      if (worker->photos() >= options_.photos_per_worker) worker.reset();
      Release(std::move(worker));
      return answer;
    }
    worker.reset();
    reasons += (reasons.empty() ? "" : " ") + answer.error().message;
    if (interrupted_.load(std::memory_order_relaxed)) break;
  }
  Release(nullptr);
  if (interrupted_.load(std::memory_order_relaxed)) {
    return Error{ErrorKind::kUnavailable, "The check was interrupted before this photo was done."};
  }
  return Error{ErrorKind::kUnavailable,
               "The photo stopped the checker twice, so it was not checked. A person must look at "
               "it; do not publish it unseen.",
               reasons};
}

Result<Inspection> WorkerPool::Inspect(int photo_fd, const InspectionOrder& order) {
  auto answer = WithWorker<WorkerAnswer>([&](WorkerProcess& worker) {
    return worker.Inspect(photo_fd, order, options_, interrupted_);
  });
  if (!answer.ok()) return answer.error();
  return std::move(answer.value().inspection);
}

Result<RenderedPhoto> WorkerPool::Render(int photo_fd, const RenderOrder& order) {
  auto answer = WithWorker<RenderAnswer>([&](WorkerProcess& worker) {
    return worker.Render(photo_fd, order, options_, interrupted_);
  });
  if (!answer.ok()) return answer.error();
  return std::move(answer.value().rendered);
}

Result<HtmlReferences> WorkerPool::ReadPage(int fd, TextKind kind) {
  auto answer = WithWorker<PageAnswer>(
      [&](WorkerProcess& worker) { return worker.ReadPage(fd, kind, options_, interrupted_); });
  if (!answer.ok()) {
    return Error{answer.error().kind, "The page could not be read. Look at it yourself.",
                 answer.error().message};
  }
  return std::move(answer.value().page);
}

Result<std::unique_ptr<WorkerProcess>> WorkerPool::AcquireAlive() {
  std::unique_ptr<WorkerProcess> worker = Acquire();
  if (worker != nullptr && worker->AliveAndQuiet()) return worker;
  worker.reset();
  auto fresh = Fresh();
  if (!fresh.ok()) Release(nullptr);
  return fresh;
}

Result<Done> WorkerPool::Unpack(int fd, const PartSink& sink) {
  auto acquired = AcquireAlive();
  if (!acquired.ok()) return acquired.error();
  std::unique_ptr<WorkerProcess> worker = std::move(acquired).value();
  Result<Done> ended = Done{};
  const auto talked = worker->Unpack(fd, options_, interrupted_, sink, ended);
  // Its answers to an earlier question must not be taken for those to a later one.
  if (!talked.ok()) worker.reset();
  Release(std::move(worker));
  if (talked.ok()) return ended;
  return Error{talked.error().kind,
               "It could not be looked into. A person must look at every picture in it.",
               talked.error().message};
}

}  // namespace photogate
