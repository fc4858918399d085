#include <fmt/core.h>
#include <zlib.h>

#include <algorithm>
#include <array>
#include <optional>
#include <string_view>
#include <vector>

#include "metadata/numbers.h"
#include "metadata/provers.h"

namespace photogate {
namespace {

using std::string_view_literals::operator""sv;

struct Rule {
  std::uint16_t tag;
  std::uint32_t most;  // values; 0: as many as there are strips or tiles
};

// TIFF 6.0 and its technical notes: tags of numbers, and how many a page can need. 64 samples a
// pixel are more than any viewer shows.
constexpr std::array kRules = {
    Rule{254, 1},       Rule{256, 1},  Rule{257, 1},  Rule{258, 64}, Rule{259, 1},  Rule{262, 1},
    Rule{266, 1},       Rule{273, 0},  Rule{274, 1},  Rule{277, 1},  Rule{278, 1},  Rule{279, 0},
    Rule{280, 64},      Rule{281, 64}, Rule{282, 1},  Rule{283, 1},  Rule{284, 1},  Rule{292, 1},
    Rule{293, 1},       Rule{296, 1},  Rule{297, 2},  Rule{317, 1},  Rule{318, 2},  Rule{319, 6},
    Rule{320, 3 << 16}, Rule{322, 1},  Rule{323, 1},  Rule{324, 0},  Rule{325, 0},  Rule{332, 1},
    Rule{334, 1},       Rule{338, 64}, Rule{339, 64}, Rule{340, 64}, Rule{341, 64}, Rule{529, 3},
    Rule{530, 2},       Rule{531, 1},  Rule{532, 6}};

struct Field {
  std::uint16_t tag, type;
  std::uint32_t count;
  ByteView value;
};

unsigned SizeOf(std::uint16_t type) {
  switch (type) {
    case 1:
    case 2:
    case 6:
    case 7: return 1;
    case 3:
    case 8: return 2;
    case 4:
    case 9:
    case 11: return 4;
    case 5:
    case 10:
    case 12: return 8;
    default: return 0;  // a number of the file's, not an enum
  }
}

// How many bytes an LZW stream stands for (TIFF 6.0 section 13: codes from the top bit, one code
// early); nullopt when it is damaged or goes on after its end code.
std::optional<std::uint64_t> LzwBytes(ByteView coded) {
  std::vector<std::uint32_t> lengths(4096, 1);
  std::uint32_t bits = 0, previous = 0;
  unsigned have = 0, width = 9, next = 258;
  std::uint64_t sum = 0;
  for (std::size_t at = 0; at < coded.size(); ++at) {
    bits = bits << 8 | coded[at];
    have += 8;
    if (have < width) continue;
    const unsigned code = bits >> (have - width) & ((1u << width) - 1);
    have -= width;
    if (code == 257) return at + 1 == coded.size() ? std::optional(sum) : std::nullopt;
    if (code == 256) {
      width = 9;
      next = 258;
      previous = 0;
      continue;
    }
    std::uint32_t length = 0;
    if (code < 256) {
      length = 1;
    } else if (code < next) {
      length = lengths[code];
    } else if (code == next && previous != 0) {
      length = previous + 1;
    } else {
      return std::nullopt;
    }
    if (previous != 0) {
      if (next >= lengths.size()) return std::nullopt;
      lengths[next++] = previous + 1;
      if (next + 1 >= 1u << width && width < 12) ++width;
    }
    previous = length;
    sum += length;
  }
  return std::nullopt;
}

// TIFF 6.0 section 9.
std::optional<std::uint64_t> PackBitsBytes(ByteView coded) {
  std::uint64_t sum = 0;
  for (std::size_t at = 0; at < coded.size();) {
    const unsigned n = coded[at++];
    if (n == 128) continue;
    const std::size_t takes = n < 128 ? n + 1 : 1;
    if (coded.size() - at < takes) return std::nullopt;
    at += takes;
    sum += n < 128 ? n + 1 : 257 - n;
  }
  return sum;
}

std::optional<std::uint64_t> DeflateBytes(ByteView coded, std::uint64_t most) {
  z_stream z{};
  if (coded.size() > static_cast<uInt>(-1) || inflateInit(&z) != Z_OK) return std::nullopt;
  std::array<Bytef, 32 << 10> buffer;
  z.next_in = const_cast<Bytef*>(coded.data());
  z.avail_in = static_cast<uInt>(coded.size());
  std::uint64_t sum = 0;
  int status = Z_OK;
  while (status == Z_OK && sum <= most) {
    z.next_out = buffer.data();
    z.avail_out = static_cast<uInt>(buffer.size());
    status = inflate(&z, Z_NO_FLUSH);
    sum += buffer.size() - z.avail_out;
  }
  const bool whole = status == Z_STREAM_END && z.avail_in == 0;
  inflateEnd(&z);
  return whole ? std::optional(sum) : std::nullopt;
}

class Proof {
 public:
  Proof(ByteView file, const ProofOrder& order) : file_(file), order_(order) {}

