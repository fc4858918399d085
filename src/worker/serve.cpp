#include "worker/serve.h"

#include <malloc.h>

#include <memory>
#include <utility>

#include "face/face_engine.h"
#include "worker/channel.h"
#include "worker/inspect_photo.h"
#include "worker/inspection_message.h"
#include "worker/sandbox.h"
#include "worker/start_message.h"

namespace photogate {
namespace {

constexpr int kOrderly = 0;
constexpr int kFailed = 1;

Result<std::unique_ptr<FaceEngine>> Prepare(const StartOrder& order) {
  if (auto limited = ApplyProcessLimits(order.limits, order.cpu_seconds); !limited.ok()) {
    return limited.error();
  }
  auto engine = FaceEngine::Load(order.models, order.face_settings, order.limits);
  if (!engine.ok()) return engine;
  if (auto sandboxed = EnterSandbox(); !sandboxed.ok()) return sandboxed.error();
  return engine;
}

}  // namespace

int Serve(int socket) {
  const Deadline patient{};
  auto first = ReceiveMessage(socket, StartBounds(), patient);
  if (!first.ok()) return kFailed;
  const auto start = DecodeStart(first.value());
  if (!start.ok()) {
    (void)SendMessage(socket, EncodeReady(start.error()), -1, patient);
    return kFailed;
  }
  auto engine = Prepare(start.value());
  const Result<Done> ready = engine.ok() ? Result<Done>(Done{}) : Result<Done>(engine.error());
  if (!SendMessage(socket, EncodeReady(ready), -1, patient).ok() || !ready.ok()) return kFailed;

  const Limits& limits = start.value().limits;
  for (;;) {
    auto message = ReceiveMessage(socket, StartBounds(), patient);
    if (!message.ok()) return kOrderly;
    const auto order = DecodeOrder(message.value());
    if (!order.ok() || message.value().fd.get() < 0) return kFailed;
    Message answer = EncodeInspection(
        InspectPhoto(message.value().fd.get(), order.value(), *engine.value(), limits), limits);
    if (!SendMessage(socket, answer, -1, patient).ok()) return kFailed;
    // Photos are large and few: what the last one took goes back before the next is awaited.
    answer = Message{};
    ::malloc_trim(0);
  }
}

}  // namespace photogate
