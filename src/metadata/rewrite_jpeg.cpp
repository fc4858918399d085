#include <algorithm>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "metadata/fresh_exif.h"
#include "metadata/icc_profile.h"
#include "metadata/jpeg_parts.h"
#include "metadata/numbers.h"
#include "metadata/other_colours.h"
#include "metadata/rewriters.h"

namespace photogate {
namespace {

using std::string_view_literals::operator""sv;

constexpr std::size_t kSegmentBytes = 65'533;
constexpr std::size_t kIccHead = 14;  // "ICC_PROFILE\0", part, parts (ICC.1:2022 annex B.4)
// Version, units, density; the size of the thumbnail follows (JFIF 1.02).
constexpr std::size_t kJfifKept = 12;
constexpr std::size_t kAdobeBytes = 12;

void PutSegment(Bytes& out, std::uint8_t marker, ByteView head, ByteView payload) {
  const std::size_t length = head.size() + payload.size() + 2;
  out.push_back(0xFF);
  out.push_back(marker);
  out.push_back(static_cast<std::uint8_t>(length >> 8));
  out.push_back(static_cast<std::uint8_t>(length));
  out.insert(out.end(), head.begin(), head.end());
  out.insert(out.end(), payload.begin(), payload.end());
}

ByteView View(std::string_view text) {
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

Error DamagedProfile() {
  return {ErrorKind::kCorrupt,
          "A part of the photo's colour profile is missing, so its colours cannot be kept. Save it "
          "again from a picture program.",
          "ICC parts"};
}

// The profile put together from its parts; empty when there is none.
Result<Bytes> JoinIcc(const std::vector<JpegPart>& parts, const Limits& limits) {
  std::vector<std::pair<std::uint8_t, ByteView>> found;
  std::uint8_t of = 0;
  std::uint64_t size = 0;
  for (const JpegPart& part : parts) {
    if (part.marker == jpeg::kSos) break;  // decoders read headers up to the first scan
    if (part.marker != jpeg::kApp2 || part.payload.size() <= kIccHead ||
        !StartsAt(part.payload, 0, "ICC_PROFILE\0"sv)) {
      continue;
    }
    if (of != 0 && of != part.payload[13]) return DamagedProfile();
    of = part.payload[13];
    found.emplace_back(part.payload[12], From(part.payload, kIccHead));
    size += part.payload.size() - kIccHead;
  }
  if (found.empty()) return Bytes{};
  if (found.size() != of || size > limits.icc_bytes) return DamagedProfile();
  std::sort(found.begin(), found.end(),
            [](const auto& a, const auto& b) { return a.first < b.first; });
  Bytes profile;
  profile.reserve(static_cast<std::size_t>(size));
  for (std::size_t i = 0; i < found.size(); ++i) {
    if (found[i].first != i + 1) return DamagedProfile();
    profile.insert(profile.end(), found[i].second.begin(), found[i].second.end());
  }
  return CleanIcc(profile, limits);
}

void PutIcc(Bytes& out, ByteView profile) {
  const std::size_t most = kSegmentBytes - kIccHead;
  const std::size_t count = (profile.size() + most - 1) / most;
  for (std::size_t i = 0; i < count; ++i) {
    Bytes head(kIccHead);
    std::copy_n("ICC_PROFILE", 12, head.begin());
    head[12] = static_cast<std::uint8_t>(i + 1);
    head[13] = static_cast<std::uint8_t>(count);
    PutSegment(out, jpeg::kApp2, head,
               Slice(profile, i * most, std::min(most, profile.size() - i * most)));
  }
}

bool CanDecode(std::uint8_t frame) {
  // Baseline, extended and progressive, Huffman or arithmetic coding; the others are lossless or
  // hierarchical and no viewer shows them.
  return frame == 0xC0 || frame == 0xC1 || frame == 0xC2 || frame == 0xC9 || frame == 0xCA;
}

const JpegPart* FindFirst(const std::vector<JpegPart>& parts, std::uint8_t marker,
                          std::string_view begins, std::size_t size) {
  for (const JpegPart& part : parts) {
    if (part.marker == jpeg::kSos) return nullptr;
    if (part.marker == marker && part.payload.size() >= size && StartsAt(part.payload, 0, begins)) {
      return &part;
    }
  }
  return nullptr;
}

}  // namespace

Result<Bytes> RewriteJpeg(ByteView file, const RewriteOrder& order) {
  const JpegParts jpeg = SplitJpeg(file, order.limits);
  if (jpeg.broken) return *jpeg.broken;
  auto exif = MakeFreshExif(order.orientation, order.options);
  if (!exif.ok()) return exif;
  const auto profile = JoinIcc(jpeg.parts, order.limits);
  if (!profile.ok()) return profile;
  if (profile.value().empty() && HasOtherColours(file, FileFormat::kJpeg, order.limits)) {
    return Error{ErrorKind::kUnsupported,
                 "The camera marked the photo's colours as Adobe RGB where only its hidden data "
                 "says so. Save it in sRGB, or with its colour profile, and use that.",
                 "Adobe RGB"};
  }

  Bytes out;
  out.reserve(file.size() + exif.value().size() + 64);
  out.insert(out.end(), {0xFF, jpeg::kSoi});
  if (const auto* jfif = FindFirst(jpeg.parts, jpeg::kApp0, "JFIF\0"sv, kJfifKept + 2)) {
    static constexpr std::uint8_t kNoThumbnail[] = {0, 0};
    PutSegment(out, jpeg::kApp0, jfif->payload.first(kJfifKept), kNoThumbnail);
  }
  if (!exif.value().empty()) PutSegment(out, jpeg::kApp1, View("Exif\0\0"sv), exif.value());
  PutIcc(out, profile.value());
  // The last one is what libjpeg goes by; more than one is not seen in files.
  if (const auto* adobe = FindFirst(jpeg.parts, jpeg::kApp14, "Adobe"sv, kAdobeBytes)) {
    PutSegment(out, jpeg::kApp14, {}, adobe->payload.first(kAdobeBytes));
  }
  bool frame = false;
  for (const JpegPart& part : jpeg.parts) {
    if (part.marker == 0 || part.marker >= jpeg::kApp0) continue;
    if (IsJpegFrame(part.marker)) {
      if (frame || !CanDecode(part.marker)) {
        return Error{ErrorKind::kUnsupported,
                     "The JPEG file is of a rare kind. Save it again as an ordinary JPEG.",
                     frame ? "second frame" : "frame type"};
      }
      frame = true;
    } else if (part.marker < jpeg::kSos || part.marker > jpeg::kDri) {
      if (part.marker != jpeg::kDht && part.marker != jpeg::kDac) {
        return Error{ErrorKind::kUnsupported,
                     "The JPEG file is of a rare kind. Save it again as an ordinary JPEG.",
                     "reserved marker"};
      }
    }
    PutSegment(out, part.marker, {}, part.payload);
    out.insert(out.end(), part.scan.begin(), part.scan.end());
  }
  out.insert(out.end(), {0xFF, jpeg::kEoi});
  return out;
}

}  // namespace photogate
