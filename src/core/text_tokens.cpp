#include "core/text_tokens.h"

#include <array>
#include <cstddef>
#include <cstdint>

namespace photogate {
namespace {

enum class Kind { kSkip, kBreak, kPhraseBreak, kUpper, kLower, kDigit };

struct Piece {
  Kind kind;
  std::string text;
};

// Base letters of U+00C0 .. U+017F in order, one word each; "." is a sign, not a letter.
constexpr std::array<std::string_view, 192> kLatin = {
    "a", "a", "a",  "a",  "a", "a", "ae", "c",  "e",  "e", "e", "e", "i",  "i",  "i", "i", "d", "n",
    "o", "o", "o",  "o",  "o", ".", "o",  "u",  "u",  "u", "u", "y", "th", "ss", "a", "a", "a", "a",
    "a", "a", "ae", "c",  "e", "e", "e",  "e",  "i",  "i", "i", "i", "d",  "n",  "o", "o", "o", "o",
    "o", ".", "o",  "u",  "u", "u", "u",  "y",  "th", "y", "a", "a", "a",  "a",  "a", "a", "c", "c",
    "c", "c", "c",  "c",  "c", "c", "d",  "d",  "d",  "d", "e", "e", "e",  "e",  "e", "e", "e", "e",
    "e", "e", "g",  "g",  "g", "g", "g",  "g",  "g",  "g", "h", "h", "h",  "h",  "i", "i", "i", "i",
    "i", "i", "i",  "i",  "i", "i", "ij", "ij", "j",  "j", "k", "k", "k",  "l",  "l", "l", "l", "l",
    "l", "l", "l",  "l",  "l", "n", "n",  "n",  "n",  "n", "n", "n", "n",  "n",  "o", "o", "o", "o",
    "o", "o", "oe", "oe", "r", "r", "r",  "r",  "r",  "r", "s", "s", "s",  "s",  "s", "s", "s", "s",
    "t", "t", "t",  "t",  "t", "t", "u",  "u",  "u",  "u", "u", "u", "u",  "u",  "u", "u", "u", "u",
    "w", "w", "y",  "y",  "y", "z", "z",  "z",  "z",  "z", "z", "s"};

struct Range {
  char32_t first, last;
  std::string_view base;
};

// Latin letters with accents beyond U+017F that names in Britain are written with (Romanian,
// Vietnamese, pinyin, Welsh with accents).
constexpr std::array<Range, 64> kMoreLatin = {
    {{0x1A0, 0x1A1, "o"},    {0x1AF, 0x1B0, "u"},   {0x1CD, 0x1CE, "a"},   {0x1CF, 0x1D0, "i"},
     {0x1D1, 0x1D2, "o"},    {0x1D3, 0x1DC, "u"},   {0x1DE, 0x1E1, "a"},   {0x1E2, 0x1E3, "ae"},
     {0x1E4, 0x1E7, "g"},    {0x1E8, 0x1E9, "k"},   {0x1EA, 0x1ED, "o"},   {0x1F0, 0x1F0, "j"},
     {0x1F4, 0x1F5, "g"},    {0x1F8, 0x1F9, "n"},   {0x1FA, 0x1FB, "a"},   {0x1FC, 0x1FD, "ae"},
     {0x1FE, 0x1FF, "o"},    {0x200, 0x203, "a"},   {0x204, 0x207, "e"},   {0x208, 0x20B, "i"},
     {0x20C, 0x20F, "o"},    {0x210, 0x213, "r"},   {0x214, 0x217, "u"},   {0x218, 0x219, "s"},
     {0x21A, 0x21B, "t"},    {0x21E, 0x21F, "h"},   {0x226, 0x227, "a"},   {0x228, 0x229, "e"},
     {0x22A, 0x231, "o"},    {0x232, 0x233, "y"},   {0x1E00, 0x1E01, "a"}, {0x1E02, 0x1E07, "b"},
     {0x1E08, 0x1E09, "c"},  {0x1E0A, 0x1E13, "d"}, {0x1E14, 0x1E1D, "e"}, {0x1E1E, 0x1E1F, "f"},
     {0x1E20, 0x1E21, "g"},  {0x1E22, 0x1E2B, "h"}, {0x1E2C, 0x1E2F, "i"}, {0x1E30, 0x1E35, "k"},
     {0x1E36, 0x1E3D, "l"},  {0x1E3E, 0x1E43, "m"}, {0x1E44, 0x1E4B, "n"}, {0x1E4C, 0x1E53, "o"},
     {0x1E54, 0x1E57, "p"},  {0x1E58, 0x1E5F, "r"}, {0x1E60, 0x1E69, "s"}, {0x1E6A, 0x1E71, "t"},
     {0x1E72, 0x1E7B, "u"},  {0x1E7C, 0x1E7F, "v"}, {0x1E80, 0x1E89, "w"}, {0x1E8A, 0x1E8D, "x"},
     {0x1E8E, 0x1E8F, "y"},  {0x1E90, 0x1E95, "z"}, {0x1E98, 0x1E98, "w"}, {0x1E99, 0x1E99, "y"},
     {0x1E9E, 0x1E9E, "ss"}, {0x1EA0, 0x1EB7, "a"}, {0x1EB8, 0x1EC7, "e"}, {0x1EC8, 0x1ECB, "i"},
     {0x1ECC, 0x1EE3, "o"},  {0x1EE4, 0x1EF1, "u"}, {0x1EF2, 0x1EF9, "y"}, {0xFB00, 0xFB00, "ff"}}};

bool In(char32_t c, char32_t first, char32_t last) { return c >= first && c <= last; }

void AppendUtf8(char32_t c, std::string& out) {
  const auto byte = [&out](char32_t value) { out.push_back(static_cast<char>(value)); };
  if (c < 0x80) {
    byte(c);
  } else if (c < 0x800) {
    byte(0xC0 | (c >> 6));
    byte(0x80 | (c & 0x3F));
  } else if (c < 0x10000) {
    byte(0xE0 | (c >> 12));
    byte(0x80 | ((c >> 6) & 0x3F));
    byte(0x80 | (c & 0x3F));
  } else {
    byte(0xF0 | (c >> 18));
    byte(0x80 | ((c >> 12) & 0x3F));
    byte(0x80 | ((c >> 6) & 0x3F));
    byte(0x80 | (c & 0x3F));
  }
}

// One code point from `at` on; a byte that starts none is read as Latin-1.
char32_t Next(std::string_view text, std::size_t& at) {
  const auto byte = [&text](std::size_t i) -> char32_t {
    return static_cast<std::uint8_t>(text[i]);
  };
  const char32_t lead = byte(at);
  std::size_t more = 0;
  if (In(lead, 0xC2, 0xDF)) more = 1;
  if (In(lead, 0xE0, 0xEF)) more = 2;
  if (In(lead, 0xF0, 0xF4)) more = 3;
  if (more > 0 && text.size() - at > more) {
    char32_t c = lead & (0x3F >> more);
    bool valid = true;
    for (std::size_t i = 1; i <= more; ++i) {
      valid = valid && (byte(at + i) & 0xC0) == 0x80;
      c = (c << 6) | (byte(at + i) & 0x3F);
    }
    const bool shortest = more == 1 || (more == 2 && c >= 0x800) || (more == 3 && c >= 0x10000);
    if (valid && shortest && c <= 0x10FFFF && !In(c, 0xD800, 0xDFFF)) {
      at += more + 1;
      return c;
    }
  }
  ++at;
  return lead;
}

bool IsUpperLatin(char32_t c) {
  if (c < 0x100) return In(c, 0xC0, 0xDE);
  // Here the pairs of upper and lower case start at odd numbers.
  if (In(c, 0x139, 0x148) || In(c, 0x179, 0x17E) || In(c, 0x1CD, 0x1DC)) return c % 2 == 1;
  return c % 2 == 0;
}

// Marks and signs that neither separate words nor belong to one.
bool IsInvisible(char32_t c) {
  return c == 0xAD || In(c, 0x300, 0x36F) || In(c, 0x200B, 0x200F) || In(c, 0x202A, 0x202E) ||
         In(c, 0x2060, 0x206F) || In(c, 0xFE00, 0xFE0F) || c == 0xFEFF;
}

bool IsSign(char32_t c) {
  return In(c, 0x80, 0xBF) || In(c, 0x2000, 0x2BFF) || In(c, 0x3000, 0x303F) ||
         In(c, 0xE000, 0xF8FF) || In(c, 0xFE10, 0xFE6F) || In(c, 0xFF00, 0xFF0F) ||
         In(c, 0x1F000, 0x1FAFF) || c >= 0xF0000;
}

Piece Classify(char32_t c) {
  if (c < 0x80) {
    const char ascii = static_cast<char>(c);
    if (In(c, 'a', 'z')) return {Kind::kLower, std::string(1, ascii)};
    if (In(c, 'A', 'Z')) return {Kind::kUpper, std::string(1, static_cast<char>(ascii + 32))};
    if (In(c, '0', '9')) return {Kind::kDigit, std::string(1, ascii)};
    const bool phrase = c == ',' || c == ';' || c == '\n' || c == '\r' || c == '(' || c == ')' ||
                        c == '[' || c == ']' || c == '|' || c == '/';
    return {phrase ? Kind::kPhraseBreak : Kind::kBreak, {}};
  }
  if (IsInvisible(c)) return {Kind::kSkip, {}};
  if (In(c, 0xC0, 0x17F)) {
    const std::string_view base = kLatin[c - 0xC0];
    if (base == ".") return {Kind::kBreak, {}};
    return {IsUpperLatin(c) ? Kind::kUpper : Kind::kLower, std::string(base)};
  }
  for (const Range& range : kMoreLatin) {
    if (In(c, range.first, range.last)) {
      return {IsUpperLatin(c) ? Kind::kUpper : Kind::kLower, std::string(range.base)};
    }
  }
  if (IsSign(c)) return {Kind::kBreak, {}};
  Piece piece{Kind::kLower, {}};
  // Capitals of Greek and Cyrillic; other scripts have none or are compared as written.
  if (In(c, 0x391, 0x3A9)) c += 32;
  if (In(c, 0x410, 0x42F)) c += 32;
  if (In(c, 0x400, 0x40F)) c += 80;
  AppendUtf8(c, piece.text);
  return piece;
}

}  // namespace

std::vector<TextToken> Tokenise(std::string_view text) {
  std::vector<TextToken> tokens;
  bool open = false;       // the last token can still grow
  bool hard = true;        // a separator came since the last token
  bool new_phrase = true;  // and it ended a phrase
  Kind previous = Kind::kBreak;
  std::size_t previous_bytes = 0;  // of the last piece, for "BTrip"
  std::size_t pieces = 0;          // in the open token
  for (std::size_t at = 0; at < text.size();) {
    const Piece piece = Classify(Next(text, at));
    if (piece.kind == Kind::kSkip) continue;
    if (piece.kind == Kind::kBreak || piece.kind == Kind::kPhraseBreak) {
      if (open) tokens.back().hard_end = true;
      open = false;
      hard = true;
      new_phrase = new_phrase || piece.kind == Kind::kPhraseBreak;
      previous = piece.kind;
      continue;
    }
    const bool digit = piece.kind == Kind::kDigit;
    if (open && digit != tokens.back().digits) open = false;
    if (open && previous == Kind::kLower && piece.kind == Kind::kUpper) open = false;
    if (open && previous == Kind::kUpper && piece.kind == Kind::kLower && pieces > 1) {
      // The last capital begins the new word: "BTrip" is "B" and "Trip".
      std::string& before = tokens.back().text;
      const std::string capital = before.substr(before.size() - previous_bytes);
      before.resize(before.size() - previous_bytes);
      tokens.push_back(TextToken{capital, false, false, false, false});
      pieces = 1;
    }
    if (!open) {
      tokens.push_back(TextToken{{}, digit, hard, false, new_phrase});
      open = true;
      hard = false;
      new_phrase = false;
      pieces = 0;
    }
    tokens.back().text += piece.text;
    previous = piece.kind;
    previous_bytes = piece.text.size();
    ++pieces;
  }
  if (open) tokens.back().hard_end = true;
  return tokens;
}

std::string FoldedKey(std::string_view text) {
  std::string key;
  for (const TextToken& token : Tokenise(text)) key += token.text;
  return key;
}

}  // namespace photogate
