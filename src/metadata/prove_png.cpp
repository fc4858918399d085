#include <fmt/core.h>
#include <zlib.h>

#include <algorithm>
#include <array>
#include <memory>
#include <string_view>
#include <vector>

#include "metadata/numbers.h"
#include "metadata/provers.h"

namespace photogate {
namespace {

using std::string_view_literals::operator""sv;

// A zlib stream fed in pieces; counts what comes out and keeps none of it.
class Stream {
 public:
  Stream() { ready_ = inflateInit(&z_) == Z_OK; }
  ~Stream() { inflateEnd(&z_); }
  Stream(const Stream&) = delete;
  Stream& operator=(const Stream&) = delete;

  // False when the stream is damaged, gives more than `most` bytes, or ended before these.
  bool Feed(ByteView piece, std::uint64_t most, Bytes* keep = nullptr) {
    if (!ready_ || piece.size() > static_cast<uInt>(-1)) return false;
    if (piece.empty()) return true;
    if (ended_) return false;
    z_.next_in = const_cast<Bytef*>(piece.data());
    z_.avail_in = static_cast<uInt>(piece.size());
    while (!ended_) {
      z_.next_out = buffer_.data();
      z_.avail_out = static_cast<uInt>(buffer_.size());
      const int status = inflate(&z_, Z_NO_FLUSH);
      const std::size_t made = buffer_.size() - z_.avail_out;
      count_ += made;
      if (keep != nullptr) keep->insert(keep->end(), buffer_.data(), buffer_.data() + made);
      if (count_ > most) return false;
      if (status == Z_STREAM_END) {
        ended_ = true;
      } else if (status == Z_BUF_ERROR || (status == Z_OK && z_.avail_out != 0)) {
        return z_.avail_in == 0;
      } else if (status != Z_OK) {
        return false;
      }
    }
    return z_.avail_in == 0;
  }
  bool EndsAfter(std::uint64_t count) const { return ended_ && count_ == count; }

 private:
  z_stream z_{};
  bool ready_ = false;
  bool ended_ = false;
  std::uint64_t count_ = 0;
  std::array<std::uint8_t, 32 << 10> buffer_;
};

struct Header {
  std::uint32_t width, height;
  unsigned depth, type, channels;
  bool interlaced;
};

// Bytes of the filtered rows (PNG third edition, chapters 7 to 9).
std::uint64_t RowBytes(const Header& header, std::uint64_t width, std::uint64_t height) {
  if (width == 0 || height == 0) return 0;
  return height * (1 + (width * header.channels * header.depth + 7) / 8);
}

std::uint64_t PictureBytes(const Header& header, std::uint64_t width, std::uint64_t height) {
  if (!header.interlaced) return RowBytes(header, width, height);
  // Adam7: first column, first row, column step, row step (section 8.1).
  static constexpr std::uint64_t kPasses[7][4] = {{0, 0, 8, 8}, {4, 0, 8, 8}, {0, 4, 4, 8},
                                                  {2, 0, 4, 4}, {0, 2, 2, 4}, {1, 0, 2, 2},
                                                  {0, 1, 1, 2}};
  std::uint64_t sum = 0;
  for (const auto& [x, y, dx, dy] : kPasses) {
    if (width <= x || height <= y) continue;
    sum += RowBytes(header, (width - x + dx - 1) / dx, (height - y + dy - 1) / dy);
  }
  return sum;
}

class Proof {
 public:
  Proof(ByteView file, const ProofOrder& order) : file_(file), order_(order) {}

  Result<Done> Run() {
    if (!StartsAt(file_, 0, "\x89PNG\r\n\x1A\n"sv)) return NotProven("PNG signature");
    std::uint64_t at = 8;
    while (true) {
      if (!Fits(file_, at, 12)) return NotProven("no IEND");
      const std::uint64_t size = ReadU32(file_, at, ByteOrder::kBig);
      if (!Fits(file_, at, 12 + size)) return NotProven("chunk cut short");
      const ByteView named = Slice(file_, at + 4, 4 + size);
      if (ReadU32(file_, at + 8 + size, ByteOrder::kBig) !=
          crc32_z(0, named.data(), named.size())) {
        return NotProven("chunk checksum");
      }
      at += 12 + size;
      const std::string_view type(reinterpret_cast<const char*>(named.data()), 4);
      const ByteView data = From(named, 4);
      const bool first = std::find(seen_.begin(), seen_.end(), type) == seen_.end();
      if (first) seen_.push_back(type);
      if (type != "IDAT" && type != "fdAT" && type != "fcTL" && !first) {
        return NotProven("chunk comes twice");
      }
      if ((seen_.size() == 1) != (type == "IHDR")) return NotProven("IHDR must come first");
      if (type == "IEND") {
        if (!data.empty() || at != file_.size()) return NotProven("bytes after IEND");
        return End();
      }
      auto chunk = Chunk(type, data);
      if (!chunk.ok()) return chunk;
    }
  }

 private:
  Result<Done> Chunk(std::string_view type, ByteView data) {
    if (type == "IHDR") return ReadHeader(data);
    if (type == "IDAT") {
      if (!pixels_.Feed(data, picture_bytes_)) return NotProven("IDAT");
      return Done{};
    }
    if (type == "iCCP") return Profile(data);
    if (type == "eXIf") return ProveExif(data, order_);
    if (type == "acTL" || type == "fcTL" || type == "fdAT") return Animation(type, data);
    if (!HasRightSize(type, data.size())) return NotProven(fmt::format("chunk {}", type));
    return Done{};
  }

