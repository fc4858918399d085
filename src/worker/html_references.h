// Which pictures and films a web page shows. Runs inside a worker process: whoever wrote the page
// may have meant harm.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace photogate {

// Longest name of a picture that is told, and how many are: no path is longer than 4 KiB on Linux,
// and a page of a school shows some hundred pictures.
inline constexpr std::size_t kReferenceBytes = 4'096;
inline constexpr std::size_t kReferences = 100'000;
// All names together.
inline constexpr std::size_t kReferenceNames = 16u << 20;

// How a text is read.
enum class TextKind {
  kPage = 1,  // HTML and what becomes HTML: every form of reference
  kStyle,     // CSS
  kDrawing,   // SVG as a file: a pure drawing, or something else
  kScript,    // JavaScript: pictures written into it as text
  kText,      // XML, JSON, plain text: the same
  kLinks,     // the relationships of an Office file (ECMA-376 part 2): pictures outside of it
};

struct HtmlReferences {
  // As written, percent signs and entities resolved. Of `local` the name is that of a picture or a
  // document, without ? and #; `shown` is shown as a picture although its name does not say so,
  // without #: it may be the name of a file that ends otherwise, or made by a server.
  std::vector<std::string> local, shown;
  int elsewhere = 0;     // on another address: nothing here can be said of them
  int inlined = 0;       // whole pictures within the text
  bool tangled = false;  // it was not read to its end: see ReferencesIn
};

// kPage: src, srcset, poster, data, href, background, xlink:href and data-... that name a picture,
// url(...) and image-set(...), wherever they stand in `text`: comments and scripts too, because a
// page may be put together by them. What <img>, <source>, <image>, <video>, <object>, <embed> and
// <input type=image> show counts whatever it is called. <base href> is followed. Inlined are data:
// addresses of pictures, and what begins like JPEG, PNG or WebP written in base64. An <svg> of the
// page that only draws, and pictures of so few bytes that nobody can be seen on them
// (kTinyPicture), are not. UTF-16 is read as well. Takes more for a reference than a browser would,
// never less for these forms.
// kStyle: the same of CSS. kDrawing: `inlined` unless it is small and draws only. kScript, kText:
// `inlined` alone; kText also for a long run of base64, whatever it begins with. kLinks:
// `elsewhere` alone.
// Reads `text` once, keeps no more than it. Values may be written one within the other; when they
// come to more than 16 times the text, or names to more than the bounds above, the page was built
// to be read for ever and is `tangled`. Pure.
HtmlReferences ReferencesIn(std::string_view text, TextKind kind);

}  // namespace photogate
