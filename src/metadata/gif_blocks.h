// A GIF file as its blocks (GIF89a specification), for the reader and the rewriter.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "core/bytes.h"
#include "core/limits.h"
#include "core/result.h"

namespace photogate {

enum class GifBlockKind {
  kImage = 1,  // descriptor, local colours, data
  kControl,    // graphic control: delay, disposal, transparency of the next image
  kPlainText,  // text drawn by the viewer; none does
  kComment,
  kApplication,
  kUnknown,  // an extension with another label
};

struct GifBlock {
  GifBlockKind kind;
  ByteView whole;         // from its first byte to its terminator
  std::uint64_t data_at;  // in `whole`: its first sub-block (after kApplication's name block)
  std::string_view name;  // kApplication: "NETSCAPE2.0"
};

struct GifBlocks {
  ByteView head;  // signature, screen descriptor, global colours
  std::vector<GifBlock> blocks;
  ByteView rest;  // after the trailer
  std::optional<Error> broken;
};

// Splits a file. Broken, kCorrupt, when it is cut short or a block is of no known kind;
// kLimitExceeded for too many blocks. The views point into `file`.
GifBlocks SplitGif(ByteView file, const Limits& limits);

// The content of the sub-blocks from `at` on, joined, at most `most` bytes.
Bytes JoinSubBlocks(ByteView whole, std::uint64_t at, std::size_t most);

}  // namespace photogate
