// A WebP file as its RIFF chunks (RFC 9649 section 2), for the reader and the rewriter.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "core/bytes.h"
#include "core/limits.h"
#include "core/result.h"

namespace photogate {

struct WebpChunk {
  std::string_view type;  // four letters
  ByteView data;          // without its padding
};

struct WebpChunks {
  std::vector<WebpChunk> chunks;
  ByteView rest;  // bytes after the chunks: of a file, after its RIFF container
  std::optional<Error> broken;
};

// Splits a whole file. Broken, kCorrupt, when the container or a chunk reaches beyond the end;
// kLimitExceeded for too many chunks. The views point into `file`.
WebpChunks SplitWebp(ByteView file, const Limits& limits);

// The chunks inside an ANMF chunk, after its 16 bytes of frame data.
WebpChunks SplitWebpFrame(ByteView frame, const Limits& limits);

}  // namespace photogate
