#include "metadata/tiff_ifd.h"

#include <algorithm>
#include <array>
#include <string_view>

namespace photogate {

using std::string_view_literals::operator""sv;

std::optional<TiffHeader> ReadTiffHeader(ByteView tiff) {
  const bool little = StartsAt(tiff, 0, "II"sv);
  if (!little && !StartsAt(tiff, 0, "MM"sv)) return std::nullopt;
  if (!Fits(tiff, 0, 8)) return std::nullopt;
  const ByteOrder order = little ? ByteOrder::kLittle : ByteOrder::kBig;
  const std::uint16_t magic = ReadU16(tiff, 2, order);
  if (magic == 42) return TiffHeader{order, false, ReadU32(tiff, 4, order)};
  if (magic != 43 || !Fits(tiff, 0, 16)) return std::nullopt;
  if (ReadU16(tiff, 4, order) != 8 || ReadU16(tiff, 6, order) != 0) return std::nullopt;
  return TiffHeader{order, true, ReadUint(tiff, 8, 8, order)};
}

unsigned TiffTypeSize(std::uint16_t type) {
  static constexpr std::array<unsigned, 19> kSizes = {0, 1, 1, 2, 4, 8, 1, 1, 2, 4,
                                                      8, 4, 8, 4, 0, 0, 8, 8, 8};
  return type < kSizes.size() ? kSizes[type] : 0;
}

std::optional<Ifd> ReadIfd(ByteView tiff, const TiffHeader& header, std::uint64_t at,
                           std::size_t max_entries) {
  const unsigned count_size = header.big ? 8 : 2;
  const unsigned offset_size = header.big ? 8 : 4;
  const unsigned entry_size = header.big ? 20 : 12;
  if (!Fits(tiff, at, count_size)) return std::nullopt;
  const std::uint64_t claimed = ReadUint(tiff, at, count_size, header.order);
  const std::uint64_t room = (tiff.size() - at - count_size) / entry_size;
  const std::uint64_t count = std::min<std::uint64_t>({claimed, room, max_entries});
  Ifd ifd{{}, 0, at, 0, count == claimed};
  std::uint64_t here = at + count_size;
  for (std::uint64_t i = 0; i < count; ++i, here += entry_size) {
    IfdEntry entry{};
    entry.tag = ReadU16(tiff, here, header.order);
    entry.type = ReadU16(tiff, here + 2, header.order);
    entry.count = ReadUint(tiff, here + 4, offset_size, header.order);
    const std::uint64_t field = here + 4 + offset_size;
    const unsigned size = TiffTypeSize(entry.type);
    // A value cannot be longer than the block: this also keeps the product in range.
    if (size != 0 && entry.count <= tiff.size() / size) {
      const std::uint64_t bytes = entry.count * size;
      const std::uint64_t from =
          bytes <= offset_size ? field : ReadUint(tiff, field, offset_size, header.order);
      if (Fits(tiff, from, bytes)) {
        entry.readable = true;
        entry.value = Slice(tiff, from, bytes);
        entry.value_at = from;
      }
    }
    ifd.entries.push_back(entry);
  }
  if (ifd.whole && Fits(tiff, here, offset_size)) {
    ifd.next = ReadUint(tiff, here, offset_size, header.order);
    here += offset_size;
  }
  ifd.end = here;
  return ifd;
}

std::vector<std::uint64_t> TiffNumbers(const IfdEntry& entry, ByteOrder order, std::size_t max) {
  static constexpr std::array<std::uint16_t, 7> kUnsigned = {1, 3, 4, 7, 13, 16, 18};
  std::vector<std::uint64_t> out;
  if (!entry.readable ||
      std::find(kUnsigned.begin(), kUnsigned.end(), entry.type) == kUnsigned.end()) {
    return out;
  }
  const unsigned size = TiffTypeSize(entry.type);
  const std::uint64_t count = std::min<std::uint64_t>(entry.count, max);
  out.reserve(static_cast<std::size_t>(count));
  for (std::uint64_t i = 0; i < count; ++i) {
    out.push_back(ReadUint(entry.value, i * size, size, order));
  }
  return out;
}

const IfdEntry* FindEntry(const Ifd& ifd, std::uint16_t tag) {
  const auto at = std::find_if(ifd.entries.begin(), ifd.entries.end(),
                               [tag](const IfdEntry& entry) { return entry.tag == tag; });
  return at == ifd.entries.end() ? nullptr : &*at;
}

}  // namespace photogate
