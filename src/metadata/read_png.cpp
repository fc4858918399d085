#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <string_view>

#include "metadata/embedded.h"
#include "metadata/exif_reader.h"
#include "metadata/inflate.h"
#include "metadata/numbers.h"
#include "metadata/png_chunks.h"
#include "metadata/readers.h"

namespace photogate {
namespace {

using enum MetadataClass;

// Chunks that only say how to show the pixels (PNG third edition, chapter 11; APNG).
constexpr std::array<std::string_view, 18> kStructure = {
    "IHDR", "PLTE", "IDAT", "IEND", "tRNS", "gAMA", "cHRM", "sRGB", "cICP",
    "mDCV", "cLLI", "sBIT", "bKGD", "pHYs", "hIST", "acTL", "fcTL", "fdAT"};

struct Keyword {
  std::string_view name;
  MetadataClass kind;
};

// Section 11.3.3.1's registered keywords and ImageMagick's.
constexpr std::array kKeywords = {
    Keyword{"Title", kText},          Keyword{"Author", kPeople},
    Keyword{"Artist", kPeople},       Keyword{"Copyright", kRights},
    Keyword{"Creation Time", kTime},  Keyword{"Software", kDevice},
    Keyword{"date:create", kTime},    Keyword{"date:modify", kTime},
    Keyword{"date:timestamp", kTime}, Keyword{"create-date", kTime},
    Keyword{"modify-date", kTime},    Keyword{"Source", kDevice},
    Keyword{"Make", kDevice},         Keyword{"Model", kDevice},
};

// ImageMagick's "Raw profile type ...": a newline, the name, the length, then hexadecimal digits.
std::optional<Bytes> FromHexProfile(std::string_view text) {
  std::size_t at = 0;
  for (int line = 0; line < 3; ++line) {
    at = text.find('\n', at);
    if (at == std::string_view::npos) return std::nullopt;
    ++at;
  }
  const auto digit = [](char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
  };
  Bytes out;
  int high = -1;
  for (const char c : text.substr(at)) {
    const int value = digit(c);
    if (value < 0) continue;
    if (high < 0) {
      high = value;
    } else {
      out.push_back(static_cast<std::uint8_t>(high << 4 | value));
      high = -1;
    }
  }
  return out;
}

class Reader {
 public:
  explicit Reader(ReportBuilder& report) : report_(report) {}

  void Chunk(const PngChunk& chunk) {
    if (std::find(kStructure.begin(), kStructure.end(), chunk.type) != kStructure.end()) return;
    if (chunk.type == "eXIf") {
      ReadExifBlock(chunk.data, "Exif", has_exif_ ? ExifHome::kNotShown : ExifHome::kShown,
                    report_);
      has_exif_ = true;
    } else if (chunk.type == "tEXt") {
      const auto [keyword, rest] = Cut(chunk.data);
      Text(ToUtf8(AsText(keyword)), rest);
    } else if (chunk.type == "zTXt") {
      const auto [keyword, rest] = Cut(chunk.data);
      Compressed(ToUtf8(AsText(keyword)), rest.empty() ? rest : From(rest, 1));
    } else if (chunk.type == "iTXt") {
      International(chunk.data);
    } else if (chunk.type == "iCCP") {
      Profile(chunk.data);
    } else if (chunk.type == "tIME") {
      report_.Add(kTime, "PNG time of last change", "");
    } else {
      const bool provenance = chunk.type == "caBX";
      report_.Add(
          kUnknown,
          "PNG chunk " + std::string(chunk.type) + (provenance ? " content credentials" : ""),
          fmt::format("{} bytes", chunk.data.size()));
      if (AsText(chunk.data).find("\xFF\xD8\xFF") != std::string_view::npos) {
        report_.Add(kHiddenPicture, "PNG chunk " + std::string(chunk.type), "a JPEG picture");
      }
      report_.AddStringsOf(chunk.data);
    }
  }

 private:
  // Up to the first zero byte, and after it.
  static std::pair<ByteView, ByteView> Cut(ByteView data) {
    const auto zero = std::find(data.begin(), data.end(), std::uint8_t{0});
    const auto at = static_cast<std::size_t>(zero - data.begin());
    return {data.first(at), at < data.size() ? From(data, at + 1) : ByteView{}};
  }

