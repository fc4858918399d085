// A PNG file as its chunks, for the reader and the rewriter.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "core/bytes.h"
#include "core/limits.h"
#include "core/result.h"

namespace photogate {

struct PngChunk {
  std::string_view type;  // four letters
  ByteView data;
  ByteView whole;  // length, type, data and checksum
};

struct PngChunks {
  std::vector<PngChunk> chunks;  // in file order, IEND included
  ByteView rest;                 // after IEND
  std::optional<Error> broken;   // why the walk ended before IEND
};

// Splits a file that begins with the PNG signature. Checksums are not looked at. Broken, kCorrupt,
// when a chunk reaches beyond the end or IEND is missing, kLimitExceeded for too many chunks. The
// views point into `file`.
PngChunks SplitPng(ByteView file, const Limits& limits);

}  // namespace photogate
