#include "worker/inlined_picture.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <string>

#include "worker/page_text.h"

namespace photogate {
namespace {

using namespace std::string_view_literals;

// JPEG, PNG, GIF, WebP and ISO media in base64 (RFC 4648 of their first bytes).
constexpr std::array kPictureStarts = {"/9j/"sv,  "iVBORw0KGgo"sv, "R0lGOD"sv,
                                       "UklGR"sv, "AAAAIGZ0eX"sv,  "AAAAHGZ0eX"sv};
// WOFF, WOFF2, TrueType and OpenType.
constexpr std::array kFontStarts = {"d09GR"sv, "d09GM"sv, "AAEAAA"sv, "T1RUT"sv};

template <std::size_t Count>
bool BeginsAsOneOf(std::string_view text, const std::array<std::string_view, Count>& starts) {
  return std::any_of(starts.begin(), starts.end(),
                     [&](std::string_view start) { return text.substr(0, start.size()) == start; });
}

int Base64Value(char c) {
  if (c >= 'A' && c <= 'Z') return c - 'A';
  if (c >= 'a' && c <= 'z') return c - 'a' + 26;
  if (c >= '0' && c <= '9') return c - '0' + 52;
  if (c == '+' || c == '-') return 62;
  return c == '/' || c == '_' ? 63 : -1;
}

std::string FromBase64(std::string_view text) {
  std::string out;
  std::uint32_t bits = 0;
  int held = 0;
  for (const char c : text) {
    const int value = Base64Value(c);
    if (value < 0) continue;
    bits = (bits << 6) | static_cast<std::uint32_t>(value);
    held += 6;
    if (held < 8) continue;
    held -= 8;
    out += static_cast<char>((bits >> held) & 0xFF);
  }
  return out;
}

bool IsLetter(char c) {
  return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '+' ||
         c == '/' || c == '=';
}

// How many characters of `rest` break a line, as they stand or as JSON and XML write them.
std::size_t LineBreak(std::string_view rest) {
  if (rest.front() == '\n' || rest.front() == '\r') return 1;
  if (rest.substr(0, 2) == "\\n" || rest.substr(0, 2) == "\\r") return 2;
  for (const std::string_view entity : {"&#xa;"sv, "&#xd;"sv, "&#10;"sv, "&#13;"sv}) {
    if (BeginsWith(rest, entity)) return entity.size();
  }
  return 0;
}

constexpr std::size_t kShortestLine = 40;

}  // namespace

bool InlinesPicture(std::string_view address, bool shown) {
  address.remove_prefix(std::min<std::size_t>(address.size(), 5));
  const std::size_t comma = address.find(',');
  if (comma == std::string_view::npos) return false;
  const std::string_view type = address.substr(0, address.find_first_of(";,"));
  const std::string_view head = address.substr(0, comma);
  std::string_view payload = address.substr(comma + 1);
  while (!payload.empty() && IsBlank(payload.front())) payload.remove_prefix(1);
  if (payload.size() <= kTinyPicture) return false;
  if (BeginsWith(type, "image/svg")) {
    const bool base64 = head.find("base64") != std::string_view::npos;
    const std::string plain = WithoutPercents(payload);
    return !OnlyDraws(base64 ? FromBase64(plain) : plain);
  }
  if (BeginsWith(type, "image/") || BeginsWith(type, "video/") || BeginsWith(type, "text/html") ||
      BeginsWith(type, "application/pdf") || BeginsAsOneOf(payload, kPictureStarts)) {
    return true;
  }
  if (BeginsAsOneOf(payload, kFontStarts)) return false;
  if (BeginsWith(type, "font/") || BeginsWith(type, "application/font") ||
      BeginsWith(type, "application/x-font") || BeginsWith(type, "application/vnd.ms-fontobject")) {
    return false;
  }
  // Browsers look at the bytes of what they show, not at its type.
  return shown || type.empty() || BeginsWith(type, "application/octet-stream");
}

bool HoldsWrittenPicture(std::string_view text, bool any) {
  std::string head;
  std::size_t run = 0, line = 0;
  const auto found = [&] {
    return run >= kWrittenPicture && (any || BeginsAsOneOf(head, kPictureStarts));
  };
  for (std::size_t at = 0; at < text.size();) {
    if (text[at] == '\\' && at + 1 < text.size() && text[at + 1] == '/') ++at;  // of JSON
    if (IsLetter(text[at])) {
      if (run < 16) head += text[at];
      ++run;
      ++line;
      ++at;
      continue;
    }
    const std::size_t broken =
        line >= kShortestLine || (run > 0 && line == 0) ? LineBreak(text.substr(at)) : 0;
    if (broken > 0) {
      at += broken;
      while (at < text.size() && (text[at] == ' ' || text[at] == '\t')) ++at;
      line = 0;
      continue;
    }
    if (found()) return true;
    head.clear();
    run = line = 0;
    ++at;
  }
  return found();
}

bool OnlyDraws(std::string_view svg) {
  if (svg.size() > kDrawingBytes) return false;
  std::string lower(svg);
  std::transform(lower.begin(), lower.end(), lower.begin(), LowerLetter);
  static constexpr std::array kNotDrawing = {
      "<image"sv,  ":image"sv,  "feimage"sv,  "foreignobject"sv, "data:"sv,  "<script"sv,
      "<iframe"sv, "@import"sv, "<!entity"sv, "url(h"sv,         "url('h"sv, "url(\"h"sv};
  return std::none_of(
             kNotDrawing.begin(), kNotDrawing.end(),
             [&](std::string_view what) { return lower.find(what) != std::string::npos; }) &&
         !HoldsWrittenPicture(svg, true);
}

}  // namespace photogate
