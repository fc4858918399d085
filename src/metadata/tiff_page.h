// One page of a TIFF file as the rewriter keeps it.
#pragma once

#include <cstdint>
#include <vector>

#include "core/bytes.h"
#include "core/limits.h"
#include "core/result.h"
#include "metadata/tiff_ifd.h"

namespace photogate {

// A tag that stays, its value in the file's byte order and of a classic TIFF type.
struct TiffField {
  std::uint16_t tag;
  std::uint16_t type;
  std::uint32_t count;
  Bytes value;
};

struct TiffPage {
  std::vector<TiffField> fields;  // sorted by tag, without the places of strips or tiles
  bool tiled;
  std::vector<Bytes> pieces;  // the strips or tiles, in order
};

// Reads what shows the page: the allowlisted tags and its strips or tiles, bit for bit; JPEG pieces
// and tables without their application segments; uncompressed pieces cut to the length they need.
// kUnsupported for compressions and colours that photogate cannot vouch for, kCorrupt when tags
// contradict each other or the file, kLimitExceeded when the pieces are larger than the file.
Result<TiffPage> ReadTiffPage(ByteView file, const TiffHeader& header, const Ifd& ifd,
                              const Limits& limits);

}  // namespace photogate
