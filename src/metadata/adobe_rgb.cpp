#include "metadata/adobe_rgb.h"

#include <optional>
#include <string_view>

#include "metadata/tiff_ifd.h"

namespace photogate {
namespace {

using std::string_view_literals::operator""sv;

constexpr std::uint16_t kExifIfd = 0x8769;
constexpr std::uint16_t kColorSpace = 0xA001;
constexpr std::uint16_t kInteropIfd = 0xA005;
constexpr std::uint16_t kInteropIndex = 0x0001;
constexpr std::uint64_t kUncalibrated = 0xFFFF;

std::optional<std::uint64_t> Number(const Ifd& ifd, std::uint16_t tag, ByteOrder order) {
  const IfdEntry* entry = FindEntry(ifd, tag);
  if (entry == nullptr) return std::nullopt;
  const auto numbers = TiffNumbers(*entry, order, 1);
  if (numbers.empty()) return std::nullopt;
  return numbers[0];
}

}  // namespace

bool SaysAdobeRgb(ByteView exif_block, const Limits& limits) {
  const ByteView tiff = StartsAt(exif_block, 0, "Exif\0\0"sv) ? From(exif_block, 6) : exif_block;
  const auto header = ReadTiffHeader(tiff);
  if (!header) return false;
  const auto below = [&](const Ifd& ifd, std::uint16_t tag) -> std::optional<Ifd> {
    const auto at = Number(ifd, tag, header->order);
    return at ? ReadIfd(tiff, *header, *at, limits.entries) : std::nullopt;
  };
  const auto main = ReadIfd(tiff, *header, header->first_ifd, limits.entries);
  const auto exif = main ? below(*main, kExifIfd) : std::nullopt;
  if (!exif || Number(*exif, kColorSpace, header->order) != kUncalibrated) return false;
  const auto interop = below(*exif, kInteropIfd);
  const IfdEntry* index = interop ? FindEntry(*interop, kInteropIndex) : nullptr;
  return index != nullptr && StartsAt(index->value, 0, "R03"sv);
}

}  // namespace photogate
