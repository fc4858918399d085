// Which pictures and films a web page shows.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace photogate {

struct HtmlReferences {
  std::vector<std::string> local;  // as written, percent signs resolved, without ? and #
  int elsewhere = 0;               // on another address: nothing here can be said of them
  int inlined = 0;                 // whole pictures within the page (data:)
};

// src, srcset, poster, data and href of pictures, and url(...) of style sheets, wherever they stand
// in `text`: comments and scripts too, because a page may be put together by them. Takes more for a
// reference than a browser would, never less for these forms. Reads `text` once, keeps no more
// than it. Pure.
HtmlReferences ReferencesIn(std::string_view text);

}  // namespace photogate
