#include "worker/serve.h"

#include <malloc.h>
#include <poll.h>

#include <algorithm>
#include <memory>
#include <optional>
#include <utility>

#include "face/face_engine.h"
#include "worker/channel.h"
#include "worker/inspect_photo.h"
#include "worker/inspection_message.h"
#include "worker/page_message.h"
#include "worker/render_photo.h"
#include "worker/sandbox.h"
#include "worker/start_message.h"
#include "worker/unpack.h"
#include "worker/unpack_message.h"

namespace photogate {
namespace {

constexpr int kBusy_ms = 500;

constexpr int kOrderly = 0;
constexpr int kFailed = 1;

Result<std::unique_ptr<FaceEngine>> Prepare(const StartOrder& order) {
  // Where they are forbidden the filter below holds alone.
  const bool own_namespaces = EnterNamespaces();
  if (auto limited = ApplyProcessLimits(order.limits, order.cpu_seconds); !limited.ok()) {
    return limited.error();
  }
  auto engine = FaceEngine::Load(order.models, order.face_settings, order.limits);
  if (!engine.ok()) return engine;
  if (own_namespaces) (void)Enclose();
  if (auto sandboxed = EnterSandbox(); !sandboxed.ok()) return sandboxed.error();
  return engine;
}

MessageBounds OrderBounds() {
  return {std::max(StartBounds().record_bytes, RenderOrderBounds().record_bytes), 0, 0};
}

// Nullopt for what no pool says.
std::optional<Message> Answer(const Message& message, FaceEngine& engine, const Limits& limits) {
  const int photo = message.fd.get();
  if (photo < 0) return std::nullopt;
  if (message.type == MessageType::kPage) {
    const auto kind = DecodePageOrder(message);
    if (!kind.ok()) return std::nullopt;
    return EncodePageRead(ReadPage(photo, kind.value()));
  }
  if (message.type == MessageType::kRender) {
    const auto order = DecodeRenderOrder(message);
    if (!order.ok()) return std::nullopt;
    return EncodeRendered(RenderPhoto(photo, order.value(), limits));
  }
  const auto order = DecodeOrder(message);
  if (!order.ok()) return std::nullopt;
  return EncodeInspection(InspectPhoto(photo, order.value(), engine, limits), limits);
}

// Parts one after another, then how it ended. False when nobody listens any more.
bool ServeUnpack(int socket, int fd, const Limits& limits) {
  const Deadline patient{};
  bool gone = false;
  const auto done = Unpack(fd, limits, UnpackLimits{}, [&](Part part) -> Result<Done> {
    auto sent = SendMessage(socket, EncodePart(std::move(part)), -1, patient);
    gone = !sent.ok();
    return sent;
  });
  return !gone && SendMessage(socket, EncodeUnpacked(done), -1, patient).ok();
}

// Photos are large and few: what the last one took goes back to the system when no other follows at
// once. Between two photos it stays, since touching fresh pages takes as long as decoding.
void RestUntilOrder(int socket) {
  pollfd order{socket, POLLIN, 0};
  if (::poll(&order, 1, kBusy_ms) == 0) ::malloc_trim(0);
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
    auto message = ReceiveMessage(socket, OrderBounds(), patient);
    if (!message.ok()) return kOrderly;
    if (message.value().type == MessageType::kUnpack) {
      if (message.value().fd.get() < 0) return kFailed;
      if (!ServeUnpack(socket, message.value().fd.get(), limits)) return kOrderly;
      RestUntilOrder(socket);
      continue;
    }
    auto made = Answer(message.value(), *engine.value(), limits);
    if (!made.has_value()) return kFailed;
    Message answer = *std::move(made);
    if (!SendMessage(socket, answer, -1, patient).ok()) return kFailed;
    answer = Message{};
    RestUntilOrder(socket);
  }
}

}  // namespace photogate
