#include "metadata/tiff_page.h"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include "metadata/icc_profile.h"
#include "metadata/jpeg_parts.h"
#include "metadata/rewriters.h"

namespace photogate {
namespace {

// TIFF 6.0, and the technical notes for JPEG and Deflate.
constexpr std::uint16_t kSubfileType = 254, kWidth = 256, kHeight = 257, kBits = 258,
                        kCompression = 259, kColours = 262, kStripOffsets = 273, kSamples = 277,
                        kRowsPerStrip = 278, kStripSizes = 279, kPlanar = 284, kTileWidth = 322,
                        kTileHeight = 323, kTileOffsets = 324, kTileSizes = 325, kJpegTables = 347,
                        kIcc = 34675, kSubsampling = 530;

// What changes how a page is shown. The rest is text, dates, devices, places or private.
constexpr std::array<std::uint16_t, 30> kNumbers = {
    kWidth, kHeight, kBits,      kCompression, kColours, 266, 274, kSamples, kRowsPerStrip, 280,
    281,    282,     283,        kPlanar,      292,      293, 296, 297,      317,           318,
    319,    320,     kTileWidth, kTileHeight,  332,      334, 338, 339,      kSubsampling,  531};
constexpr std::array<std::uint16_t, 4> kMoreNumbers = {340, 341, 529, 532};

constexpr std::array<std::uint64_t, 9> kCompressions = {1, 2, 3, 4, 5, 7, 8, 32946, 32773};
// White is zero, black is zero, RGB, palette, separated (CMYK), YCbCr, CIE L*a*b*.
constexpr std::array<std::uint64_t, 7> kColourKinds = {0, 1, 2, 3, 5, 6, 8};

// Palettes have 3 * 2^bits values.
constexpr std::uint64_t kMostValues = 3 << 16;

Error Damaged(const char* what) {
  return {ErrorKind::kCorrupt,
          "The TIFF file is damaged or contradicts itself. Export it again from the original.",
          what};
}

Error Rare(const char* what) {
  return {ErrorKind::kUnsupported,
          "The TIFF file is of a rare kind that photogate cannot clean. Save it as PNG or JPEG.",
          what};
}

template <typename List, typename Value>
bool Has(const List& list, Value value) {
  return std::find(list.begin(), list.end(), value) != list.end();
}

void PutNumber(Bytes& out, std::uint64_t value, unsigned size, ByteOrder order) {
  for (unsigned i = 0; i < size; ++i) {
    const unsigned shift = 8 * (order == ByteOrder::kBig ? size - 1 - i : i);
    out.push_back(static_cast<std::uint8_t>(value >> shift));
  }
}

class PageReader {
 public:
  PageReader(ByteView file, const TiffHeader& header, const Ifd& ifd, const Limits& limits)
      : file_(file), header_(header), ifd_(ifd), limits_(limits) {}

  Result<TiffPage> Read() {
    if (!ifd_.whole) return Damaged("directory");
    auto fields = Fields();
    if (!fields.ok()) return fields.error();
    auto pieces = Pieces();
    if (!pieces.ok()) return pieces.error();
    return TiffPage{std::move(fields).value(), tiled_, std::move(pieces).value()};
  }

 private:
  std::uint64_t Number(std::uint16_t tag, std::uint64_t otherwise) const {
    const IfdEntry* entry = FindEntry(ifd_, tag);
    if (entry == nullptr) return otherwise;
    const auto values = TiffNumbers(*entry, header_.order, 1);
    return values.empty() ? otherwise : values[0];
  }

  Result<std::vector<TiffField>> Fields() const {
    // Every page that stays is a picture of its own: said so, because readers take a page that does
    // not say it for a preview.
    std::vector<TiffField> out = {{kSubfileType, 4, 1, Bytes(4, 0)}};
    for (const IfdEntry& entry : ifd_.entries) {
      const bool number = Has(kNumbers, entry.tag) || Has(kMoreNumbers, entry.tag);
      if (!number && entry.tag != kJpegTables && entry.tag != kIcc) continue;
      // Readers take the first of a tag that comes twice.
      const bool again = std::any_of(out.begin(), out.end(),
                                     [&](const TiffField& f) { return f.tag == entry.tag; });
      if (again) continue;
      if (!entry.readable) return Damaged("field");
      auto field = number ? NumberField(entry) : BlockField(entry);
      if (!field.ok()) return field.error();
      out.push_back(std::move(field).value());
    }
    std::sort(out.begin(), out.end(),
              [](const TiffField& a, const TiffField& b) { return a.tag < b.tag; });
    return out;
  }

  Result<TiffField> NumberField(const IfdEntry& entry) const {
    if (entry.count == 0 || entry.count > kMostValues || entry.type == 2) return Damaged("field");
    TiffField field{entry.tag, entry.type, static_cast<std::uint32_t>(entry.count), {}};
    // 64-bit numbers become 32-bit ones, and the odd byte becomes the usual SHORT.
    const bool wide = entry.type >= 16;
    const bool narrow = entry.type == 1 || entry.type == 7;
    if (!wide && !narrow) {
      field.value.assign(entry.value.begin(), entry.value.end());
      return field;
    }
    field.type = wide ? 4 : 3;
    for (const std::uint64_t value : TiffNumbers(entry, header_.order, kMostValues)) {
      if (value > 0xFFFFFFFF) return Damaged("field");
      PutNumber(field.value, value, wide ? 4 : 2, header_.order);
    }
    return field.value.empty() ? Result<TiffField>(Damaged("field")) : field;
  }

