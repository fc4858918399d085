#include <string_view>
#include <vector>

#include "metadata/fresh_exif.h"
#include "metadata/icc_profile.h"
#include "metadata/numbers.h"
#include "metadata/rewriters.h"
#include "metadata/webp_chunks.h"

namespace photogate {
namespace {

using std::string_view_literals::operator""sv;

// Flags of VP8X (RFC 9649 section 2.7.1).
constexpr std::uint8_t kHasIcc = 0x20, kHasAlpha = 0x10, kHasExif = 0x08, kHasAnimation = 0x02;
constexpr std::size_t kFrameHead = 16;

void PutU32(Bytes& out, std::uint32_t value) {
  for (int shift = 0; shift < 32; shift += 8) {
    out.push_back(static_cast<std::uint8_t>(value >> shift));
  }
}

void PutChunk(Bytes& out, std::string_view type, ByteView data) {
  out.insert(out.end(), type.begin(), type.end());
  PutU32(out, static_cast<std::uint32_t>(data.size()));
  out.insert(out.end(), data.begin(), data.end());
  if (data.size() % 2 != 0) out.push_back(0);
}

Error Damaged(const char* what) {
  return {ErrorKind::kCorrupt,
          "The WebP file is damaged or cut short. Export it again from the original.", what};
}

const WebpChunk* Find(const std::vector<WebpChunk>& chunks, std::string_view type) {
  for (const WebpChunk& chunk : chunks) {
    if (chunk.type == type) return &chunk;
  }
  return nullptr;
}

// The bitstream, with its alpha plane in front if it has one: what decoders show of a still picture
// or of one frame.
Result<Bytes> PutPicture(const std::vector<WebpChunk>& chunks) {
  Bytes out;
  const WebpChunk* lossless = Find(chunks, "VP8L");
  const WebpChunk* lossy = Find(chunks, "VP8 ");
  if ((lossless == nullptr) == (lossy == nullptr)) return Damaged("picture data");
  if (lossless != nullptr) {
    PutChunk(out, "VP8L", lossless->data);
    return out;
  }
  const WebpChunk* alpha = Find(chunks, "ALPH");
  // Decoders read an alpha plane only in front of the picture.
  if (alpha != nullptr && alpha < lossy) PutChunk(out, "ALPH", alpha->data);
  PutChunk(out, "VP8 ", lossy->data);
  return out;
}

// A file without VP8X says its size in the bitstream only.
Result<Bytes> MakeCanvas(const std::vector<WebpChunk>& chunks) {
  Bytes out = {0, 0, 0, 0};
  std::uint32_t width = 0, height = 0;
  if (const WebpChunk* lossless = Find(chunks, "VP8L")) {
    // RFC 9649 section 3.4: signature, 14 bits, 14 bits, alpha.
    if (!Fits(lossless->data, 0, 5) || lossless->data[0] != 0x2F) return Damaged("VP8L");
    const std::uint32_t bits = ReadU32(lossless->data, 1, ByteOrder::kLittle);
    width = (bits & 0x3FFF) + 1;
    height = (bits >> 14 & 0x3FFF) + 1;
    if ((bits >> 28 & 1) != 0) out[0] = kHasAlpha;
  } else if (const WebpChunk* lossy = Find(chunks, "VP8 ")) {
    // RFC 6386 section 9.1: tag, start code, two 14-bit sizes.
    if (!StartsAt(lossy->data, 3, "\x9D\x01\x2A"sv) || !Fits(lossy->data, 0, 10)) {
      return Damaged("VP8");
    }
    width = ReadU16(lossy->data, 6, ByteOrder::kLittle) & 0x3FFF;
    height = ReadU16(lossy->data, 8, ByteOrder::kLittle) & 0x3FFF;
  }
  if (width == 0 || height == 0) return Damaged("picture size");
  for (const std::uint32_t side : {width - 1, height - 1}) {
    for (int shift = 0; shift < 24; shift += 8) {
      out.push_back(static_cast<std::uint8_t>(side >> shift));
    }
  }
  return out;
}

}  // namespace

Result<Bytes> RewriteWebp(ByteView file, const RewriteOrder& order) {
  const WebpChunks webp = SplitWebp(file, order.limits);
  if (webp.broken) return *webp.broken;
  if (webp.chunks.empty()) return Damaged("no chunks");
  auto exif = MakeFreshExif(order.orientation, order.options);
  if (!exif.ok()) return exif;

  const bool extended = webp.chunks[0].type == "VP8X";
  if (extended && webp.chunks[0].data.size() < 10) return Damaged("VP8X");
  const ByteView old = extended ? webp.chunks[0].data.first(10) : ByteView{};
  const bool animated = extended && (old[0] & kHasAnimation) != 0;
  if (animated && !order.options.keep_animation) {
    return Error{ErrorKind::kUnsupported,
                 "The picture is animated. Choose one of its pictures and save that.", "ANIM"};
  }

  Bytes body;
  body.reserve(file.size() + exif.value().size() + 64);
  const WebpChunk* icc = extended ? Find(webp.chunks, "ICCP") : nullptr;
  if (extended || !exif.value().empty()) {
    auto canvas = extended ? Result<Bytes>(Bytes(old.begin(), old.end())) : MakeCanvas(webp.chunks);
    if (!canvas.ok()) return canvas;
    Bytes& head = canvas.value();
    head[0] = static_cast<std::uint8_t>((head[0] & kHasAlpha) | (icc != nullptr ? kHasIcc : 0) |
                                        (exif.value().empty() ? 0 : kHasExif) |
                                        (animated ? kHasAnimation : 0));
    head[1] = head[2] = head[3] = 0;  // reserved
    PutChunk(body, "VP8X", head);
  }
  if (icc != nullptr) {
    const auto profile = CleanIcc(icc->data, order.limits);
    if (!profile.ok()) return profile;
    PutChunk(body, "ICCP", profile.value());
  }
  if (animated) {
    const WebpChunk* loop = Find(webp.chunks, "ANIM");
    if (loop == nullptr || loop->data.size() < 6) return Damaged("ANIM");
    PutChunk(body, "ANIM", loop->data.first(6));
    for (const WebpChunk& chunk : webp.chunks) {
      if (chunk.type != "ANMF") continue;
      const WebpChunks frame = SplitWebpFrame(chunk.data, order.limits);
      if (frame.broken) return *frame.broken;
      const auto picture = PutPicture(frame.chunks);
      if (!picture.ok()) return picture;
      Bytes data(chunk.data.begin(), chunk.data.begin() + kFrameHead);
      data[15] &= 0x03;  // blending and disposal; the rest is reserved
      data.insert(data.end(), picture.value().begin(), picture.value().end());
      PutChunk(body, "ANMF", data);
    }
  } else {
    const auto picture = PutPicture(webp.chunks);
    if (!picture.ok()) return picture;
    body.insert(body.end(), picture.value().begin(), picture.value().end());
  }
  if (!exif.value().empty()) PutChunk(body, "EXIF", exif.value());

  Bytes out;
  out.reserve(body.size() + 12);
  const auto put = [&out](std::string_view text) {
    out.insert(out.end(), text.begin(), text.end());
  };
  put("RIFF");
  PutU32(out, static_cast<std::uint32_t>(body.size() + 4));
  put("WEBP");
  out.insert(out.end(), body.begin(), body.end());
  return out;
}

}  // namespace photogate
