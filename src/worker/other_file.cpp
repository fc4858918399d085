#include "worker/other_file.h"

#include <algorithm>
#include <array>
#include <optional>
#include <string>

namespace photogate {
namespace {

using namespace std::string_view_literals;

std::string Lower(std::string_view text) {
  std::string lower(text);
  std::transform(lower.begin(), lower.end(), lower.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  });
  return lower;
}

template <std::size_t Count>
bool IsOneOf(std::string_view text, const std::array<std::string_view, Count>& list) {
  return std::find(list.begin(), list.end(), text) != list.end();
}

bool EndsWith(std::string_view text, std::string_view end) {
  return text.size() >= end.size() && text.substr(text.size() - end.size()) == end;
}

// Also what a server makes pages of: what it shows must be there.
constexpr std::array kPages = {"html"sv, "htm"sv,  "xhtml"sv, "xht"sv, "shtml"sv, "shtm"sv,
                               "php"sv,  "php5"sv, "phtml"sv, "asp"sv, "aspx"sv,  "ascx"sv,
                               "ashx"sv, "jsp"sv,  "jspx"sv,  "cfm"sv, "hta"sv,   "opf"sv};
constexpr std::array kStyles = {"css"sv, "scss"sv, "less"sv, "sass"sv};
constexpr std::array kScripts = {"js"sv, "mjs"sv, "cjs"sv, "jsx"sv, "ts"sv, "tsx"sv, "map"sv};
// Flat Office files (fodt) and letters (eml) are text too, but made to hold pictures: not here.
constexpr std::array kTexts = {
    "txt"sv,      "text"sv, "md"sv,  "markdown"sv,    "csv"sv,      "tsv"sv,  "json"sv,
    "jsonl"sv,    "xml"sv,  "rss"sv, "atom"sv,        "rdf"sv,      "opml"sv, "xsl"sv,
    "xslt"sv,     "xsd"sv,  "dtd"sv, "webmanifest"sv, "manifest"sv, "xmp"sv,  "kml"sv,
    "gpx"sv,      "ics"sv,  "vcf"sv, "yml"sv,         "yaml"sv,     "toml"sv, "ini"sv,
    "conf"sv,     "cfg"sv,  "log"sv, "po"sv,          "pot"sv,      "srt"sv,  "vtt"sv,
    "htaccess"sv, "ncx"sv,  "vml"sv, "geojson"sv,     "appcache"sv, "lock"sv};
constexpr std::array kFonts = {"woff"sv, "woff2"sv, "ttf"sv, "otf"sv, "ttc"sv, "eot"sv};
// Fonts within Office files, which begin with noise, and translations of texts.
constexpr std::array kOpaque = {"odttf"sv, "fntdata"sv, "mo"sv};

// UTF-16 says itself by a mark; a byte of nought stands in no other text.
bool LooksLikeText(ByteView head) {
  if (head.size() >= 2 &&
      ((head[0] == 0xFF && head[1] == 0xFE) || (head[0] == 0xFE && head[1] == 0xFF))) {
    return true;
  }
  return std::none_of(head.begin(), head.end(), [](std::uint8_t byte) {
    return byte == 0 || (byte < 0x20 && byte != '\t' && byte != '\n' && byte != '\r' &&
                         byte != '\f' && byte != 0x1B);
  });
}

bool LooksLikePage(std::string_view text) {
  const std::string lower = Lower(text);
  return lower.find("<html") != std::string::npos || lower.find("<!doctype") != std::string::npos ||
         lower.find("<img") != std::string::npos || lower.find("<body") != std::string::npos;
}

bool LooksLikeFont(std::string_view text) {
  for (const std::string_view start :
       {"wOFF"sv, "wOF2"sv, "\0\1\0\0"sv, "OTTO"sv, "ttcf"sv, "true"sv}) {
    if (text.substr(0, start.size()) == start) return true;
  }
  // Embedded OpenType (W3C submission of 2008): a magic number at 34.
  return text.size() > 36 && text.substr(34, 2) == "LP"sv;
}

OtherFile Read(TextKind as) { return {OtherKind::kRead, as}; }
constexpr OtherFile kHarmlessFile{OtherKind::kHarmless, TextKind::kText};
constexpr OtherFile kClosedFile{OtherKind::kClosed, TextKind::kText};

// What systems and office programs put beside the matter, told by place and beginning.
bool IsLeftBehind(std::string_view path, std::string_view name, std::string_view text,
                  std::uint64_t bytes) {
  // A Mac's notes on a file; those that are larger may hold its thumbnail.
  if (name.substr(0, 2) == "._" && text.substr(0, 4) == "\x00\x05\x16\x07"sv) return bytes <= 4'096;
  if (name == ".ds_store") return text.substr(0, 8) == "\0\0\0\1Bud1"sv;
  if (EndsWith(name, "vbaproject.bin")) return true;   // macros; never run
  if (name == "layout-cache") return bytes <= 65'536;  // LibreOffice: where lines break
  return path.find("printersettings/") != std::string_view::npos && EndsWith(name, ".bin") &&
         bytes <= 65'536;
}

std::optional<OtherFile> ByEnding(std::string_view ending, std::string_view name) {
  if (IsOneOf(ending, kPages)) return Read(TextKind::kPage);
  if (IsOneOf(ending, kStyles)) return Read(TextKind::kStyle);
  if (IsOneOf(ending, kScripts)) return Read(TextKind::kScript);
  if (ending == "svg") return Read(TextKind::kDrawing);
  if (ending == "rels") return Read(TextKind::kLinks);
  // OpenDocument: its pictures may be links, and its settings hold those of a printer in base64.
  if (name == "settings.xml") return Read(TextKind::kScript);
  if (name == "content.xml" || name == "styles.xml") return Read(TextKind::kPage);
  if (IsOneOf(ending, kTexts)) return Read(TextKind::kText);
  return std::nullopt;
}

}  // namespace

OtherFile OtherFileOf(std::string_view path, ByteView head, std::uint64_t bytes) {
  if (bytes == 0) return kHarmlessFile;
  head = head.first(std::min(head.size(), kOtherHead));
  const std::string_view text(reinterpret_cast<const char*>(head.data()), head.size());
  const std::string lower = Lower(path);
  std::string_view name = std::string_view(lower).substr(lower.rfind('/') + 1);
  if (IsLeftBehind(lower, name, text, bytes)) return kHarmlessFile;
  // Pages that were fetched are called after their address: index.html?page=2.
  name = name.substr(0, name.find('?'));
  const auto dot = name.rfind('.');
  const std::string_view ending =
      dot == std::string_view::npos ? std::string_view{} : name.substr(dot + 1);
  // A name that begins with a dot has no other ending: .htaccess, .nojekyll.
  if (dot == std::string_view::npos || (dot == 0 && ending != "rels")) {
    if (!LooksLikeText(head)) return kClosedFile;
    return Read(LooksLikePage(text) ? TextKind::kPage : TextKind::kText);
  }
  if (IsOneOf(ending, kFonts)) return LooksLikeFont(text) ? kHarmlessFile : kClosedFile;
  if (IsOneOf(ending, kOpaque)) return kHarmlessFile;
  if (ending == "wasm") return text.substr(0, 4) == "\0asm"sv ? kHarmlessFile : kClosedFile;
  const auto read = ByEnding(ending, name);
  if (!read) return kClosedFile;
  // A page is read whatever it begins with; the rest must be what it says.
  if (read->read_as == TextKind::kPage || LooksLikeText(head)) return *read;
  return kClosedFile;
}

}  // namespace photogate
