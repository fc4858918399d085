// What a worker does to show a photo. No sockets and no processes here.
#pragma once

#include "core/limits.h"
#include "core/render.h"
#include "core/result.h"
#include "worker/channel.h"

namespace photogate {

// Reads the photo at `fd` once. A fill is opaque and of one colour, and nothing of what was under
// it is in the copy: it is encoded from the pixels after they were overwritten. Fails as a whole:
// the errors of ReadBounded, OpenPhoto, decoding and encoding; kUnsupported when a crop leaves
// nothing. Never throws.
Result<RenderedPhoto> RenderPhoto(int fd, const RenderOrder& order, const Limits& limits);

Message EncodeRenderOrder(const RenderOrder& order);
Result<RenderOrder> DecodeRenderOrder(const Message& message);

Message EncodeRendered(Result<RenderedPhoto> rendered);

// What the worker says: its pictures, or why there are none.
struct RenderAnswer {
  Result<RenderedPhoto> rendered;
};

// kCorrupt when it is not what was ordered, or any part is no JPEG.
Result<RenderAnswer> DecodeRendered(const Message& message, const RenderOrder& order,
                                    const Limits& limits);

MessageBounds RenderOrderBounds();
MessageBounds RenderedBounds(const Limits& limits);

}  // namespace photogate
