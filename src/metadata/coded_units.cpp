#include "metadata/coded_units.h"

#include "metadata/numbers.h"

namespace photogate {
namespace {

// ITU-T H.265 table 7-1.
constexpr unsigned kLastSlice = 31, kVps = 32, kPps = 34, kDelimiter = 35;

Error Damaged(const char* what) {
  return {ErrorKind::kCorrupt,
          "The picture inside the HEIF file is damaged. Export it again from the original.", what};
}

void Put(Bytes& out, ByteView bytes) { out.insert(out.end(), bytes.begin(), bytes.end()); }

void PutNumber(Bytes& out, std::uint64_t value, unsigned size) {
  for (unsigned i = size; i-- > 0;) out.push_back(static_cast<std::uint8_t>(value >> 8 * i));
}

unsigned NalType(std::uint8_t first) { return first >> 1 & 0x3F; }

// AV1 section 6.2.2: sequence header, frame header, tile group, frame, redundant frame header.
bool IsPictureUnit(unsigned type) {
  return type == 1 || type == 3 || type == 4 || type == 6 || type == 7;
}

Result<Bytes> CleanUnits(ByteView data) {
  Bytes out;
  out.reserve(data.size());
  std::uint64_t at = 0;
  while (at < data.size()) {
    const std::uint8_t head = data[static_cast<std::size_t>(at)];
    const unsigned type = head >> 3 & 15;
    const bool extended = (head & 4) != 0, sized = (head & 2) != 0;
    std::uint64_t body = at + (extended ? 2 : 1);
    std::uint64_t size = 0;
    if (!Fits(data, 0, body)) return Damaged("OBU");
    if (sized) {
      unsigned shift = 0;
      while (true) {  // leb128, at most 8 bytes (section 4.10.5)
        if (!Fits(data, body, 1) || shift >= 56) return Damaged("OBU size");
        const std::uint8_t byte = data[static_cast<std::size_t>(body++)];
        size |= std::uint64_t{byte & 0x7Fu} << shift;
        shift += 7;
        if ((byte & 0x80) == 0) break;
      }
    } else {
      size = data.size() - body;
    }
    if (!Fits(data, body, size)) return Damaged("OBU size");
    if (type == 8) {
      return Error{ErrorKind::kUnsupported, "The AVIF file is of a rare kind. Export it as JPEG.",
                   "tile list"};
    }
    if (IsPictureUnit(type)) Put(out, Slice(data, at, body + size - at));
    at = body + size;
  }
  return out;
}

}  // namespace

Result<Bytes> CleanHvcConfiguration(ByteView configuration) {
  constexpr std::uint64_t kHead = 22;
  if (!Fits(configuration, 0, kHead + 1)) return Damaged("hvcC");
  Bytes out;
  Put(out, configuration.first(kHead));
  out.push_back(0);  // number of arrays, below
  std::uint64_t at = kHead + 1;
  for (unsigned array = 0; array < configuration[kHead]; ++array) {
    if (!Fits(configuration, at, 3)) return Damaged("hvcC");
    const unsigned type = configuration[static_cast<std::size_t>(at)] & 0x3F;
    const bool keep = type >= kVps && type <= kPps;
    const std::uint64_t begin = at;
    const unsigned units = ReadU16(configuration, at + 1, ByteOrder::kBig);
    at += 3;
    for (unsigned unit = 0; unit < units; ++unit) {
      if (!Fits(configuration, at, 2)) return Damaged("hvcC");
      const unsigned size = ReadU16(configuration, at, ByteOrder::kBig);
      if (!Fits(configuration, at + 2, size)) return Damaged("hvcC");
      at += 2 + size;
    }
    if (!keep) continue;
    ++out[kHead];
    Put(out, Slice(configuration, begin, at - begin));
  }
  return out;
}

Result<Bytes> CleanHvcPicture(ByteView data, unsigned length_size) {
  Bytes out;
  out.reserve(data.size());
  std::uint64_t at = 0;
  while (at < data.size()) {
    if (!Fits(data, at, length_size)) return Damaged("NAL unit");
    const std::uint64_t size = ReadUint(data, at, length_size, ByteOrder::kBig);
    at += length_size;
    if (size < 2 || !Fits(data, at, size)) return Damaged("NAL unit");
    const unsigned type = NalType(data[static_cast<std::size_t>(at)]);
    if (type <= kLastSlice || (type >= kVps && type <= kDelimiter)) {
      PutNumber(out, size, length_size);
      Put(out, Slice(data, at, size));
    }
    at += size;
  }
  return out;
}

Result<Bytes> CleanAv1Configuration(ByteView configuration) {
  if (!Fits(configuration, 0, 4)) return Damaged("av1C");
  auto units = CleanUnits(From(configuration, 4));
  if (!units.ok()) return units;
  Bytes out;
  Put(out, configuration.first(4));
  Put(out, units.value());
  return out;
}

Result<Bytes> CleanAv1Picture(ByteView data) { return CleanUnits(data); }

}  // namespace photogate
