// zlib streams, for the readers and rewriters.
#pragma once

#include <cstddef>
#include <optional>

#include "core/bytes.h"

namespace photogate {

// The content of a zlib stream (RFC 1950) of at most `most` bytes, whatever it claims; nullopt when
// it is damaged, cut short or longer. Bytes after the stream are ignored.
std::optional<Bytes> Inflate(ByteView stream, std::size_t most);

// The stream that Inflate turns back into `content`.
Bytes Deflate(ByteView content);

}  // namespace photogate
