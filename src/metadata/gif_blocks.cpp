#include "metadata/gif_blocks.h"

#include <algorithm>

#include "metadata/numbers.h"
#include "metadata/report_builder.h"

namespace photogate {
namespace {

std::uint64_t ColourBytes(std::uint8_t flags) {
  return (flags & 0x80) != 0 ? std::uint64_t{3} << ((flags & 7) + 1) : 0;
}

// Where the sub-blocks from `at` on end, terminator included; nullopt when they are cut short.
std::optional<std::uint64_t> EndOfSubBlocks(ByteView file, std::uint64_t at) {
  while (Fits(file, at, 1)) {
    const std::uint64_t size = file[static_cast<std::size_t>(at)];
    at += 1 + size;
    if (size == 0) return at;
  }
  return std::nullopt;
}

GifBlockKind KindOf(std::uint8_t label) {
  switch (label) {
    case 0xF9: return GifBlockKind::kControl;
    case 0x01: return GifBlockKind::kPlainText;
    case 0xFE: return GifBlockKind::kComment;
    case 0xFF: return GifBlockKind::kApplication;
    default: return GifBlockKind::kUnknown;  // a byte, not an enum
  }
}

}  // namespace

GifBlocks SplitGif(ByteView file, const Limits& limits) {
  constexpr std::uint64_t kScreen = 13, kDescriptor = 10;
  GifBlocks out;
  const auto broken = [&out](const char* what) {
    out.broken = {ErrorKind::kCorrupt,
                  "The GIF file is damaged or cut short. Export it again from the original.", what};
    return std::move(out);
  };
  if (!Fits(file, 0, kScreen)) return broken("screen descriptor");
  std::uint64_t at = kScreen + ColourBytes(file[10]);
  if (!Fits(file, 0, at)) return broken("global colours");
  out.head = Slice(file, 0, at);
  while (Fits(file, at, 1)) {
    if (out.blocks.size() >= limits.entries) {
      out.broken = {ErrorKind::kLimitExceeded, "The GIF file has more parts than photogate reads.",
                    "blocks"};
      return out;
    }
    const std::uint8_t introducer = file[static_cast<std::size_t>(at)];
    if (introducer == 0x3B) {
      out.rest = From(file, at + 1);
      return out;
    }
    GifBlock block{};
    if (introducer == 0x2C) {
      if (!Fits(file, at, kDescriptor)) return broken("image descriptor");
      block.kind = GifBlockKind::kImage;
      // The minimum code size stands between the colours and the data.
      block.data_at = kDescriptor + ColourBytes(file[static_cast<std::size_t>(at) + 9]) + 1;
    } else if (introducer == 0x21) {
      if (!Fits(file, at, 2)) return broken("extension");
      block.kind = KindOf(file[static_cast<std::size_t>(at) + 1]);
      block.data_at = 2;
      if (block.kind == GifBlockKind::kApplication) {
        if (!Fits(file, at, 3)) return broken("application extension");
        const std::uint64_t size = file[static_cast<std::size_t>(at) + 2];
        if (!Fits(file, at + 3, size)) return broken("application extension");
        block.name = AsText(Slice(file, at + 3, size));
        block.data_at = 3 + size;
      }
    } else {
      return broken("block");
    }
    const auto end = EndOfSubBlocks(file, at + block.data_at);
    if (!end || *end > file.size()) return broken("sub-blocks");
    block.whole = Slice(file, at, *end - at);
    out.blocks.push_back(block);
    at = *end;
  }
  return broken("no trailer");
}

Bytes JoinSubBlocks(ByteView whole, std::uint64_t at, std::size_t most) {
  Bytes out;
  while (Fits(whole, at, 1)) {
    const std::uint64_t size = whole[static_cast<std::size_t>(at)];
    if (size == 0 || !Fits(whole, at + 1, size) || size > most - out.size()) break;
    const ByteView part = Slice(whole, at + 1, size);
    out.insert(out.end(), part.begin(), part.end());
    at += 1 + size;
  }
  return out;
}

}  // namespace photogate