  Result<Done> Run() {
    const bool little = StartsAt(file_, 0, "II*\0"sv);
    if ((!little && !StartsAt(file_, 0, "MM\0*"sv)) || !Fits(file_, 0, 8)) return NotProven("TIFF");
    bytes_ = little ? ByteOrder::kLittle : ByteOrder::kBig;
    known_.emplace_back(0, 8);
    std::uint64_t at = ReadU32(file_, 4, bytes_);
    std::uint64_t last = 0;
    while (at != 0) {
      // Directories stand one after the other, so no circle is possible.
      if (at <= last || !Fits(file_, at, 2)) return NotProven("directory");
      if (++pages_ > order_.limits.pictures) return NotProven("too many pages");
      last = at;
      auto page = Page(at);
      if (!page.ok()) return page;
    }
    if (pages_ == 0) return NotProven("no page");
    return Covered();
  }

 private:
  Result<Done> Page(std::uint64_t& at) {
    const std::uint16_t count = ReadU16(file_, at, bytes_);
    if (!Fits(file_, at, 2u + 12u * count + 4u)) return NotProven("directory");
    known_.emplace_back(at, at + 2 + 12u * count + 4);
    std::vector<Field> fields;
    for (std::uint64_t entry = at + 2; entry < at + 2 + 12u * count; entry += 12) {
      Field field{ReadU16(file_, entry, bytes_),
                  ReadU16(file_, entry + 2, bytes_),
                  ReadU32(file_, entry + 4, bytes_),
                  {}};
      if (!fields.empty() && field.tag <= fields.back().tag) return NotProven("tags out of order");
      const std::uint64_t size = std::uint64_t{SizeOf(field.type)} * field.count;
      if (size == 0) return NotProven("field type");
      const std::uint64_t from = size <= 4 ? entry + 8 : ReadU32(file_, entry + 8, bytes_);
      if (!Fits(file_, from, size)) return NotProven("field value");
      field.value = Slice(file_, from, size);
      if (size > 4) known_.emplace_back(from, from + size);
      for (std::uint64_t i = size; i < 4; ++i) {
        if (file_[static_cast<std::size_t>(entry + 8 + i)] != 0) return NotProven("field padding");
      }
      fields.push_back(field);
    }
    at = ReadU32(file_, at + 2 + 12u * count, bytes_);
    for (const Field& field : fields) {
      auto allowed = Allowed(field);
      if (!allowed.ok()) return allowed;
    }
    return Pixels(fields);
  }

  Result<Done> Allowed(const Field& field) const {
    if (field.tag == 315 || field.tag == 33432) return Credit(field);
    if (field.tag == 34675) return ProveIcc(field.value, order_);
    if (field.tag == 347) return Tables(field.value);
    const auto rule = std::find_if(kRules.begin(), kRules.end(),
                                   [&](const Rule& r) { return r.tag == field.tag; });
    if (rule == kRules.end()) return NotProven(fmt::format("tag {}", field.tag));
    const bool number = field.type != 1 && field.type != 2 && field.type != 6 && field.type != 7;
    if (!number || (rule->most != 0 && field.count > rule->most)) {
      return NotProven(fmt::format("values of tag {}", field.tag));
    }
    // Only full-size pages: no previews, no masks.
    const bool full =
        std::all_of(field.value.begin(), field.value.end(), [](auto b) { return b == 0; });
    if (field.tag == 254 && !full) return NotProven("a page that is not a picture of its own");
    return Done{};
  }

  Result<Done> Credit(const Field& field) const {
    if (!order_.options.credit || pages_ != 1 || field.type != 2) return NotProven("credit");
    const KeptCredit& credit = *order_.options.credit;
    const std::string& wanted = field.tag == 315 ? credit.author : credit.copyright;
    const std::string_view text(reinterpret_cast<const char*>(field.value.data()),
                                field.value.size());
    if (wanted.empty() || text.size() != wanted.size() + 1 || text.back() != '\0' ||
        text.substr(0, wanted.size()) != wanted) {
      return NotProven("credit");
    }
    return Done{};
  }

  // JPEG tables: DQT, DHT and DRI between SOI and EOI.
  static Result<Done> Tables(ByteView block) {
    std::uint64_t at = 2;
    if (!StartsAt(block, 0, "\xFF\xD8"sv)) return NotProven("JPEG tables");
    while (!StartsAt(block, at, "\xFF\xD9"sv)) {
      const bool known = StartsAt(block, at, "\xFF\xDB"sv) || StartsAt(block, at, "\xFF\xC4"sv) ||
                         StartsAt(block, at, "\xFF\xDD"sv);
      if (!known || !Fits(block, at, 4)) return NotProven("JPEG tables");
      const std::uint16_t length = ReadU16(block, at + 2, ByteOrder::kBig);
      if (length < 2 || !Fits(block, at + 2, length)) return NotProven("JPEG tables");
      at += 2u + length;
    }
    if (at + 2 != block.size()) return NotProven("JPEG tables");
    return Done{};
  }