  void Compressed(const std::string& keyword, ByteView stream) {
    const auto text = Inflate(stream, static_cast<std::size_t>(report_.limits().text_bytes));
    if (text) {
      Text(keyword, *text);
      return;
    }
    report_.Add(kUnknown, "PNG text " + keyword, "damaged or too long");
    report_.Incomplete("A compressed text of the PNG file cannot be read.");
  }

  // Section 11.3.3.4: keyword, 0, compressed?, method, language, 0, translated keyword, 0, text.
  void International(ByteView data) {
    const auto [keyword, rest] = Cut(data);
    if (rest.size() < 2) {
      report_.Add(kUnknown, "PNG text", "damaged");
      report_.AddStringsOf(data);
      return;
    }
    const auto [language, after_language] = Cut(From(rest, 2));
    const auto [translated, text] = Cut(after_language);
    if (!translated.empty()) report_.AddText(kText, "PNG keyword", AsText(translated));
    if (rest[0] != 0) {
      Compressed(ToUtf8(AsText(keyword)), text);
    } else {
      Text(ToUtf8(AsText(keyword)), text);
    }
  }

  void Text(const std::string& keyword, ByteView text) {
    const std::string where = "PNG text " + keyword;
    if (keyword == "XML:com.adobe.xmp") {
      ReadXmp(text, "XMP", report_);
      return;
    }
    static constexpr std::string_view kRaw = "Raw profile type ";
    if (keyword.starts_with(kRaw)) {
      RawProfile(keyword.substr(kRaw.size()), where, text);
      return;
    }
    const auto known =
        std::find_if(kKeywords.begin(), kKeywords.end(),
                     [&keyword](const Keyword& entry) { return entry.name == keyword; });
    const MetadataClass kind = known == kKeywords.end() ? kText : known->kind;
    if (kind == kTime) {
      report_.Add(kind, where, AsText(text));
      return;
    }
    report_.AddText(kind, where, AsText(text));
    if (keyword == "Author" || keyword == "Artist") report_.Author(AsText(text));
    if (keyword == "Copyright") report_.Copyright(AsText(text));
  }

  void RawProfile(const std::string& type, const std::string& where, ByteView text) {
    const auto bytes = FromHexProfile(AsText(text));
    if (!bytes) {
      report_.Add(kUnknown, where, "damaged");
      report_.AddStringsOf(text);
    } else if (type == "exif" || (type == "APP1" && AsText(*bytes).starts_with("Exif"))) {
      // Viewers take the orientation from eXIf only.
      ReadExifBlock(*bytes, where, ExifHome::kNotShown, report_);
    } else if (type == "xmp" || type == "APP1") {
      const std::size_t xml = AsText(*bytes).find('<');
      ReadXmp(From(*bytes, xml == std::string_view::npos ? 0 : xml), where, report_);
    } else if (type == "iptc" || type == "8bim") {
      if (AsText(*bytes).starts_with("8BIM")) {
        ReadPhotoshop(*bytes, where, report_);
      } else {
        ReadIptc(*bytes, where, report_);
      }
    } else {
      report_.Add(kUnknown, where, fmt::format("{} bytes", bytes->size()));
      report_.AddStringsOf(*bytes);
    }
  }

  void Profile(ByteView data) {
    const auto [name, rest] = Cut(data);
    report_.AddText(kOther, "ICC profile name", AsText(name));
    const auto most = static_cast<std::size_t>(report_.limits().icc_bytes);
    const auto profile = rest.empty() ? std::nullopt : Inflate(From(rest, 1), most);
    if (profile) {
      ReadIcc(*profile, "ICC profile", report_);
    } else {
      report_.Add(kUnknown, "ICC profile", "damaged");
    }
  }

  ReportBuilder& report_;
  bool has_exif_ = false;
};

}  // namespace

void ReadPng(ByteView file, ReportBuilder& report) {
  const PngChunks png = SplitPng(file, report.limits());
  Reader reader(report);
  for (const PngChunk& chunk : png.chunks) reader.Chunk(chunk);
  if (png.broken) report.Incomplete(png.broken->message);
  ReadAppended(png.rest, "after the end of the picture", report);
}

}  // namespace photogate
