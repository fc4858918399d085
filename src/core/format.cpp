#include "core/format.h"

#include <algorithm>
#include <array>
#include <string_view>

namespace photogate {
namespace {

bool HasAt(ByteView head, std::size_t offset, std::string_view text) {
  if (head.size() < offset + text.size()) return false;
  return std::equal(text.begin(), text.end(), head.begin() + static_cast<std::ptrdiff_t>(offset),
                    [](char c, std::uint8_t b) { return static_cast<std::uint8_t>(c) == b; });
}

// ISO base media file (ISO/IEC 14496-12 section 4.3): size, "ftyp", major brand, version,
// compatible brands.
FileFormat SniffIsoMedia(ByteView head) {
  using namespace std::string_view_literals;
  static constexpr std::array kStill = {"heic"sv, "heix"sv, "heim"sv, "heis"sv, "mif1"sv,
                                        "hevc"sv, "hevx"sv, "hevm"sv, "hevs"sv, "msf1"sv};
  for (auto brand : {"avif"sv, "avis"sv}) {
    if (HasAt(head, 8, brand)) return FileFormat::kAvif;
  }
  for (auto brand : kStill) {
    if (!HasAt(head, 8, brand)) continue;
    for (std::size_t at = 16; at + 4 <= std::min<std::size_t>(head.size(), 64); at += 4) {
      if (HasAt(head, at, "avif"sv)) return FileFormat::kAvif;
    }
    return FileFormat::kHeif;
  }
  return FileFormat::kVideo;
}

bool IsOtherVideo(ByteView head) {
  using namespace std::string_view_literals;
  return HasAt(head, 0, "\x1A\x45\xDF\xA3"sv) ||                     // Matroska, WebM
         (HasAt(head, 0, "RIFF"sv) && HasAt(head, 8, "AVI "sv)) ||   //
         HasAt(head, 0, "\x30\x26\xB2\x75\x8E\x66\xCF\x11"sv) ||     // ASF, WMV
         HasAt(head, 0, "FLV\x01"sv) || HasAt(head, 0, "OggS"sv) ||  //
         HasAt(head, 0, "\x00\x00\x01\xBA"sv) ||                     // MPEG program stream
         HasAt(head, 0, "\x00\x00\x01\xB3"sv) ||                     // MPEG video
         HasAt(head, 4, "moov"sv) || HasAt(head, 4, "mdat"sv) ||     // QuickTime without ftyp
         HasAt(head, 4, "wide"sv) ||
         (HasAt(head, 0, "G"sv) && head.size() > 188 && head[188] == 'G');
}

}  // namespace

FileFormat SniffFormat(ByteView head) {
  using namespace std::string_view_literals;
  if (head.empty()) return FileFormat::kEmpty;
  if (HasAt(head, 0, "\xFF\xD8\xFF"sv)) return FileFormat::kJpeg;
  if (HasAt(head, 0, "\x89PNG\r\n\x1A\n"sv)) return FileFormat::kPng;
  if (HasAt(head, 0, "RIFF"sv) && HasAt(head, 8, "WEBP"sv)) return FileFormat::kWebp;
  for (auto magic : {"II*\0"sv, "MM\0*"sv, "II+\0"sv, "MM\0+"sv}) {
    if (HasAt(head, 0, magic)) return FileFormat::kTiff;
  }
  if (HasAt(head, 0, "GIF87a"sv) || HasAt(head, 0, "GIF89a"sv)) return FileFormat::kGif;
  if (HasAt(head, 4, "ftyp"sv)) return SniffIsoMedia(head);
  // "BM" alone is two letters of text; the header size at 14 tells (12, 40 to 124).
  if (HasAt(head, 0, "BM"sv) && head.size() >= 18 && head[14] >= 12 && head[14] <= 124 &&
      head[15] == 0 && head[16] == 0 && head[17] == 0) {
    return FileFormat::kBmp;
  }
  if (IsOtherVideo(head)) return FileFormat::kVideo;
  if (HasAt(head, 0, "%PDF"sv) || HasAt(head, 0, "PK\x03\x04"sv)) return FileFormat::kDocument;
  return FileFormat::kUnknown;
}

std::string_view FormatName(FileFormat format) {
  switch (format) {
    case FileFormat::kUnknown: return "unknown";
    case FileFormat::kJpeg: return "jpeg";
    case FileFormat::kPng: return "png";
    case FileFormat::kWebp: return "webp";
    case FileFormat::kTiff: return "tiff";
    case FileFormat::kBmp: return "bmp";
    case FileFormat::kGif: return "gif";
    case FileFormat::kHeif: return "heif";
    case FileFormat::kAvif: return "avif";
    case FileFormat::kVideo: return "video";
    case FileFormat::kDocument: return "document";
    case FileFormat::kEmpty: return "empty";
  }
  return "unknown";
}

std::string_view FormatExtension(FileFormat format) {
  switch (format) {
    case FileFormat::kJpeg: return "jpg";
    case FileFormat::kPng: return "png";
    case FileFormat::kWebp: return "webp";
    case FileFormat::kTiff: return "tif";
    case FileFormat::kBmp: return "bmp";
    case FileFormat::kGif: return "gif";
    case FileFormat::kHeif: return "heic";
    case FileFormat::kAvif: return "avif";
    case FileFormat::kUnknown:
    case FileFormat::kVideo:
    case FileFormat::kDocument:
    case FileFormat::kEmpty: return "";
  }
  return "";
}

bool IsPicture(FileFormat format) { return !FormatExtension(format).empty(); }

}  // namespace photogate
