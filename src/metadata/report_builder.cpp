#include "metadata/report_builder.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <utility>

namespace photogate {
namespace {

constexpr std::size_t kValueBytes = 500;  // core/metadata.h promises it
// A run shorter than this is more often chance than a word; in a large block of compressed data
// chance makes longer ones.
constexpr std::size_t kShortRun = 6;
constexpr std::size_t kLongRun = 8;
constexpr std::size_t kLargeBlock = 64 << 10;
// Real files repeat one or two in each of their blocks.
constexpr std::size_t kMostClaims = 200;

void AppendUtf8(std::string& out, std::uint32_t code) {
  const auto put = [&out](std::uint32_t byte) { out.push_back(static_cast<char>(byte)); };
  if (code < 0x80) {
    put(code);
  } else if (code < 0x800) {
    put(0xC0 | code >> 6);
    put(0x80 | (code & 0x3F));
  } else if (code < 0x10000) {
    put(0xE0 | code >> 12);
    put(0x80 | (code >> 6 & 0x3F));
    put(0x80 | (code & 0x3F));
  } else {
    put(0xF0 | code >> 18);
    put(0x80 | (code >> 12 & 0x3F));
    put(0x80 | (code >> 6 & 0x3F));
    put(0x80 | (code & 0x3F));
  }
}

// Bytes of the well-formed UTF-8 sequence at `at` (Unicode table 3-7), 0 when there is none.
std::size_t Utf8Length(std::string_view text, std::size_t at) {
  const auto byte = [&](std::size_t i) {
    return at + i < text.size() ? static_cast<std::uint8_t>(text[at + i]) : std::uint8_t{0};
  };
  const auto tail = [&](std::size_t i) { return (byte(i) & 0xC0) == 0x80; };
  const std::uint8_t lead = byte(0);
  if (lead < 0x80) return 1;
  if (lead >= 0xC2 && lead <= 0xDF) return tail(1) ? 2 : 0;
  if (lead >= 0xE0 && lead <= 0xEF) {
    if (lead == 0xE0 && byte(1) < 0xA0) return 0;
    if (lead == 0xED && byte(1) > 0x9F) return 0;  // surrogates
    return tail(1) && tail(2) ? 3 : 0;
  }
  if (lead >= 0xF0 && lead <= 0xF4) {
    if (lead == 0xF0 && byte(1) < 0x90) return 0;
    if (lead == 0xF4 && byte(1) > 0x8F) return 0;
    return tail(1) && tail(2) && tail(3) ? 4 : 0;
  }
  return 0;
}

bool IsUtf8(std::string_view text) {
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t length = Utf8Length(text, at);
    if (length == 0) return false;
    at += length;
  }
  return true;
}

std::string Trimmed(std::string text) {
  const auto blank = [](char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; };
  while (!text.empty() && blank(text.back())) text.pop_back();
  const auto first = std::find_if_not(text.begin(), text.end(), blank);
  text.erase(text.begin(), first);
  return text;
}

// For a terminal and a page: no control characters, at most kValueBytes.
std::string Readable(std::string_view text) {
  static constexpr std::string_view kHex = "0123456789abcdef";
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t length = std::max<std::size_t>(1, Utf8Length(text, at));
    const auto byte = static_cast<std::uint8_t>(text[at]);
    // C1 controls are C2 80 to C2 9F in UTF-8.
    const bool c1 = length == 2 && byte == 0xC2 && static_cast<std::uint8_t>(text[at + 1]) < 0xA0;
    std::string piece(text.substr(at, length));
    if ((length == 1 && (byte < 0x20 || byte >= 0x7F)) || c1) {
      const auto code = c1 ? static_cast<std::uint8_t>(text[at + 1]) : byte;
      piece = {'\\', 'x', kHex[code >> 4], kHex[code & 15]};
    }
    if (out.size() + piece.size() > kValueBytes) break;
    out += piece;
    at += length;
  }
  return out;
}

bool IsPrintable(std::uint8_t byte) { return byte >= 0x20 && byte != 0x7F; }

// Bytes of the character at `at`, 0 when there is none. In a small block any byte above 0x80 may be
// a Latin letter; in a large one (a video) that would make text of nearly everything.
std::size_t CharacterLength(ByteView block, std::size_t at, bool large) {
  if (!IsPrintable(block[at])) return 0;
  return large ? Utf8Length(AsText(block), at) : 1;
}

}  // namespace

std::string ToUtf8(std::string_view bytes) {
  bytes = bytes.substr(0, bytes.find('\0'));
  if (IsUtf8(bytes)) return Trimmed(std::string(bytes));
  std::string out;
  for (const char c : bytes) AppendUtf8(out, static_cast<std::uint8_t>(c));
  return Trimmed(std::move(out));
}