  std::vector<std::uint64_t> Numbers(const std::vector<Field>& fields, std::uint16_t tag) const {
    std::vector<std::uint64_t> out;
    for (const Field& field : fields) {
      if (field.tag != tag || (field.type != 3 && field.type != 4)) continue;
      const unsigned size = SizeOf(field.type);
      for (std::uint64_t i = 0; i < field.count; ++i) {
        out.push_back(ReadUint(field.value, i * size, size, bytes_));
      }
    }
    return out;
  }

  std::uint64_t Number(const std::vector<Field>& fields, std::uint16_t tag,
                       std::uint64_t otherwise) const {
    const auto values = Numbers(fields, tag);
    return values.empty() ? otherwise : values[0];
  }

  Result<Done> Pixels(const std::vector<Field>& fields) {
    const auto tiles = Numbers(fields, 324);
    const auto at = tiles.empty() ? Numbers(fields, 273) : tiles;
    const auto size = Numbers(fields, tiles.empty() ? 279 : 325);
    const std::uint64_t width = Number(fields, 256, 0), height = Number(fields, 257, 0);
    const std::uint64_t samples = Number(fields, 277, 1);
    const Limits& limits = order_.limits;
    if (width == 0 || height == 0 || width > limits.side_px || height > limits.side_px ||
        samples == 0 || samples > 64 || at.empty() || at.size() != size.size()) {
      return NotProven("picture size");
    }
    const std::uint64_t w = tiles.empty() ? width : Number(fields, 322, 0);
    const std::uint64_t h = tiles.empty()
                                ? std::clamp<std::uint64_t>(Number(fields, 278, height), 1, height)
                                : Number(fields, 323, 0);
    if (w == 0 || h == 0 || w > 2 * limits.side_px || h > 2 * limits.side_px) {
      return NotProven("tile size");
    }
    const std::uint64_t across = (width + w - 1) / w, down = (height + h - 1) / h;
    const bool apart = Number(fields, 284, 1) == 2;
    if (at.size() != across * down * (apart ? samples : 1)) return NotProven("number of strips");
    // Bits of all the samples that stand together; they need not be equally deep.
    const auto depths = Numbers(fields, 258);
    std::uint64_t bits = 0;
    for (std::uint64_t i = 0; i < (apart ? 1 : samples); ++i) {
      bits += depths.empty() ? 1 : depths[std::min<std::size_t>(i, depths.size() - 1)];
    }
    const bool subsampled = Number(fields, 262, 0) == 6;
    const std::uint64_t compression = Number(fields, 259, 1);
    for (std::size_t i = 0; i < at.size(); ++i) {
      if (!Fits(file_, at[i], size[i])) return NotProven("strip");
      known_.emplace_back(at[i], at[i] + size[i]);
      const std::uint64_t top = i / across % down * h;
      const std::uint64_t rows = tiles.empty() ? std::min(h, height - top) : h;
      const auto proven =
          Piece(Slice(file_, at[i], size[i]), compression, rows * ((w * bits + 7) / 8), subsampled);
      if (!proven.ok()) return proven;
    }
    return Done{};
  }

  Result<Done> Piece(ByteView piece, std::uint64_t compression, std::uint64_t raw_bytes,
                     bool subsampled) const {
    std::optional<std::uint64_t> decoded;
    switch (compression) {
      case 1:
        decoded = subsampled ? std::nullopt : std::optional<std::uint64_t>(piece.size());
        break;
      case 5: decoded = LzwBytes(piece); break;
      case 8:
      case 32946: decoded = DeflateBytes(piece, raw_bytes); break;
      case 32773: decoded = PackBitsBytes(piece); break;
      case 7: {
        const SanitiseOptions nothing;
        return ProveJpeg(piece, {nothing, order_.limits});
      }
      // The fax codings have no length to hold them against.
      case 2:
      case 3:
      case 4: return ProveNoText(piece);
      default: return NotProven("compression");  // a number of the file's, not an enum
    }
    // Subsampled colours take less room than the formula says.
    if (!decoded || (subsampled ? *decoded > raw_bytes : *decoded != raw_bytes)) {
      return NotProven(fmt::format("strip: {} of {} bytes", decoded.value_or(0), raw_bytes));
    }
    return Done{};
  }

  // Every byte belongs to something, but for one zero byte that makes a place even.
  Result<Done> Covered() {
    std::sort(known_.begin(), known_.end());
    std::uint64_t reached = 0;
    for (const auto& [from, end] : known_) {
      if (from < reached) return NotProven("parts overlap");
      if (from > reached + 1) return NotProven("bytes between the parts");
      if (from == reached + 1 && file_[static_cast<std::size_t>(reached)] != 0) {
        return NotProven("bytes between the parts");
      }
      reached = end;
    }
    if (reached != file_.size()) return NotProven("bytes after the last part");
    return Done{};
  }

  ByteView file_;
  const ProofOrder& order_;
  ByteOrder bytes_ = ByteOrder::kLittle;
  std::uint32_t pages_ = 0;
  std::vector<std::pair<std::uint64_t, std::uint64_t>> known_;
};

}  // namespace

Result<Done> ProveTiff(ByteView file, const ProofOrder& order) { return Proof(file, order).Run(); }

}  // namespace photogate
