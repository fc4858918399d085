#include "metadata/webp_chunks.h"

#include <algorithm>

#include "metadata/numbers.h"
#include "metadata/report_builder.h"

namespace photogate {
namespace {

Error Damaged(const char* what) {
  return {ErrorKind::kCorrupt,
          "The WebP file is damaged or cut short. Export it again from the original.", what};
}

WebpChunks Split(ByteView bytes, const Limits& limits) {
  WebpChunks out;
  std::uint64_t at = 0;
  while (Fits(bytes, at, 8)) {
    if (out.chunks.size() >= limits.entries) {
      out.broken = {ErrorKind::kLimitExceeded, "The WebP file has more parts than photogate reads.",
                    "chunks"};
      return out;
    }
    const std::uint64_t size = ReadU32(bytes, at + 4, ByteOrder::kLittle);
    if (!Fits(bytes, at + 8, size)) {
      out.broken = Damaged("chunk size");
      return out;
    }
    out.chunks.push_back({AsText(Slice(bytes, at, 4)), Slice(bytes, at + 8, size)});
    // Writers leave out the padding of the last chunk.
    at = std::min<std::uint64_t>(at + 8 + size + (size & 1), bytes.size());
  }
  out.rest = From(bytes, at);
  return out;
}

}  // namespace

WebpChunks SplitWebp(ByteView file, const Limits& limits) {
  constexpr std::uint64_t kHead = 12;  // "RIFF", size, "WEBP"
  if (!Fits(file, 0, kHead)) return {{}, {}, Damaged("RIFF header")};
  const std::uint64_t size = ReadU32(file, 4, ByteOrder::kLittle);
  if (size < 4 || !Fits(file, 8, size)) return {{}, {}, Damaged("RIFF size")};
  WebpChunks out = Split(Slice(file, kHead, size - 4), limits);
  // A stray byte or a half chunk inside the container counts with what follows it.
  out.rest = From(file, 8 + size - out.rest.size());
  return out;
}

WebpChunks SplitWebpFrame(ByteView frame, const Limits& limits) {
  constexpr std::uint64_t kHead = 16;  // RFC 9649 section 2.7.1.1
  if (!Fits(frame, 0, kHead)) return {{}, {}, Damaged("ANMF")};
  return Split(From(frame, kHead), limits);
}

}  // namespace photogate