std::string Utf16ToUtf8(ByteView bytes, bool big_endian) {
  std::string out;
  const auto unit = [&](std::size_t at) -> std::uint32_t {
    const std::uint32_t first = bytes[at];
    const std::uint32_t second = bytes[at + 1];
    return big_endian ? first << 8 | second : second << 8 | first;
  };
  for (std::size_t at = 0; at + 2 <= bytes.size(); at += 2) {
    std::uint32_t code = unit(at);
    if (code == 0) break;
    if (code == 0xFEFF) continue;
    if (code >= 0xD800 && code < 0xE000) {
      const bool pair = code < 0xDC00 && at + 4 <= bytes.size() && unit(at + 2) >= 0xDC00 &&
                        unit(at + 2) < 0xE000;
      if (pair) {
        code = 0x10000 + ((code - 0xD800) << 10) + (unit(at + 2) - 0xDC00);
        at += 2;
      } else {
        code = 0xFFFD;
      }
    }
    AppendUtf8(out, code);
  }
  return Trimmed(std::move(out));
}

ReportBuilder::ReportBuilder(const Limits& limits) : limits_(limits) { report_.complete = true; }

void ReportBuilder::Add(MetadataClass kind, std::string where, std::string_view value) {
  if (report_.items.size() >= limits_.entries) {
    Incomplete("The file holds more entries than photogate reads.");
    return;
  }
  report_.items.push_back({kind, std::move(where), Readable(value)});
}

void ReportBuilder::AddText(MetadataClass kind, std::string where, std::string_view value) {
  std::string text = ToUtf8(value);
  Add(kind, std::move(where), text);
  KeepText(std::move(text));
}

void ReportBuilder::AddUtf16(MetadataClass kind, std::string where, ByteView value,
                             bool big_endian) {
  std::string text = Utf16ToUtf8(value, big_endian);
  Add(kind, std::move(where), text);
  KeepText(std::move(text));
}

void ReportBuilder::AddStringsOf(ByteView block) {
  const bool large = block.size() > kLargeBlock;
  const std::size_t shortest = large ? kLongRun : kShortRun;
  for (std::size_t at = 0; at < block.size();) {
    std::size_t end = at;
    while (end < block.size()) {
      const std::size_t length = CharacterLength(block, end, large);
      if (length == 0) break;
      end += length;
    }
    if (end - at >= shortest) KeepText(ToUtf8(AsText(block.subspan(at, end - at))));
    // A character and a zero byte again and again: UTF-16, in whichever order.
    std::size_t wide = at;
    while (wide + 1 < block.size() && IsPrintable(block[wide]) && block[wide + 1] == 0) wide += 2;
    if (wide - at >= 2 * shortest) {
      KeepText(Utf16ToUtf8(block.subspan(at, wide - at), false));
      end = wide;
    }
    at = std::max(end, at + 1);
  }
}

void ReportBuilder::Incomplete(std::string_view why) {
  if (!report_.complete) return;
  report_.complete = false;
  report_.why_incomplete = why;
}

void ReportBuilder::Orientation(int value) {
  if (has_orientation_ || value < 1 || value > 8) return;
  has_orientation_ = true;
  report_.orientation = value;
}

void ReportBuilder::Latitude(double degrees) {
  if (!report_.latitude_deg) report_.latitude_deg = degrees;
}

void ReportBuilder::Longitude(double degrees) {
  if (!report_.longitude_deg) report_.longitude_deg = degrees;
}

void ReportBuilder::Copyright(std::string_view notice) { Claim(ToUtf8(notice), report_.copyright); }

void ReportBuilder::Author(std::string_view name) { Claim(ToUtf8(name), report_.author); }

void ReportBuilder::Claim(std::string text, std::string& first) {
  if (text.empty()) return;
  if (first.empty()) first = text;
  std::vector<std::string>& claims = report_.claims;
  if (std::find(claims.begin(), claims.end(), text) != claims.end()) return;
  if (claims.size() >= kMostClaims || text.size() > limits_.text_bytes - text_bytes_) {
    Incomplete("The file names more authors and owners than photogate reads.");
    return;
  }
  text_bytes_ += text.size();
  claims.push_back(std::move(text));
}

void ReportBuilder::KeepText(std::string text) {
  if (text.empty()) return;
  if (text.size() > limits_.text_bytes - text_bytes_) {
    Incomplete("The file holds more text than photogate reads.");
    return;
  }
  text_bytes_ += text.size();
  report_.texts.push_back(std::move(text));
}

MetadataReport ReportBuilder::Take() && { return std::move(report_); }

}  // namespace photogate
