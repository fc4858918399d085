// Text from outside, made fit to be shown.
#pragma once

#include <string>
#include <string_view>

namespace photogate {

// Valid UTF-8 without control characters: those, bytes that are not UTF-8 and the invisible marks
// that turn text around come out as \n, \t, \x1B or \u202E. Never fails.
std::string Printable(std::string_view text);

bool IsUtf8(std::string_view text);

// Printable, with the characters that mean something in HTML, attributes included, as references.
std::string HtmlText(std::string_view text);

// RFC 4648 section 4, with padding.
std::string Base64(std::string_view bytes);

}  // namespace photogate
