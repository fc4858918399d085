// Text as plain lower-case words, so that names compare whatever their spelling's dress.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace photogate {

// A run of letters or of digits. `hard_*`: the text has a space, punctuation or its end there,
// rather than a change of case or between letters and digits. `new_phrase`: a comma, semicolon,
// bracket or line end came before it.
struct TextToken {
  std::string text;  // lower-case, Latin letters without their accents, UTF-8
  bool digits;
  bool hard_begin;
  bool hard_end;
  bool new_phrase;
};

// Splits at everything that is neither letter nor digit, and inside "AmeliaJones4B". Bytes that are
// not UTF-8 are read as Latin-1. Never fails.
std::vector<TextToken> Tokenise(std::string_view text);

// The tokens' texts without anything between them: "Ann-Marie O'Brien" is "annmarieobrien".
std::string FoldedKey(std::string_view text);

}  // namespace photogate