  Result<TiffField> BlockField(const IfdEntry& entry) const {
    auto block = entry.tag == kIcc ? CleanIcc(entry.value, limits_) : CleanTables(entry.value);
    if (!block.ok()) return block.error();
    const auto count = static_cast<std::uint32_t>(block.value().size());
    return TiffField{entry.tag, 7, count, std::move(block).value()};
  }

  // JPEG tables without a picture (TIFF technical note 2).
  Result<Bytes> CleanTables(ByteView block) const {
    const JpegParts jpeg = SplitJpeg(block, limits_);
    if (jpeg.broken) return *jpeg.broken;
    Bytes out = {0xFF, jpeg::kSoi};
    for (const JpegPart& part : jpeg.parts) {
      if (part.marker != jpeg::kDqt && part.marker != jpeg::kDht && part.marker != jpeg::kDri) {
        continue;
      }
      out.insert(out.end(), {0xFF, part.marker});
      PutNumber(out, part.payload.size() + 2, 2, ByteOrder::kBig);
      out.insert(out.end(), part.payload.begin(), part.payload.end());
    }
    out.insert(out.end(), {0xFF, jpeg::kEoi});
    return out;
  }

  Result<std::vector<Bytes>> Pieces() {
    const std::uint64_t width = Number(kWidth, 0), height = Number(kHeight, 0);
    if (width == 0 || height == 0) return Damaged("size");
    if (width > limits_.side_px || height > limits_.side_px || width * height > limits_.pixels) {
      return Error{ErrorKind::kLimitExceeded, "The picture is larger than photogate handles.",
                   "size"};
    }
    if (!Has(kCompressions, Number(kCompression, 1))) return Rare("compression");
    if (!Has(kColourKinds, Number(kColours, 99))) return Rare("colours");
    tiled_ = FindEntry(ifd_, kTileOffsets) != nullptr;
    const IfdEntry* offsets = FindEntry(ifd_, tiled_ ? kTileOffsets : kStripOffsets);
    const IfdEntry* sizes = FindEntry(ifd_, tiled_ ? kTileSizes : kStripSizes);
    if (offsets == nullptr || sizes == nullptr) return Damaged("places of the pixels");
    const auto at = TiffNumbers(*offsets, header_.order, limits_.entries);
    const auto size = TiffNumbers(*sizes, header_.order, limits_.entries);
    if (at.empty() || at.size() != size.size() || offsets->count != at.size()) {
      return Damaged("places of the pixels");
    }
    std::vector<Bytes> out;
    std::uint64_t sum = 0;
    for (std::size_t i = 0; i < at.size(); ++i) {
      if (!Fits(file_, at[i], size[i])) return Damaged("place of a strip");
      sum += size[i];
      // Overlapping strips would make the copy larger than the file.
      if (sum > file_.size()) return Damaged("overlapping strips");
      auto piece = Piece(Slice(file_, at[i], size[i]), i, width, height);
      if (!piece.ok()) return piece.error();
      out.push_back(std::move(piece).value());
    }
    return out;
  }

  Result<Bytes> Piece(ByteView raw, std::size_t index, std::uint64_t width,
                      std::uint64_t height) const {
    const std::uint64_t compression = Number(kCompression, 1);
    if (compression == 7) {
      const SanitiseOptions nothing;
      return RewriteJpeg(raw, {1, nothing, limits_});
    }
    if (compression != 1) return Bytes(raw.begin(), raw.end());
    const auto needed = RawBytes(index, width, height);
    if (!needed) return Rare("subsampled colours without compression");
    if (raw.size() < *needed) return Damaged("strip cut short");
    const ByteView part = raw.first(static_cast<std::size_t>(*needed));
    return Bytes(part.begin(), part.end());
  }

  // Bytes of an uncompressed strip or tile (TIFF 6.0 sections 3, 8 and 15).
  std::optional<std::uint64_t> RawBytes(std::size_t index, std::uint64_t width,
                                        std::uint64_t height) const {
    const std::uint64_t samples = Number(kSamples, 1);
    const bool apart = Number(kPlanar, 1) == 2;
    if (samples == 0 || samples > 64 || Number(kColours, 99) == 6) return std::nullopt;
    std::uint64_t bits = 0;
    if (const IfdEntry* entry = FindEntry(ifd_, kBits)) {
      const auto each = TiffNumbers(*entry, header_.order, 64);
      if (each.empty()) return std::nullopt;
      if (!std::all_of(each.begin(), each.end(), [&](auto b) { return b == each[0]; })) {
        return std::nullopt;
      }
      bits = each[0];
    } else {
      bits = 1;
    }
    if (bits == 0 || bits > 64) return std::nullopt;
    const std::uint64_t together = apart ? 1 : samples;
    if (tiled_) {
      const std::uint64_t w = Number(kTileWidth, 0), h = Number(kTileHeight, 0);
      if (w == 0 || h == 0 || w > limits_.side_px || h > limits_.side_px) return std::nullopt;
      return h * ((w * together * bits + 7) / 8);
    }
    const std::uint64_t rows =
        std::min(std::max<std::uint64_t>(Number(kRowsPerStrip, height), 1), height);
    const std::uint64_t strips = (height + rows - 1) / rows;
    const std::uint64_t first = index % strips * rows;
    return std::min(rows, height - first) * ((width * together * bits + 7) / 8);
  }

  ByteView file_;
  const TiffHeader& header_;
  const Ifd& ifd_;
  const Limits& limits_;
  bool tiled_ = false;
};

}  // namespace

Result<TiffPage> ReadTiffPage(ByteView file, const TiffHeader& header, const Ifd& ifd,
                              const Limits& limits) {
  return PageReader(file, header, ifd, limits).Read();
}

}  // namespace photogate
