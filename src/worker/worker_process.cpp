#include "worker/worker_process.h"

#include <poll.h>
#include <sys/wait.h>

#include <cerrno>
#include <chrono>
#include <csignal>
#include <utility>

#include "worker/inspection_message.h"
#include "worker/start_message.h"
#include "worker/unpack_message.h"

namespace photogate {
namespace {

Deadline In(std::uint32_t ms, const std::atomic<bool>& interrupted) {
  return {std::chrono::steady_clock::now() + std::chrono::milliseconds(ms), &interrupted};
}

// Twice the wall clock of its whole life: the pool's own clock ends a stalled worker long before,
// this one ends a worker whose pool cannot (stopped, swapped out).
std::uint64_t CpuSeconds(const WorkerOptions& options) {
  const auto photos = static_cast<std::uint64_t>(options.photos_per_worker);
  return 2 * (photos + 1) * (options.limits.inspect_ms / 1'000 + 1) + 120;
}

}  // namespace

WorkerProcess::WorkerProcess(SpawnedWorker spawned)
    : pid_(spawned.pid), socket_(std::move(spawned.socket)) {}

WorkerProcess::~WorkerProcess() {
  ::kill(pid_, SIGKILL);
  while (::waitpid(pid_, nullptr, 0) < 0 && errno == EINTR) {
  }
}

Result<std::unique_ptr<WorkerProcess>> WorkerProcess::Launch(Spawner& spawner,
                                                             const WorkerOptions& options) {
  auto spawned = spawner.Spawn();
  if (!spawned.ok()) return spawned.error();
  std::unique_ptr<WorkerProcess> worker(new WorkerProcess(std::move(spawned).value()));
  const StartOrder order{options.models, options.face_settings, options.limits,
                         CpuSeconds(options)};
  const std::atomic<bool> never{false};
  // A worker that is gone already says so in WaitReady.
  (void)SendMessage(worker->socket_.get(), EncodeStart(order), -1, In(options.start_ms, never));
  return worker;
}

Result<Done> WorkerProcess::WaitReady(const WorkerOptions& options,
                                      const std::atomic<bool>& interrupted) {
  const auto message =
      ReceiveMessage(socket_.get(), StartBounds(), In(options.start_ms, interrupted));
  if (message.ok()) return DecodeReady(message.value());
  return Error{ErrorKind::kUnavailable,
               "The program photogate-worker ended or hung while it started. Run photogate doctor.",
               message.error().message};
}

bool WorkerProcess::AliveAndQuiet() const {
  pollfd entry{socket_.get(), POLLIN, 0};
  // Between photos nothing may come: readable means closed, or a worker that speaks unasked.
  return ::poll(&entry, 1, 0) == 0;
}

Result<WorkerAnswer> WorkerProcess::Inspect(int photo_fd, const InspectionOrder& order,
                                            const WorkerOptions& options,
                                            const std::atomic<bool>& interrupted) {
  const Deadline deadline = In(options.limits.inspect_ms, interrupted);
  ++photos_;
  if (auto sent = SendMessage(socket_.get(), EncodeOrder(order), photo_fd, deadline); !sent.ok()) {
    return sent.error();
  }
  auto message = ReceiveMessage(socket_.get(), InspectionBounds(options.limits), deadline);
  if (!message.ok()) return message.error();
  return DecodeInspection(std::move(message).value(), {order, &options.models, &options.limits});
}

Result<RenderAnswer> WorkerProcess::Render(int photo_fd, const RenderOrder& order,
                                           const WorkerOptions& options,
                                           const std::atomic<bool>& interrupted) {
  const Deadline deadline = In(options.limits.inspect_ms, interrupted);
  ++photos_;
  if (auto sent = SendMessage(socket_.get(), EncodeRenderOrder(order), photo_fd, deadline);
      !sent.ok()) {
    return sent.error();
  }
  const auto message = ReceiveMessage(socket_.get(), RenderedBounds(options.limits), deadline);
  if (!message.ok()) return message.error();
  return DecodeRendered(message.value(), order, options.limits);
}

Result<PageAnswer> WorkerProcess::ReadPage(int fd, TextKind kind, const WorkerOptions& options,
                                           const std::atomic<bool>& interrupted) {
  const Deadline deadline = In(options.limits.inspect_ms, interrupted);
  ++photos_;
  if (auto sent = SendMessage(socket_.get(), EncodePageOrder(kind), fd, deadline); !sent.ok()) {
    return sent.error();
  }
  const auto message = ReceiveMessage(socket_.get(), PageBounds(), deadline);
  if (!message.ok()) return message.error();
  return DecodePageRead(message.value());
}

Result<Done> WorkerProcess::Unpack(int fd, const WorkerOptions& options,
                                   const std::atomic<bool>& interrupted, const PartSink& sink,
                                   Result<Done>& ended) {
  // The clock runs while the worker does, not while the parts are looked at.
  const UnpackLimits bounds;
  ++photos_;
  auto sent =
      SendMessage(socket_.get(), EncodeUnpackOrder(), fd, In(bounds.unpack_ms, interrupted));
  if (!sent.ok()) return sent;
  for (std::uint32_t parts = 0; parts <= bounds.entries; ++parts) {
    auto message = ReceiveMessage(socket_.get(), PartBounds(options.limits),
                                  In(bounds.unpack_ms, interrupted));
    if (!message.ok()) return message.error();
    if (message.value().type == MessageType::kUnpacked) {
      auto end = DecodeUnpacked(message.value());
      if (!end.ok()) return end.error();
      ended = std::move(end.value().done);
      return Done{};
    }
    auto part = DecodePart(std::move(message).value());
    if (!part.ok()) return part.error();
    if (auto taken = sink(std::move(part).value()); !taken.ok()) return taken;
  }
  return Error{ErrorKind::kCorrupt, "The checking process said more than there can be."};
}

}  // namespace photogate
