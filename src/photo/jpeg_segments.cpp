#include "photo/jpeg_segments.h"

#include <algorithm>
#include <array>
#include <string_view>

#include "photo/failure.h"

namespace photogate::photo {
namespace {

constexpr std::uint8_t kEoi = 0xD9;
constexpr std::uint8_t kSos = 0xDA;
constexpr std::uint8_t kApp1 = 0xE1;
constexpr std::uint8_t kApp2 = 0xE2;

bool HasNoLength(std::uint8_t marker) {
  return marker == 0x01 || (marker >= 0xD0 && marker <= 0xD8);  // TEM, RST0..7, SOI
}

bool StartsWith(ByteView bytes, std::string_view text) {
  return bytes.size() >= text.size() &&
         std::equal(text.begin(), text.end(), bytes.begin(),
                    [](char a, std::uint8_t b) { return static_cast<std::uint8_t>(a) == b; });
}

// ICC.1 annex B.4: "ICC_PROFILE\0", the piece's number from 1, the number of pieces, data.
class IccPieces {
 public:
  void Add(ByteView payload) {
    if (!StartsWith(payload, kPrefix) || payload.size() < kPrefix.size() + 2) return;
    const unsigned number = payload[kPrefix.size()];
    const unsigned count = payload[kPrefix.size() + 1];
    if (count_ == 0) count_ = count;
    if (number == 0 || number > count || count != count_ || !pieces_[number].empty()) {
      broken_ = true;
      return;
    }
    pieces_[number] = payload.subspan(kPrefix.size() + 2);
  }

  Bytes Join(const Limits& limits) const {
    Bytes icc;
    if (broken_) return icc;
    for (unsigned number = 1; number <= count_; ++number) {
      const ByteView piece = pieces_[number];
      if (piece.empty() || icc.size() + piece.size() > limits.icc_bytes) return {};
      icc.insert(icc.end(), piece.begin(), piece.end());
    }
    return icc;
  }

 private:
  static constexpr std::string_view kPrefix{"ICC_PROFILE\0", 12};
  std::array<ByteView, 256> pieces_{};
  unsigned count_ = 0;
  bool broken_ = false;
};

}  // namespace

Result<JpegSegments> ReadJpegSegments(ByteView bytes, const Limits& limits) {
  JpegSegments found;
  IccPieces icc;
  bool has_exif = false;
  std::uint32_t segments = 0;
  std::size_t at = 2;
  while (at + 4 <= bytes.size()) {
    // libjpeg, too, looks for the next 0xFF when something else stands between segments.
    if (bytes[at] != 0xFF || bytes[at + 1] == 0xFF || bytes[at + 1] == 0) {
      ++at;
      continue;
    }
    const std::uint8_t marker = bytes[at + 1];
    at += 2;
    if (marker == kSos || marker == kEoi) break;
    if (HasNoLength(marker)) continue;
    if (++segments > limits.entries) return TooLarge("number of JPEG segments");
    const std::size_t length = static_cast<std::size_t>(bytes[at]) << 8 | bytes[at + 1];
    if (length < 2 || length > bytes.size() - at) break;
    const ByteView payload = bytes.subspan(at + 2, length - 2);
    if (marker == kApp1 && !has_exif && StartsWith(payload, std::string_view{"Exif\0", 5})) {
      has_exif = true;
      found.orientation = ExifOrientation(payload);
    } else if (marker == kApp2) {
      icc.Add(payload);
    }
    at += length;
  }
  found.icc = icc.Join(limits);
  return found;
}

}  // namespace photogate::photo
