#include <fmt/core.h>

#include <algorithm>
#include <string>
#include <string_view>

#include "metadata/embedded.h"
#include "metadata/exif_reader.h"
#include "metadata/jpeg_parts.h"
#include "metadata/numbers.h"
#include "metadata/readers.h"

namespace photogate {
namespace {

using enum MetadataClass;
using std::string_view_literals::operator""sv;

constexpr auto kXmp = "http://ns.adobe.com/xap/1.0/\0"sv;
constexpr auto kExtendedXmp = "http://ns.adobe.com/xmp/extension/\0"sv;
// After its name extended XMP has a 32-digit id, the full length and this part's offset (XMP part
// 3).
constexpr std::uint64_t kExtendedXmpHead = kExtendedXmp.size() + 40;

class Reader {
 public:
  explicit Reader(ReportBuilder& report) : report_(report) {}

  void Part(const JpegPart& part) {
    switch (part.marker) {
      case 0: ReadAppended(part.payload, "between segments", report_); return;
      case jpeg::kApp0: Jfif(part.payload); return;
      case jpeg::kApp1: App1(part.payload); return;
      case jpeg::kApp2: App2(part.payload); return;
      case jpeg::kApp13: App13(part.payload); return;
      case jpeg::kApp14: App14(part.payload); return;
      case jpeg::kCom: report_.AddText(kText, "JPEG comment", AsText(part.payload)); return;
      case jpeg::kSos: after_scan_ = true; return;
      default: break;  // a marker byte, not an enum
    }
    if (part.marker > jpeg::kApp2 && part.marker <= jpeg::kApp15) App(part);
  }

  void Finish() {
    if (!icc_.empty()) ReadIcc(icc_, "ICC profile", report_);
    if (!extended_xmp_.empty()) ReadXmp(extended_xmp_, "extended XMP", report_);
  }

 private:
  void Jfif(ByteView payload) {
    if (StartsAt(payload, 0, "JFIF\0"sv) && payload.size() >= 14) {
      if (payload.size() > 14) {
        report_.Add(kHiddenPicture, "JFIF thumbnail",
                    fmt::format("{} x {} pixels", payload[12], payload[13]));
        report_.AddStringsOf(From(payload, 14));
      }
    } else if (StartsAt(payload, 0, "JFXX\0"sv)) {
      report_.Add(kHiddenPicture, "JFXX thumbnail", fmt::format("{} bytes", payload.size()));
    } else {
      Block("APP0", payload);
    }
  }

  void App1(ByteView payload) {
    if (StartsAt(payload, 0, "Exif\0"sv) && payload.size() >= 6) {
      // Viewers take the first Exif block, and stop reading headers at the scan.
      const bool shown = !has_exif_ && !after_scan_;
      has_exif_ = true;
      ReadExifBlock(From(payload, 6), shown ? "Exif" : "second Exif",
                    shown ? ExifHome::kShown : ExifHome::kNotShown, report_);
    } else if (StartsAt(payload, 0, kXmp)) {
      ReadXmp(From(payload, kXmp.size()), "XMP", report_);
    } else if (StartsAt(payload, 0, kExtendedXmp) && payload.size() >= kExtendedXmpHead) {
      // The parts come in order from every known writer; out of order they are not well-formed XML
      // and are searched as text.
      const ByteView part = From(payload, kExtendedXmpHead);
      extended_xmp_.insert(extended_xmp_.end(), part.begin(), part.end());
    } else {
      Block("APP1", payload);
    }
  }

  void App2(ByteView payload) {
    if (StartsAt(payload, 0, "ICC_PROFILE\0"sv) && payload.size() >= 14) {
      const ByteView part = From(payload, 14);
      icc_.insert(icc_.end(), part.begin(), part.end());
    } else if (StartsAt(payload, 0, "MPF\0"sv)) {
      report_.Add(kHiddenPicture, "multi-picture index", fmt::format("{} bytes", payload.size()));
    } else {
      Block("APP2", payload);
    }
  }

  void App13(ByteView payload) {
    if (StartsAt(payload, 0, "Photoshop 3.0\0"sv)) {
      ReadPhotoshop(From(payload, 14), "Photoshop", report_);
    } else {
      Block("APP13", payload);
    }
  }

  void App14(ByteView payload) {
    if (!StartsAt(payload, 0, "Adobe"sv) || payload.size() < 12) {
      Block("APP14", payload);
      return;
    }
    report_.Add(kAppearance, "Adobe colour transform", fmt::format("{}", payload[11]));
    if (payload.size() > 12) Block("APP14 after Adobe", From(payload, 12));
  }

  void App(const JpegPart& part) {
    const std::string name = fmt::format("APP{}", part.marker - jpeg::kApp0);
    const bool provenance =
        AsText(part.payload.first(std::min<std::size_t>(64, part.payload.size()))).find("jumb") !=
        std::string_view::npos;
    Block(provenance ? name + " content credentials" : name, part.payload);
  }

  void Block(const std::string& name, ByteView payload) {
    report_.Add(kUnknown, name, fmt::format("{} bytes", payload.size()));
    if (AsText(payload).find("\xFF\xD8\xFF"sv) != std::string_view::npos) {
      report_.Add(kHiddenPicture, name, "a JPEG picture");
    }
    report_.AddStringsOf(payload);
  }

  ReportBuilder& report_;
  bool has_exif_ = false;
  bool after_scan_ = false;
  Bytes icc_;
  Bytes extended_xmp_;
};

}  // namespace

void ReadJpeg(ByteView file, ReportBuilder& report) {
  const JpegParts jpeg = SplitJpeg(file, report.limits());
  Reader reader(report);
  for (const JpegPart& part : jpeg.parts) reader.Part(part);
  reader.Finish();
  if (jpeg.broken) report.Incomplete(jpeg.broken->message);
  ReadAppended(jpeg.rest, "after the end of the picture", report);
}

}  // namespace photogate
