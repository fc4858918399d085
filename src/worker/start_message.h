// What a pool tells a worker: once at its start, and for each photo.
#pragma once

#include "core/inspection.h"
#include "core/limits.h"
#include "core/model.h"
#include "core/result.h"
#include "face/face_settings.h"
#include "worker/channel.h"

namespace photogate {

struct StartOrder {
  ModelSet models;
  FaceSettings face_settings;
  Limits limits;
  std::uint64_t cpu_seconds;  // for the worker's whole life
};

Message EncodeStart(const StartOrder& order);
Result<StartOrder> DecodeStart(const Message& message);

Message EncodeOrder(const InspectionOrder& order);
Result<InspectionOrder> DecodeOrder(const Message& message);

// The answer to a start: the models are loaded, or why not.
Message EncodeReady(const Result<Done>& ready);
// The worker's own error when it could not start; kCorrupt when the message is none.
Result<Done> DecodeReady(const Message& message);

MessageBounds StartBounds();

}  // namespace photogate
