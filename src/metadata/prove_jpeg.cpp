#include <fmt/core.h>

#include <array>
#include <cstring>
#include <map>
#include <string_view>

#include "metadata/numbers.h"
#include "metadata/provers.h"

namespace photogate {
namespace {

using std::string_view_literals::operator""sv;

// One pass from SOI to the last byte. Every segment's length must be what its own content says, so
// that no table can carry something besides.
class Proof {
 public:
  Proof(ByteView file, const ProofOrder& order) : file_(file), order_(order) {}

  Result<Done> Run() {
    if (!StartsAt(file_, 0, "\xFF\xD8"sv)) return NotProven("no SOI");
    at_ = 2;
    while (true) {
      if (!Fits(file_, at_, 2) || Byte(at_) != 0xFF)
        return NotProven("no marker where one must be");
      const std::uint8_t marker = Byte(at_ + 1);
      at_ += 2;
      if (marker == 0xD9) return End();
      if (!Fits(file_, at_, 2)) return NotProven("segment cut short");
      const std::uint16_t length = ReadU16(file_, at_, ByteOrder::kBig);
      if (length < 2 || !Fits(file_, at_, length)) return NotProven("segment cut short");
      const ByteView payload = Slice(file_, at_ + 2, length - 2u);
      at_ += length;
      auto segment = Segment(marker, payload);
      if (!segment.ok()) return segment;
      if (marker == 0xDA) {
        auto scan = Scan();
        if (!scan.ok()) return scan;
      }
    }
  }

 private:
  std::uint8_t Byte(std::uint64_t at) const { return file_[static_cast<std::size_t>(at)]; }

  Result<Done> End() {
    if (at_ != file_.size()) return NotProven("bytes after EOI");
    if (!frame_ || !scan_) return NotProven("no picture");
    if (icc_parts_ != icc_of_) return NotProven("ICC profile not whole");
    if (icc_.empty()) return Done{};
    return ProveIcc(icc_, order_);
  }

  Result<Done> Segment(std::uint8_t marker, ByteView payload) {
    switch (marker) {
      case 0xDB: return Holds(QuantisationTables(payload), "DQT");
      case 0xC4: return Holds(HuffmanTables(payload), "DHT");
      case 0xCC: return Holds(payload.size() % 2 == 0 && payload.size() <= 64, "DAC");
      case 0xDD: return Holds(payload.size() == 2, "DRI");
      case 0xDC: return Holds(scan_ && payload.size() == 2, "DNL");
      case 0xDA:
        return Holds(frame_ && !payload.empty() && payload.size() == 4u + 2u * payload[0] &&
                         SendsAnew(payload),
                     "SOS");
      case 0xC0:
      case 0xC1:
      case 0xC2:
      case 0xC9:
      case 0xCA: {
        const bool first = !frame_;
        frame_ = true;
        progressive_ = marker == 0xC2 || marker == 0xCA;
        if (!first || payload.size() < 6 || payload.size() != 6u + 3u * payload[5]) {
          return NotProven("SOF");
        }
        const std::uint64_t height = ReadU16(payload, 1, ByteOrder::kBig);
        const std::uint64_t width = ReadU16(payload, 3, ByteOrder::kBig);
        const Limits& limits = order_.limits;
        return Holds(width > 0 && width <= limits.side_px && height <= limits.side_px &&
                         width * height <= limits.pixels,
                     "SOF size");
      }
      default: break;  // a marker byte, not an enum
    }
    // Application segments: each once, in front of the picture.
    if (frame_ || scan_) return NotProven(fmt::format("marker {:02x} inside the picture", marker));
    switch (marker) {
      case 0xE0:
        return Once(jfif_,
                    StartsAt(payload, 0, "JFIF\0"sv) && payload.size() == 14 && payload[12] == 0 &&
                        payload[13] == 0,
                    "APP0");
      case 0xE1: {
        auto once = Once(exif_, StartsAt(payload, 0, "Exif\0\0"sv), "APP1");
        if (!once.ok()) return once;
        return ProveExif(From(payload, 6), order_);
      }
      case 0xE2: return IccPart(payload);
      case 0xEE:
        return Once(adobe_, StartsAt(payload, 0, "Adobe"sv) && payload.size() == 12, "APP14");
      default: return NotProven(fmt::format("marker {:02x}", marker));
    }
  }

  static Result<Done> Holds(bool holds, const char* what) {
    if (!holds) return NotProven(what);
    return Done{};
  }

