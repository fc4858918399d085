#include "metadata/png_chunks.h"

#include "metadata/numbers.h"
#include "metadata/report_builder.h"

namespace photogate {

PngChunks SplitPng(ByteView file, const Limits& limits) {
  constexpr std::uint64_t kSignature = 8;
  PngChunks out;
  std::uint64_t at = kSignature;
  while (Fits(file, at, 12)) {
    if (out.chunks.size() >= limits.entries) {
      out.broken = {ErrorKind::kLimitExceeded, "The PNG file has more parts than photogate reads.",
                    "chunks"};
      return out;
    }
    const std::uint64_t size = ReadU32(file, at, ByteOrder::kBig);
    if (!Fits(file, at, 12 + size)) break;
    const std::string_view type = AsText(Slice(file, at + 4, 4));
    out.chunks.push_back({type, Slice(file, at + 8, size), Slice(file, at, 12 + size)});
    at += 12 + size;
    if (type == "IEND") {
      out.rest = From(file, at);
      return out;
    }
  }
  out.broken = {ErrorKind::kCorrupt,
                "The PNG file is damaged or cut short. Export it again from the original.",
                "no IEND"};
  return out;
}

}  // namespace photogate