  Result<Done> ReadHeader(ByteView data) {
    if (data.size() != 13) return NotProven("IHDR");
    header_ = {ReadU32(data, 0, ByteOrder::kBig),
               ReadU32(data, 4, ByteOrder::kBig),
               data[8],
               data[9],
               0,
               data[12] == 1};
    static constexpr std::array<unsigned, 7> kChannels = {1, 0, 3, 1, 2, 0, 4};
    header_.channels = header_.type < kChannels.size() ? kChannels[header_.type] : 0;
    const unsigned depth = header_.depth;
    const bool depth_fits = depth == 8 || (depth == 16 && header_.type != 3) ||
                            ((depth == 1 || depth == 2 || depth == 4) && header_.channels == 1);
    const Limits& limits = order_.limits;
    if (header_.channels == 0 || !depth_fits || data[10] != 0 || data[11] != 0 || data[12] > 1 ||
        header_.width == 0 || header_.height == 0 || header_.width > limits.side_px ||
        header_.height > limits.side_px ||
        std::uint64_t{header_.width} * header_.height > limits.pixels) {
      return NotProven("IHDR");
    }
    picture_bytes_ = PictureBytes(header_, header_.width, header_.height);
    return Done{};
  }

  bool HasRightSize(std::string_view type, std::uint64_t size) const {
    const unsigned alpha = header_.type == 4 || header_.type == 6 ? 1 : 0;
    const std::uint64_t colours = 1u << std::min(header_.depth, 8u);
    if (type == "PLTE") {
      return header_.type == 3 && size % 3 == 0 && size > 0 && size <= 3 * colours;
    }
    if (type == "tRNS") {
      if (header_.type == 3) return size <= colours;
      return size == (header_.type == 0 ? 2 : 6) && alpha == 0;
    }
    if (type == "sBIT") return size == (header_.type == 3 ? 3 : header_.channels);
    if (type == "bKGD") {
      if (header_.type == 3) return size == 1;
      return size == 2 * (header_.channels - alpha);
    }
    if (type == "gAMA" || type == "cICP") return size == 4;
    if (type == "cHRM") return size == 32;
    if (type == "sRGB") return size == 1;
    if (type == "mDCV") return size == 24;
    if (type == "cLLI") return size == 8;
    if (type == "pHYs") return size == 9;
    return false;
  }

  Result<Done> Profile(ByteView data) {
    static constexpr auto kHead = "ICC profile\0\0"sv;
    if (!StartsAt(data, 0, kHead)) return NotProven("iCCP");
    Stream stream;
    Bytes profile;
    if (!stream.Feed(From(data, kHead.size()), order_.limits.icc_bytes, &profile) ||
        !stream.EndsAfter(profile.size())) {
      return NotProven("iCCP");
    }
    return ProveIcc(profile, order_);
  }

  Result<Done> Animation(std::string_view type, ByteView data) {
    if (!order_.options.keep_animation) return NotProven("an animation");
    if (type == "acTL") {
      animated_ = data.size() == 8;
      return animated_ ? Result<Done>(Done{}) : NotProven("acTL");
    }
    // Sequence numbers count fcTL and fdAT together (APNG 1.0).
    if (!animated_ || data.size() < 4 || ReadU32(data, 0, ByteOrder::kBig) != sequence_++) {
      return NotProven("APNG sequence");
    }
    if (type == "fdAT") {
      if (frame_bytes_ == 0 || !frame_ || !frame_->Feed(From(data, 4), frame_bytes_)) {
        return NotProven("fdAT");
      }
      return Done{};
    }
    if (data.size() != 26 || !FrameEnds()) return NotProven("fcTL");
    const std::uint64_t width = ReadU32(data, 4, ByteOrder::kBig);
    const std::uint64_t height = ReadU32(data, 8, ByteOrder::kBig);
    if (width == 0 || height == 0 || width > header_.width || height > header_.height) {
      return NotProven("fcTL");
    }
    // The first frame may be the picture itself, whose data is in IDAT.
    const bool started = std::find(seen_.begin(), seen_.end(), "IDAT"sv) != seen_.end();
    if (started) {
      frame_ = std::make_unique<Stream>();
      frame_bytes_ = PictureBytes(header_, width, height);
    }
    return Done{};
  }

  bool FrameEnds() const { return !frame_ || frame_->EndsAfter(frame_bytes_); }

  Result<Done> End() {
    if (!pixels_.EndsAfter(picture_bytes_)) return NotProven("IDAT");
    if (!FrameEnds()) return NotProven("fdAT");
    return Done{};
  }

  ByteView file_;
  const ProofOrder& order_;
  std::vector<std::string_view> seen_;
  Header header_{};
  std::uint64_t picture_bytes_ = 0;
  Stream pixels_;
  bool animated_ = false;
  std::uint32_t sequence_ = 0;
  std::unique_ptr<Stream> frame_;
  std::uint64_t frame_bytes_ = 0;
};

}  // namespace

Result<Done> ProvePng(ByteView file, const ProofOrder& order) { return Proof(file, order).Run(); }

}  // namespace photogate
