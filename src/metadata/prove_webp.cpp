#include <algorithm>
#include <string_view>

#include "metadata/numbers.h"
#include "metadata/provers.h"

namespace photogate {
namespace {

using std::string_view_literals::operator""sv;

struct Chunk {
  std::string_view type;
  ByteView data;
};

// Takes chunks off the front of a container, strictly: no stray byte, padding is zero.
class Chunks {
 public:
  explicit Chunks(ByteView bytes) : bytes_(bytes) {}
  bool AtEnd() const { return at_ == bytes_.size(); }
  bool Next(Chunk& out) {
    if (!Fits(bytes_, at_, 8)) return false;
    const ByteView type = Slice(bytes_, at_, 4);
    const std::uint64_t size = ReadU32(bytes_, at_ + 4, ByteOrder::kLittle);
    const std::uint64_t padding = size % 2;
    if (!Fits(bytes_, at_ + 8, size + padding)) return false;
    out = {{reinterpret_cast<const char*>(type.data()), 4}, Slice(bytes_, at_ + 8, size)};
    at_ += 8 + size + padding;
    return padding == 0 || bytes_[static_cast<std::size_t>(at_) - 1] == 0;
  }

 private:
  ByteView bytes_;
  std::uint64_t at_ = 0;
};

// Pictures, videos and metadata begin with these; none is likelier by chance than once in 10^14
// bytes.
Result<Done> ProveNothingEmbedded(ByteView coded) {
  const std::string_view text(reinterpret_cast<const char*>(coded.data()), coded.size());
  for (const auto& begins : {"Exif\0\0"sv, "JFIF\0\x01"sv, "II*\0\x08\0\0\0"sv, "MM\0*\0\0\0\x08"sv,
                             "\x89PNG\r\n\x1A\n"sv, "ftypmp4"sv, "ftypiso"sv, "ftypqt  "sv}) {
    if (text.find(begins) != std::string_view::npos) return NotProven("a file in the pixel data");
  }
  return ProveNoText(coded);
}

// VP8 (RFC 6386): a key frame whose first partition fits. VP8L: its signature and version.
Result<Done> ProveBitstream(const Chunk& chunk) {
  const ByteView data = chunk.data;
  if (chunk.type == "VP8L") {
    if (!Fits(data, 0, 5) || data[0] != 0x2F || data[4] >> 5 != 0) return NotProven("VP8L");
    return ProveNothingEmbedded(From(data, 5));
  }
  if (!Fits(data, 0, 10) || !StartsAt(data, 3, "\x9D\x01\x2A"sv) || (data[0] & 1) != 0) {
    return NotProven("VP8");
  }
  const std::uint64_t first = ReadUint(data, 0, 3, ByteOrder::kLittle) >> 5;
  if (!Fits(data, 10, first)) return NotProven("VP8");
  return ProveNothingEmbedded(From(data, 10));
}

class Proof {
 public:
  explicit Proof(const ProofOrder& order) : order_(order) {}

  Result<Done> Run(ByteView file) {
    if (!StartsAt(file, 0, "RIFF"sv) || !StartsAt(file, 8, "WEBP"sv)) return NotProven("RIFF");
    if (ReadU32(file, 4, ByteOrder::kLittle) != file.size() - 8) return NotProven("RIFF size");
    Chunks chunks(From(file, 12));
    Chunk chunk;
    bool first = true;
    while (!chunks.AtEnd()) {
      if (!chunks.Next(chunk)) return NotProven("chunk");
      auto proven = Part(chunk, first);
      if (!proven.ok()) return proven;
      first = false;
    }
    // What VP8X announces is there, and nothing else is.
    const bool whole = animated_ ? frames_ > 0 && loop_ && !picture_ : picture_ && !loop_;
    if (!whole || icc_ != Announced(0x20) || exif_ != Announced(0x08)) return NotProven("VP8X");
    return Done{};
  }

 private:
  bool Announced(std::uint8_t flag) const { return (flags_ & flag) != 0; }

  Result<Done> Part(const Chunk& chunk, bool first) {
    if (exif_) return NotProven("a chunk after EXIF");
    if (chunk.type == "VP8X") {
      if (!first || chunk.data.size() != 10) return NotProven("VP8X");
      flags_ = chunk.data[0];
      const bool reserved = chunk.data[1] != 0 || chunk.data[2] != 0 || chunk.data[3] != 0;
      if (reserved || (flags_ & ~0x3A) != 0) return NotProven("VP8X flags");
      animated_ = Announced(0x02);
      if (animated_ && !order_.options.keep_animation) return NotProven("an animation");
      return Done{};
    }
    if (chunk.type == "ICCP") {
      if (icc_ || picture_ || frames_ > 0) return NotProven("ICCP");
      icc_ = true;
      return ProveIcc(chunk.data, order_);
    }
    if (chunk.type == "EXIF") {
      exif_ = true;
      return ProveExif(chunk.data, order_);
    }
    if (chunk.type == "ANIM") {
      if (!animated_ || loop_ || chunk.data.size() != 6) return NotProven("ANIM");
      loop_ = true;
      return Done{};
    }
    if (chunk.type == "ANMF") return Frame(chunk.data);
    return Picture(chunk, picture_, alpha_);
  }

  static Result<Done> Picture(const Chunk& chunk, bool& picture, bool& alpha) {
    if (picture) return NotProven("a chunk after the picture");
    if (chunk.type == "ALPH") {
      if (alpha || chunk.data.empty()) return NotProven("ALPH");
      alpha = true;
      // Raw alpha is a plane of grey values, which may look like text.
      return (chunk.data[0] & 3) == 0 ? Result<Done>(Done{}) : ProveNothingEmbedded(chunk.data);
    }
    if (chunk.type != "VP8 " && (chunk.type != "VP8L" || alpha)) return NotProven("chunk type");
    picture = true;
    return ProveBitstream(chunk);
  }

  Result<Done> Frame(ByteView data) {
    if (!animated_ || !Fits(data, 0, 16) || (data[15] & ~3) != 0) return NotProven("ANMF");
    if (++frames_ > order_.limits.pictures) return NotProven("too many frames");
    Chunks chunks(From(data, 16));
    Chunk chunk;
    bool picture = false, alpha = false;
    while (!chunks.AtEnd()) {
      if (!chunks.Next(chunk)) return NotProven("frame chunk");
      auto proven = Picture(chunk, picture, alpha);
      if (!proven.ok()) return proven;
    }
    if (!picture) return NotProven("frame without a picture");
    return Done{};
  }

  const ProofOrder& order_;
  std::uint8_t flags_ = 0;
  bool animated_ = false, icc_ = false, exif_ = false, loop_ = false;
  bool picture_ = false, alpha_ = false;
  std::uint32_t frames_ = 0;
};

}  // namespace

Result<Done> ProveWebp(ByteView file, const ProofOrder& order) { return Proof(order).Run(file); }

}  // namespace photogate
