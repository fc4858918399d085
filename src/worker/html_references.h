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

struct HtmlReferences {
  std::vector<std::string> local;  // as written, percent signs resolved, without ? and #
  int elsewhere = 0;               // on another address: nothing here can be said of them
  int inlined = 0;                 // whole pictures within the page (data:)
  bool tangled = false;            // it was not read to its end: see ReferencesIn
};

// src, srcset, poster, data and href of pictures, and url(...) of style sheets, wherever they stand
// in `text`: comments and scripts too, because a page may be put together by them. Takes more for a
// reference than a browser would, never less for these forms. Reads `text` once, keeps no more
// than it. Values may be written one within the other; when they come to more than 16 times the
// text, or names to more than the bounds above, the page was built to be read for ever and is
// `tangled`. Pure.
HtmlReferences ReferencesIn(std::string_view text);

}  // namespace photogate
