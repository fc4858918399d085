// The ways in which a page writes letters and addresses.
#pragma once

#include <string>
#include <string_view>

namespace photogate {

char LowerLetter(char c);
bool IsBlank(char c);
// `lower` in small letters.
bool BeginsWith(std::string_view text, std::string_view lower);

// UTF-8 of a page in UTF-16, told by its mark or by every other byte of its beginning being nought
// (WHATWG encoding standard, 6.1, and what pages in fact do); nullopt-like empty for others. Broken
// pairs become question marks.
std::string FromUtf16(std::string_view text);

// `&amp;`, `&#46;`, `&#x2e;`, `&quot;`, `&lt;`, `&gt;`, `&apos;`, `&period;`, `&sol;`, `&colon;`,
// `&nbsp;`. Others stay as they are.
std::string WithoutEntities(std::string_view text);

// Percent signs, RFC 3986 section 2.1.
std::string WithoutPercents(std::string_view text);

// Outer blanks and quotes taken off, line ends within taken out, backslashes as browsers read them
// (WHATWG URL standard, 4.4).
std::string AddressOf(std::string_view text);

// What the web shows as a picture, a film or a document, by the end of its name.
bool LooksLikePicture(std::string_view name);
// A document that a page links to; pictures may be in it.
bool LooksLikeDocument(std::string_view name);

}  // namespace photogate
