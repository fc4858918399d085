#include "worker/page_text.h"

#include <algorithm>
#include <array>
#include <cstdint>

namespace photogate {
namespace {

using namespace std::string_view_literals;

int Digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  const char lower = LowerLetter(c);
  return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

// RFC 3629.
void PutUtf8(std::uint32_t code, std::string& out) {
  if (code >= 0xD800 && code < 0xE000) code = '?';
  if (code < 0x80) {
    out += static_cast<char>(code);
    return;
  }
  const int more = code < 0x800 ? 1 : code < 0x10000 ? 2 : 3;
  const std::uint32_t lead = more == 1 ? 0xC0 : more == 2 ? 0xE0 : 0xF0;
  out += static_cast<char>(lead | (code >> (6 * more)));
  for (int at = more - 1; at >= 0; --at) {
    out += static_cast<char>(0x80 | ((code >> (6 * at)) & 0x3F));
  }
}

struct Entity {
  std::string_view name;
  std::string_view stands_for;
};
constexpr std::array kEntities = {
    Entity{"amp;", "&"},  Entity{"quot;", "\""},  Entity{"lt;", "<"},      Entity{"gt;", ">"},
    Entity{"apos;", "'"}, Entity{"period;", "."}, Entity{"sol;", "/"},     Entity{"colon;", ":"},
    Entity{"nbsp;", " "}, Entity{"Tab;", "\t"},   Entity{"NewLine;", "\n"}};

// The number after "&#", or 0; `used` is how many characters it takes with "&#".
std::uint32_t Numbered(std::string_view rest, std::size_t& used) {
  const bool hex = rest.size() > 2 && LowerLetter(rest[2]) == 'x';
  std::uint32_t code = 0;
  std::size_t at = hex ? 3 : 2;
  const std::size_t begun = at;
  for (; at < rest.size() && at < begun + 8; ++at) {
    const int digit = Digit(rest[at]);
    if (digit < 0 || (!hex && digit > 9)) break;
    code = code * (hex ? 16 : 10) + static_cast<std::uint32_t>(digit);
  }
  if (at == begun || code > 0x10FFFF) return 0;
  used = at < rest.size() && rest[at] == ';' ? at + 1 : at;
  return code;
}

template <std::size_t Count>
bool EndsIn(std::string_view name, const std::array<std::string_view, Count>& ends) {
  return std::any_of(ends.begin(), ends.end(), [&](std::string_view end) {
    return name.size() >= end.size() && BeginsWith(name.substr(name.size() - end.size()), end);
  });
}

}  // namespace

char LowerLetter(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

bool IsBlank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f'; }

bool BeginsWith(std::string_view text, std::string_view lower) {
  return text.size() >= lower.size() &&
         std::equal(lower.begin(), lower.end(), text.begin(),
                    [](char a, char b) { return a == LowerLetter(b); });
}

std::string FromUtf16(std::string_view text) {
  if (text.size() < 4) return {};
  bool big = text.substr(0, 2) == "\xFE\xFF"sv;
  const bool marked = big || text.substr(0, 2) == "\xFF\xFE"sv;
  if (!marked) {
    std::array<int, 2> noughts{};
    const std::size_t head = std::min<std::size_t>(text.size(), 64) & ~std::size_t{1};
    for (std::size_t at = 0; at < head; ++at) noughts[at % 2] += text[at] == '\0' ? 1 : 0;
    const int most = static_cast<int>(head / 2);
    if (noughts[0] + noughts[1] < most * 3 / 4) return {};
    big = noughts[0] > noughts[1];
  }
  std::string out;
  out.reserve(text.size() / 2);
  std::uint32_t high = 0;
  for (std::size_t at = marked ? 2 : 0; at + 1 < text.size(); at += 2) {
    const auto first = static_cast<unsigned char>(text[at]);
    const auto second = static_cast<unsigned char>(text[at + 1]);
    const std::uint32_t unit = big ? 256u * first + second : 256u * second + first;
    if (unit >= 0xD800 && unit < 0xDC00) {
      high = unit;
      continue;
    }
    if (high != 0 && unit >= 0xDC00 && unit < 0xE000) {
      PutUtf8(0x10000 + ((high - 0xD800) << 10) + (unit - 0xDC00), out);
    } else {
      PutUtf8(unit, out);
    }
    high = 0;
  }
  return out;
}

std::string WithoutEntities(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t at = 0; at < text.size();) {
    if (text[at] != '&') {
      out += text[at++];
      continue;
    }
    const std::string_view rest = text.substr(at);
    std::size_t used = 0;
    if (rest.substr(0, 2) == "&#") {
      if (const std::uint32_t code = Numbered(rest, used); code != 0) PutUtf8(code, out);
    } else {
      for (const Entity& entity : kEntities) {
        if (rest.substr(1, entity.name.size()) != entity.name) continue;
        out += entity.stands_for;
        used = entity.name.size() + 1;
        break;
      }
    }
    if (used == 0) {
      out += '&';
      used = 1;
    }
    at += used;
  }
  return out;
}

std::string WithoutPercents(std::string_view text) {
  std::string out;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text[at] == '%' && at + 2 < text.size() && Digit(text[at + 1]) >= 0 &&
        Digit(text[at + 2]) >= 0) {
      out += static_cast<char>(16 * Digit(text[at + 1]) + Digit(text[at + 2]));
      at += 2;
    } else {
      out += text[at];
    }
  }
  return out;
}

std::string AddressOf(std::string_view text) {
  const auto outer = [](char c) {
    return IsBlank(c) || c == '"' || c == '\'' || (c >= 0 && c < 0x20);
  };
  while (!text.empty() && outer(text.front())) text.remove_prefix(1);
  while (!text.empty() && outer(text.back())) text.remove_suffix(1);
  std::string out;
  out.reserve(text.size());
  for (const char c : text) {
    if (c == '\t' || c == '\n' || c == '\r') continue;
    out += c == '\\' ? '/' : c;
  }
  return out;
}

bool LooksLikePicture(std::string_view name) {
  static constexpr std::array kEnds = {
      ".jpg"sv,  ".jpeg"sv, ".jpe"sv,  ".jfif"sv, ".png"sv, ".apng"sv, ".webp"sv,
      ".gif"sv,  ".bmp"sv,  ".ico"sv,  ".cur"sv,  ".tif"sv, ".tiff"sv, ".svg"sv,
      ".svgz"sv, ".heic"sv, ".heif"sv, ".avif"sv, ".jxl"sv, ".jp2"sv,  ".mp4"sv,
      ".webm"sv, ".mov"sv,  ".m4v"sv,  ".ogv"sv,  ".pdf"sv};
  return EndsIn(name, kEnds);
}

bool LooksLikeDocument(std::string_view name) {
  static constexpr std::array kEnds = {".docx"sv, ".docm"sv, ".doc"sv, ".pptx"sv,
                                       ".ppsx"sv, ".ppt"sv,  ".odt"sv, ".odp"sv,
                                       ".zip"sv,  ".epub"sv, ".pub"sv, ".pages"sv};
  return EndsIn(name, kEnds);
}

}  // namespace photogate
