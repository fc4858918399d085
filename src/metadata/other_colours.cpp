#include "metadata/other_colours.h"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <string_view>

#include "metadata/adobe_rgb.h"
#include "metadata/heif_file.h"
#include "metadata/jpeg_parts.h"
#include "metadata/numbers.h"
#include "metadata/png_chunks.h"
#include "metadata/tiff_ifd.h"

namespace photogate {
namespace {

using std::string_view_literals::operator""sv;

// sRGB's gamma and, as x and y of white, red, green and blue, its colours, times 100,000. Writers
// round them differently.
constexpr std::int64_t kGamma = 45'455;
constexpr std::array<std::int64_t, 8> kColours = {31'270, 32'900, 64'000, 33'000,
                                                  30'000, 60'000, 15'000, 6'000};
constexpr std::int64_t kRounding = 200;

bool IsNear(std::uint32_t value, std::int64_t wanted) {
  return std::abs(static_cast<std::int64_t>(value) - wanted) <= kRounding;
}

// ITU-T H.273: unspecified, BT.709 and its like, and sRGB.
bool IsSrgbLike(std::uint64_t primaries, std::uint64_t transfer) {
  return (primaries == 1 || primaries == 2) &&
         (transfer == 1 || transfer == 2 || transfer == 6 || transfer == 13 || transfer == 14);
}

bool InPng(ByteView file, const Limits& limits) {
  const PngChunks png = SplitPng(file, limits);
  bool other = false;
  for (const PngChunk& chunk : png.chunks) {
    if (chunk.type == "cICP" && chunk.data.size() >= 2) {
      // It goes before a profile and before sRGB.
      if (!IsSrgbLike(chunk.data[0], chunk.data[1])) return true;
    }
    if (chunk.type == "iCCP" || chunk.type == "sRGB") return false;
    if (chunk.type == "gAMA" && chunk.data.size() >= 4) {
      other |= !IsNear(ReadU32(chunk.data, 0, ByteOrder::kBig), kGamma);
    }
    if (chunk.type == "cHRM" && chunk.data.size() >= 32) {
      for (std::size_t i = 0; i < kColours.size(); ++i) {
        other |= !IsNear(ReadU32(chunk.data, 4 * i, ByteOrder::kBig), kColours[i]);
      }
    }
    if (chunk.type == "IDAT") break;
  }
  return other;
}

bool InHeif(ByteView file, const Limits& limits) {
  const HeifFile heif = SplitHeif(file, limits);
  const HeifItem* primary = FindItem(heif, heif.primary);
  if (primary == nullptr) return false;
  bool other = false;
  for (const auto& [index, essential] : primary->uses) {
    const HeifBox& property = heif.properties[index];
    if (property.type != "colr") continue;
    if (!StartsAt(property.payload, 0, "nclx"sv)) return false;  // a profile
    if (property.payload.size() < 8) continue;
    other |= !IsSrgbLike(ReadU16(property.payload, 4, ByteOrder::kBig),
                         ReadU16(property.payload, 6, ByteOrder::kBig));
  }
  return other;
}

// Whether an entry of `count` fractions is there and is not kColours from `first` on.
bool Differs(const IfdEntry* entry, ByteOrder order, std::size_t first, std::size_t count) {
  constexpr std::uint16_t kRational = 5;
  if (entry == nullptr) return false;
  if (!entry->readable || entry->type != kRational || entry->value.size() < 8 * count) return true;
  for (std::size_t i = 0; i < count; ++i) {
    const std::uint64_t over = ReadU32(entry->value, 8 * i, order);
    const std::uint64_t under = ReadU32(entry->value, 8 * i + 4, order);
    if (under == 0) return true;
    const std::uint64_t scaled = over * 100'000 / under;
    if (scaled > 100'000 || !IsNear(static_cast<std::uint32_t>(scaled), kColours[first + i])) {
      return true;
    }
  }
  return false;
}

bool InTiff(ByteView file, const Limits& limits) {
  const auto header = ReadTiffHeader(file);
  const auto ifd =
      header ? ReadIfd(file, *header, header->first_ifd, limits.entries) : std::nullopt;
  if (!ifd || FindEntry(*ifd, 0x8773) != nullptr) return false;  // ICCProfile
  // Writers that know of no profile say sRGB's own numbers; TransferFunction is rare.
  return FindEntry(*ifd, 301) != nullptr || Differs(FindEntry(*ifd, 318), header->order, 0, 2) ||
         Differs(FindEntry(*ifd, 319), header->order, 2, 6);
}

bool InJpeg(ByteView file, const Limits& limits) {
  const JpegParts jpeg = SplitJpeg(file, limits);
  for (const JpegPart& part : jpeg.parts) {
    if (part.marker == jpeg::kSos) break;
    if (part.marker == jpeg::kApp2 && StartsAt(part.payload, 0, "ICC_PROFILE\0"sv)) return false;
  }
  for (const JpegPart& part : jpeg.parts) {
    if (part.marker == jpeg::kSos) break;
    // Viewers take the first Exif block.
    if (part.marker == jpeg::kApp1 && StartsAt(part.payload, 0, "Exif\0"sv)) {
      return part.payload.size() > 6 && SaysAdobeRgb(From(part.payload, 6), limits);
    }
  }
  return false;
}

}  // namespace

bool HasOtherColours(ByteView file, FileFormat format, const Limits& limits) {
  switch (format) {
    case FileFormat::kJpeg: return InJpeg(file, limits);
    case FileFormat::kPng: return InPng(file, limits);
    case FileFormat::kTiff: return InTiff(file, limits);
    case FileFormat::kHeif:
    case FileFormat::kAvif: return InHeif(file, limits);
    case FileFormat::kWebp:
    case FileFormat::kBmp:
    case FileFormat::kGif:
    case FileFormat::kVideo:
    case FileFormat::kDocument:
    case FileFormat::kUnknown:
    case FileFormat::kEmpty: break;
  }
  return false;
}

}  // namespace photogate
