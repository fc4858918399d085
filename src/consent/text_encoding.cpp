#include "consent/text_encoding.h"

#include <array>
#include <cstdint>
#include <optional>

#include "consent/utf8.h"

namespace photogate {
namespace {

// Windows-1252, 0x80 to 0x9f; 0 where no character is (unicode.org, CP1252.TXT).
constexpr std::array<std::uint16_t, 32> kHigh = {
    0x20ac, 0,      0x201a, 0x0192, 0x201e, 0x2026, 0x2020, 0x2021, 0x02c6, 0x2030, 0x0160,
    0x2039, 0x0152, 0,      0x017d, 0,      0,      0x2018, 0x2019, 0x201c, 0x201d, 0x2022,
    0x2013, 0x2014, 0x02dc, 0x2122, 0x0161, 0x203a, 0x0153, 0,      0x017e, 0x0178};

void AppendUtf8(std::string& out, std::uint32_t code) {
  const auto put = [&](std::uint32_t byte) { out += static_cast<char>(byte); };
  if (code < 0x80) {
    put(code);
  } else if (code < 0x800) {
    put(0xc0 | code >> 6);
    put(0x80 | (code & 0x3f));
  } else if (code < 0x10000) {
    put(0xe0 | code >> 12);
    put(0x80 | (code >> 6 & 0x3f));
    put(0x80 | (code & 0x3f));
  } else {
    put(0xf0 | code >> 18);
    put(0x80 | (code >> 12 & 0x3f));
    put(0x80 | (code >> 6 & 0x3f));
    put(0x80 | (code & 0x3f));
  }
}

Error Unreadable() {
  return Error{ErrorKind::kCorrupt,
               "The file is not text in UTF-8, UTF-16 or Windows-1252. Save it as \"CSV UTF-8\" "
               "and import it again; nothing was changed."};
}

Result<DecodedText> DecodeUtf16(std::string_view bytes, bool little) {
  DecodedText text{"", little ? "UTF-16LE" : "UTF-16BE"};
  if (bytes.size() % 2 != 0) return Unreadable();
  text.utf8.reserve(bytes.size());
  const auto unit = [&](std::size_t at) {
    const auto one = static_cast<std::uint32_t>(static_cast<unsigned char>(bytes[at]));
    const auto two = static_cast<std::uint32_t>(static_cast<unsigned char>(bytes[at + 1]));
    return little ? two << 8 | one : one << 8 | two;
  };
  for (std::size_t at = 0; at < bytes.size(); at += 2) {
    std::uint32_t code = unit(at);
    if (code >= 0xd800 && code < 0xdc00) {
      if (at + 4 > bytes.size()) return Unreadable();
      const std::uint32_t low = unit(at + 2);
      if (low < 0xdc00 || low > 0xdfff) return Unreadable();
      code = 0x10000 + ((code - 0xd800) << 10) + (low - 0xdc00);
      at += 2;
    } else if (code >= 0xdc00 && code <= 0xdfff) {
      return Unreadable();
    }
    AppendUtf8(text.utf8, code);
  }
  return text;
}

// UTF-16 without its mark, as some programs save it: a file of columns begins with plain letters,
// of each of which one byte is zero. Which byte it is tells the order.
std::optional<bool> LittleWithoutMark(std::string_view bytes) {
  constexpr std::size_t kLooked = 4;
  if (bytes.size() < kLooked || bytes.size() % 2 != 0) return std::nullopt;
  const auto zero = [&](std::size_t at) { return bytes[at] == '\0'; };
  if (!zero(0) && zero(1) && !zero(2) && zero(3)) return true;
  if (zero(0) && !zero(1) && zero(2) && !zero(3)) return false;
  return std::nullopt;
}

}  // namespace

Result<DecodedText> DecodeText(std::string_view bytes) {
  if (bytes.substr(0, 2) == "\xff\xfe") return DecodeUtf16(bytes.substr(2), true);
  if (bytes.substr(0, 2) == "\xfe\xff") return DecodeUtf16(bytes.substr(2), false);
  if (bytes.substr(0, 3) == "\xef\xbb\xbf") bytes.remove_prefix(3);
  if (const auto little = LittleWithoutMark(bytes)) return DecodeUtf16(bytes, *little);
  if (IsWellFormedUtf8(bytes)) return DecodedText{std::string(bytes), "UTF-8"};
  DecodedText text{"", "Windows-1252"};
  text.utf8.reserve(bytes.size() + bytes.size() / 16);
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte == 0) return Unreadable();
    std::uint32_t code = byte;
    if (byte >= 0x80 && byte < 0xa0) code = kHigh[byte - 0x80u];
    if (code == 0) return Unreadable();
    AppendUtf8(text.utf8, code);
  }
  return text;
}

}  // namespace photogate
