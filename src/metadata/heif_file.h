// A HEIF or AVIF file as its items (ISO/IEC 14496-12 section 8.11, ISO/IEC 23008-12), for the
// reader and the rewriter.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/bytes.h"
#include "core/limits.h"
#include "core/result.h"

namespace photogate {

struct HeifBox {
  std::string_view type;  // four letters
  ByteView payload;
  std::uint64_t at;  // of the box, in the bytes it was read from
  std::uint64_t end;
};

struct HeifExtent {
  bool in_idat;  // else in the file
  std::uint64_t at;
  std::uint64_t size;
};

struct HeifItem {
  std::uint32_t id;
  std::string_view type;  // "hvc1", "av01", "grid", "Exif", "mime" ...
  std::string name;
  std::string content_type;  // of "mime"
  bool hidden;
  std::vector<HeifExtent> extents;
  bool elsewhere;                                    // a place photogate does not follow
  std::vector<std::pair<std::uint32_t, bool>> uses;  // index into properties, essential
};

struct HeifReference {
  std::string_view type;  // "thmb", "auxl", "dimg", "cdsc" ...
  std::uint32_t from;
  std::vector<std::uint32_t> to;
};

struct HeifFile {
  std::vector<HeifBox> boxes;  // of the file
  std::vector<HeifBox> meta;   // children of the first meta box
  std::uint32_t primary = 0;
  std::vector<HeifItem> items;
  std::vector<HeifReference> references;
  std::vector<HeifBox> properties;  // of ipco, index 0 is property 1
  ByteView idat;
  std::optional<Error> broken;  // kCorrupt or kLimitExceeded; what was read before it is there
};

// Boxes one after the other; false when they do not fill `bytes` exactly (what fits is in `out`).
bool SplitBoxes(ByteView bytes, const Limits& limits, std::vector<HeifBox>& out);

HeifFile SplitHeif(ByteView file, const Limits& limits);

const HeifItem* FindItem(const HeifFile& heif, std::uint32_t id);

// The item's bytes, its extents joined. kCorrupt when an extent lies outside, kUnsupported when it
// is kept in a way photogate does not follow, kLimitExceeded when it is longer than the file.
Result<Bytes> HeifItemData(ByteView file, const HeifFile& heif, const HeifItem& item);

// The item's auxiliary type ("urn:mpeg:hevc:2015:auxid:1"), empty when it has none.
std::string_view HeifAuxiliaryType(const HeifFile& heif, const HeifItem& item);

// True for the auxiliary types that mean transparency (ISO/IEC 23008-12 and ISO/IEC 23091-2).
bool IsAlphaType(std::string_view auxiliary_type);

// True for items that are pictures, coded or derived.
bool IsPictureItem(std::string_view type);

}  // namespace photogate
