#include "outcome/printable.h"

#include <fmt/format.h>

#include <cstddef>
#include <cstdint>

namespace photogate {
namespace {

struct CodePoint {
  char32_t value;
  std::size_t bytes;  // 0: the byte starts no valid sequence
};

// The well-formed sequences of the Unicode Standard, table 3-7.
CodePoint Decode(std::string_view text) {
  const auto byte = [&text](std::size_t i) -> char32_t {
    return static_cast<std::uint8_t>(text[i]);
  };
  const char32_t lead = byte(0);
  if (lead < 0x80) return {lead, 1};
  const std::size_t size = lead >= 0xC2 && lead <= 0xDF   ? 2
                           : lead >= 0xE0 && lead <= 0xEF ? 3
                           : lead >= 0xF0 && lead <= 0xF4 ? 4
                                                          : 0;
  if (size == 0 || text.size() < size) return {0, 0};
  char32_t value = lead & (0x7Fu >> size);
  for (std::size_t i = 1; i < size; ++i) {
    if ((byte(i) & 0xC0) != 0x80) return {0, 0};
    value = (value << 6) | (byte(i) & 0x3F);
  }
  const bool too_long = (size == 3 && value < 0x800) || (size == 4 && value < 0x10000);
  if (too_long || value > 0x10FFFF || (value >= 0xD800 && value <= 0xDFFF)) return {0, 0};
  return {value, size};
}

// Line separators, and the marks that change the direction of the text around them.
bool IsMisleading(char32_t c) {
  return (c >= 0x80 && c <= 0x9F) || (c >= 0x200B && c <= 0x200F) || (c >= 0x2028 && c <= 0x202E) ||
         (c >= 0x2060 && c <= 0x206F) || c == 0xFEFF || c == 0x61C ||
         (c >= 0xE0000 && c <= 0xE007F);
}

}  // namespace

std::string Printable(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  while (!text.empty()) {
    const CodePoint c = Decode(text);
    const auto byte = static_cast<std::uint8_t>(text[0]);
    if (c.bytes == 0) {
      out += fmt::format("\\x{:02X}", byte);
      text.remove_prefix(1);
      continue;
    }
    if (c.value == '\n') {
      out += "\\n";
    } else if (c.value == '\r') {
      out += "\\r";
    } else if (c.value == '\t') {
      out += "\\t";
    } else if (c.value < 0x20 || c.value == 0x7F) {
      out += fmt::format("\\x{:02X}", byte);
    } else if (IsMisleading(c.value)) {
      out += fmt::format("\\u{:04X}", static_cast<std::uint32_t>(c.value));
    } else {
      out += text.substr(0, c.bytes);
    }
    text.remove_prefix(c.bytes);
  }
  return out;
}

bool IsUtf8(std::string_view text) {
  while (!text.empty()) {
    const CodePoint c = Decode(text);
    if (c.bytes == 0) return false;
    text.remove_prefix(c.bytes);
  }
  return true;
}

std::string HtmlText(std::string_view text) {
  std::string out;
  for (const char c : Printable(text)) {
    switch (c) {
      case '&': out += "&amp;"; break;
      case '<': out += "&lt;"; break;
      case '>': out += "&gt;"; break;
      case '"': out += "&quot;"; break;
      case '\'': out += "&#39;"; break;
      default: out += c;
    }
  }
  return out;
}

std::string Base64(std::string_view bytes) {
  static constexpr std::string_view kAlphabet =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string out;
  out.reserve((bytes.size() + 2) / 3 * 4);
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    const std::size_t left = bytes.size() - i;
    const auto at = [&](std::size_t k) -> std::uint32_t {
      return k < left ? static_cast<std::uint8_t>(bytes[i + k]) : 0u;
    };
    const std::uint32_t group = (at(0) << 16) | (at(1) << 8) | at(2);
    out += kAlphabet[group >> 18];
    out += kAlphabet[(group >> 12) & 63];
    out += left > 1 ? kAlphabet[(group >> 6) & 63] : '=';
    out += left > 2 ? kAlphabet[group & 63] : '=';
  }
  return out;
}

}  // namespace photogate
