// Parts of a container as a worker sends them.
#pragma once

#include "core/limits.h"
#include "core/result.h"
#include "worker/channel.h"
#include "worker/part.h"

namespace photogate {

Message EncodeUnpackOrder();
Message EncodePart(Part part);
Message EncodeUnpacked(const Result<Done>& done);

// kCorrupt for anything that the two functions above do not write. What a part says of itself is
// not believed: whoever reads it looks at its bytes.
Result<Part> DecodePart(Message message);
// The outer result is about the message, the inner one is how the unpacking ended.
struct UnpackEnd {
  Result<Done> done;
};
Result<UnpackEnd> DecodeUnpacked(const Message& message);

MessageBounds PartBounds(const Limits& limits);

}  // namespace photogate