  static Result<Done> Once(bool& seen, bool holds, const char* what) {
    if (seen) return NotProven(fmt::format("second {}", what));
    seen = true;
    return Holds(holds, what);
  }

  // A scan that sends again what an earlier one has sent replaces it, and the earlier one is a
  // picture that nobody sees. T.81 B.2.3 and G.1.1.1: each coefficient comes once, and its lower
  // bits after that one by one.
  bool SendsAnew(ByteView payload) {
    const std::size_t components = payload[0];
    const std::size_t end = 1 + 2 * components;
    const int first = progressive_ ? payload[end] : 0;
    const int last = progressive_ ? payload[end + 1] : 63;
    const int high = progressive_ ? payload[end + 2] >> 4 : 0;
    const int low = progressive_ ? payload[end + 2] & 15 : 0;
    if (first > last || last > 63) return false;
    for (std::size_t i = 0; i < components; ++i) {
      auto& bits = sent_.try_emplace(payload[1 + 2 * i], Untouched()).first->second;
      for (int k = first; k <= last; ++k) {
        int& have = bits[static_cast<std::size_t>(k)];
        if (high == 0 ? have != kNothing : have != high || low != high - 1) return false;
        have = low;
      }
    }
    return true;
  }

  // T.81 B.2.4.1: precision and number, then 64 values of one or two bytes.
  static bool QuantisationTables(ByteView payload) {
    std::size_t at = 0;
    while (at < payload.size()) {
      if (payload[at] >> 4 > 1 || (payload[at] & 15) > 3) return false;
      at += payload[at] >> 4 == 0 ? 65 : 129;
    }
    return at == payload.size();
  }

  // T.81 B.2.4.2: class and number, 16 counts, and as many values as the counts add up to.
  static bool HuffmanTables(ByteView payload) {
    std::size_t at = 0;
    while (at < payload.size()) {
      if (payload.size() - at < 17 || payload[at] >> 4 > 1 || (payload[at] & 15) > 3) return false;
      std::size_t values = 0;
      for (std::size_t i = 1; i <= 16; ++i) values += payload[at + i];
      if (values > 256) return false;
      at += 17 + values;
    }
    return at == payload.size();
  }

  Result<Done> IccPart(ByteView payload) {
    if (!StartsAt(payload, 0, "ICC_PROFILE\0"sv) || payload.size() <= 14) return NotProven("APP2");
    if (payload[12] != icc_parts_ + 1 || (icc_of_ != 0 && icc_of_ != payload[13])) {
      return NotProven("ICC profile parts");
    }
    ++icc_parts_;
    icc_of_ = payload[13];
    if (icc_.size() + payload.size() > order_.limits.icc_bytes + 14) return NotProven("ICC size");
    icc_.insert(icc_.end(), payload.begin() + 14, payload.end());
    return Done{};
  }

  // Entropy-coded data ends at the first marker that is neither a stuffed zero, a restart nor fill.
  Result<Done> Scan() {
    scan_ = true;
    const std::uint64_t begin = at_;
    while (true) {
      const void* hit =
          at_ < file_.size()
              ? std::memchr(file_.data() + at_, 0xFF, static_cast<std::size_t>(file_.size() - at_))
              : nullptr;
      if (hit == nullptr) return NotProven("scan without an end");
      at_ = static_cast<std::uint64_t>(static_cast<const std::uint8_t*>(hit) - file_.data());
      if (!Fits(file_, at_, 2)) return NotProven("scan without an end");
      const std::uint8_t next = Byte(at_ + 1);
      if (next == 0xFF) {
        ++at_;
      } else if (next == 0 || (next >= 0xD0 && next <= 0xD7)) {
        at_ += 2;
      } else {
        return ProveNoText(Slice(file_, begin, at_ - begin));
      }
    }
  }

  static constexpr int kNothing = -1;
  using CoefficientBits = std::array<int, 64>;  // the lowest bit sent of each, or kNothing
  static CoefficientBits Untouched() {
    CoefficientBits bits;
    bits.fill(kNothing);
    return bits;
  }

  ByteView file_;
  const ProofOrder& order_;
  std::map<std::uint8_t, CoefficientBits> sent_;  // by component
  bool progressive_ = false;
  std::uint64_t at_ = 0;
  bool jfif_ = false, exif_ = false, adobe_ = false, frame_ = false, scan_ = false;
  Bytes icc_;
  int icc_parts_ = 0, icc_of_ = 0;
};

}  // namespace

Result<Done> ProveJpeg(ByteView file, const ProofOrder& order) { return Proof(file, order).Run(); }

}  // namespace photogate
