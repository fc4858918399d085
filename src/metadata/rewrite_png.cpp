#include <zlib.h>

#include <algorithm>
#include <array>
#include <string_view>
#include <vector>

#include "metadata/fresh_exif.h"
#include "metadata/icc_profile.h"
#include "metadata/inflate.h"
#include "metadata/numbers.h"
#include "metadata/png_chunks.h"
#include "metadata/rewriters.h"

namespace photogate {
namespace {

using std::string_view_literals::operator""sv;

// Ancillary chunks that change how the pixels are shown (PNG third edition, section 11.3). sBIT,
// bKGD and pHYs matter to some viewers and are a few bytes of fixed length.
constexpr std::array kShown = {"tRNS"sv, "gAMA"sv, "cHRM"sv, "sRGB"sv, "cICP"sv,
                               "mDCV"sv, "cLLI"sv, "sBIT"sv, "bKGD"sv, "pHYs"sv};
constexpr std::array kAnimation = {"acTL"sv, "fcTL"sv, "fdAT"sv};
// The name is free text, so every profile gets the same.
constexpr auto kProfileHead = "ICC profile\0\0"sv;  // name, 0, compression method 0

template <std::size_t n>
bool Has(const std::array<std::string_view, n>& types, std::string_view type) {
  return std::find(types.begin(), types.end(), type) != types.end();
}

void PutU32(Bytes& out, std::uint32_t value) {
  for (int shift = 24; shift >= 0; shift -= 8) {
    out.push_back(static_cast<std::uint8_t>(value >> shift));
  }
}

std::uint32_t Checksum(ByteView type_and_data) {
  return static_cast<std::uint32_t>(crc32_z(0, type_and_data.data(), type_and_data.size()));
}

void PutChunk(Bytes& out, std::string_view type, ByteView data) {
  PutU32(out, static_cast<std::uint32_t>(data.size()));
  const std::size_t from = out.size();
  out.insert(out.end(), type.begin(), type.end());
  out.insert(out.end(), data.begin(), data.end());
  PutU32(out, Checksum(From(out, from)));
}

Error Damaged(const char* what) {
  return {ErrorKind::kCorrupt,
          "The PNG file is damaged or cut short. Export it again from the original.", what};
}

Result<Bytes> CleanProfile(ByteView data, const Limits& limits) {
  const auto zero = std::find(data.begin(), data.end(), std::uint8_t{0});
  const auto name = static_cast<std::size_t>(zero - data.begin());
  if (!Fits(data, name, 2) || data[name + 1] != 0) return Damaged("iCCP");
  const auto profile = Inflate(From(data, name + 2), static_cast<std::size_t>(limits.icc_bytes));
  if (!profile) return Damaged("iCCP");
  auto clean = CleanIcc(*profile, limits);
  if (!clean.ok()) return clean;
  const Bytes packed = Deflate(clean.value());
  Bytes out(kProfileHead.begin(), kProfileHead.end());
  out.insert(out.end(), packed.begin(), packed.end());
  return out;
}

}  // namespace

Result<Bytes> RewritePng(ByteView file, const RewriteOrder& order) {
  const PngChunks png = SplitPng(file, order.limits);
  if (png.broken) return *png.broken;
  if (png.chunks.empty() || png.chunks[0].type != "IHDR" || png.chunks[0].data.size() != 13) {
    return Damaged("IHDR");
  }
  // Colour type 2, 4 or 6: a palette would be a mere suggestion (section 11.2.2).
  const bool palette = png.chunks[0].data[9] == 3;
  auto exif = MakeFreshExif(order.orientation, order.options);
  if (!exif.ok()) return exif;

  Bytes out;
  out.reserve(file.size() + exif.value().size() + 64);
  const ByteView signature = Slice(file, 0, 8);
  out.insert(out.end(), signature.begin(), signature.end());
  std::vector<std::string_view> seen;
  bool animated = false;
  for (const PngChunk& chunk : png.chunks) {
    const bool single = chunk.type != "IDAT" && chunk.type != "fcTL" && chunk.type != "fdAT";
    const bool critical = chunk.type[0] >= 'A' && chunk.type[0] <= 'Z';
    const bool core = chunk.type == "IHDR" || chunk.type == "IDAT" || chunk.type == "IEND";
    bool keep = core || Has(kShown, chunk.type) || (chunk.type == "PLTE" && palette);
    if (Has(kAnimation, chunk.type)) {
      // An animation announces itself before the first pixel data; later it is none.
      const bool pixels = std::find(seen.begin(), seen.end(), "IDAT"sv) != seen.end();
      animated = animated || (chunk.type == "acTL" && !pixels);
      keep = animated;
      if (animated && !order.options.keep_animation) {
        return Error{ErrorKind::kUnsupported,
                     "The picture is animated. Choose one of its pictures and save that.", "acTL"};
      }
    }
    if (critical && !keep && chunk.type != "PLTE") {
      return Error{ErrorKind::kUnsupported,
                   "The PNG file is of a rare kind. Save it again as an ordinary PNG.",
                   "critical chunk"};
    }
    // Viewers show the first of what may come once.
    const bool again = std::find(seen.begin(), seen.end(), chunk.type) != seen.end();
    if (single && again) continue;
    if (!again) seen.push_back(chunk.type);
    if (chunk.type == "iCCP") {
      auto profile = CleanProfile(chunk.data, order.limits);
      if (!profile.ok()) return profile;
      PutChunk(out, "iCCP", profile.value());
      continue;
    }
    if (!keep) continue;
    const ByteView checked = Slice(chunk.whole, 4, 4 + chunk.data.size());
    if (ReadU32(chunk.whole, 8 + chunk.data.size(), ByteOrder::kBig) != Checksum(checked)) {
      return Damaged("checksum");
    }
    out.insert(out.end(), chunk.whole.begin(), chunk.whole.end());
    if (chunk.type == "IHDR" && !exif.value().empty()) PutChunk(out, "eXIf", exif.value());
  }
  return out;
}

}  // namespace photogate
