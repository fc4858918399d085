#include "metadata/jpeg_parts.h"

#include <cstddef>
#include <cstring>
#include <utility>

#include "metadata/numbers.h"

namespace photogate {
namespace {

constexpr std::size_t kNone = static_cast<std::size_t>(-1);

std::size_t FindFf(ByteView file, std::size_t at) {
  if (at >= file.size()) return kNone;
  const void* hit = std::memchr(file.data() + at, 0xFF, file.size() - at);
  if (hit == nullptr) return kNone;
  return static_cast<std::size_t>(static_cast<const std::uint8_t*>(hit) - file.data());
}

// Where the marker that ends the entropy-coded data begins, or kNone. memchr keeps this near the
// speed of reading memory.
std::size_t EndOfScan(ByteView file, std::size_t at) {
  while (true) {
    at = FindFf(file, at);
    if (at == kNone || at + 1 >= file.size()) return kNone;
    const std::uint8_t next = file[at + 1];
    const bool restart = next >= 0xD0 && next <= 0xD7;
    if (next == 0xFF) {
      at += 1;  // a fill byte: what follows it decides
    } else if (next == 0 || restart) {
      at += 2;
    } else {
      return at;
    }
  }
}

Error Damaged(const char* context) {
  return {ErrorKind::kCorrupt,
          "The JPEG file is damaged or cut short. Export it again from the original.", context};
}

}  // namespace

bool IsJpegFrame(std::uint8_t marker) {
  return marker >= 0xC0 && marker <= 0xCF && marker != jpeg::kDht && marker != 0xC8 &&
         marker != jpeg::kDac;
}

JpegParts SplitJpeg(ByteView file, const Limits& limits) {
  JpegParts out;
  const auto broken = [&out](Error error) {
    out.broken = std::move(error);
    return std::move(out);
  };
  if (!Fits(file, 0, 2) || file[0] != 0xFF || file[1] != jpeg::kSoi) {
    return broken(Damaged("no SOI"));
  }
  std::size_t at = 2;
  while (true) {
    if (out.parts.size() >= limits.entries) {
      return broken({ErrorKind::kLimitExceeded,
                     "The JPEG file has more parts than photogate reads.", "segments"});
    }
    const std::size_t ff = FindFf(file, at);
    if (ff == kNone) return broken(Damaged("no EOI"));
    if (ff != at) out.parts.push_back({0, Slice(file, at, ff - at), {}});
    at = ff;
    while (at < file.size() && file[at] == 0xFF) ++at;  // fill bytes, T.81 B.1.1.2
    if (at >= file.size()) return broken(Damaged("no EOI"));
    const std::uint8_t marker = file[at++];
    if (marker == jpeg::kEoi) {
      out.rest = From(file, at);
      return out;
    }
    const bool alone = marker <= 0x01 || (marker >= 0xD0 && marker <= jpeg::kSoi);
    if (alone) {
      // A restart marker, TEM or a second SOI outside a scan: nothing a decoder needs.
      out.parts.push_back({0, Slice(file, ff, at - ff), {}});
      continue;
    }
    if (!Fits(file, at, 2)) return broken(Damaged("segment length"));
    const std::uint16_t length = ReadU16(file, at, ByteOrder::kBig);
    if (length < 2 || !Fits(file, at, length)) return broken(Damaged("segment length"));
    JpegPart part{marker, Slice(file, at + 2, length - 2u), {}};
    at += length;
    if (marker == jpeg::kSos) {
      const std::size_t end = EndOfScan(file, at);
      if (end == kNone) return broken(Damaged("no EOI after the scan"));
      part.scan = Slice(file, at, end - at);
      at = end;
    }
    out.parts.push_back(part);
  }
}

}  // namespace photogate
