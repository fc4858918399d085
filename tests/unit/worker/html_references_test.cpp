#include "worker/html_references.h"

#include <catch2/catch.hpp>
#include <chrono>
#include <string>

using photogate::ReferencesIn;

TEST_CASE("pictures are found in every place a page names them", "[worker]") {
  const auto found = ReferencesIn(
      "<img alt=x SRC='a.jpg'><img srcset=\"b.jpg 1x, c%20d.png 2x,e.webp 3x\">"
      "<video poster=f.jpg src=\"g.mp4?x=1#t\"></video><a href=\"big/h.jpeg\">"
      "<div style=\"background:url( 'i.gif' )\"><img data-src=j.jpg>"
      "<meta property=og:image content=\"/k.jpg\"><img src=\"a.jpg\">");
  CHECK(found.local == std::vector<std::string>{"a.jpg", "b.jpg", "c d.png", "e.webp", "f.jpg",
                                                "g.mp4", "big/h.jpeg", "i.gif", "j.jpg", "/k.jpg"});
  CHECK(found.elsewhere == 0);
  CHECK(found.inlined == 0);
}

TEST_CASE("pictures of other addresses and within the page are counted", "[worker]") {
  const auto found = ReferencesIn(
      "<img src=https://elsewhere.example/a.jpg><img src=\"//cdn.example/b.png\">"
      "<img src=\"data:image/png;base64,AAAA\"><a href=\"https://example.org/\">");
  CHECK(found.local.empty());
  CHECK(found.elsewhere == 2);
  CHECK(found.inlined == 1);
}

TEST_CASE("pages that end in the middle are read to their end", "[worker]") {
  for (const char* page : {"<img src=", "<img src=\"a", "url(", "<img srcset=\"", "src", "=", "%",
                           "<img src='%4.jpg", "<img srcset=\",,, ,"}) {
    INFO(page);
    CHECK(ReferencesIn(page).elsewhere == 0);
  }
}

TEST_CASE("a page that is built to be read for ever is given up and said to be", "[worker]") {
  const auto repeated = [](const std::string& what, std::size_t bytes) {
    std::string page;
    while (page.size() < bytes) page += what;
    return page;
  };
  for (const char* unit : {"url(", "/src=", "\"srcset='", "/srcset=", "/src=a.jpg,"}) {
    INFO(unit);
    const std::string page = repeated(unit, 4u << 20);
    const auto begun = std::chrono::steady_clock::now();
    const auto found = ReferencesIn(page);
    // Reading each value to its end would take hours.
    CHECK(std::chrono::steady_clock::now() - begun < std::chrono::seconds(20));
    CHECK(found.local.size() <= photogate::kReferences);
  }
  CHECK(ReferencesIn(repeated("url(", 1u << 20)).tangled);
  CHECK(ReferencesIn("<img src=\"" + repeated("a", 5'000) + ".jpg\">").tangled);
  CHECK_FALSE(
      ReferencesIn("<img src=\"data:image/png;base64," + repeated("A", 1u << 20) + "\">").tangled);
  CHECK_FALSE(ReferencesIn(repeated("<p>text <img src='a.jpg'>", 1u << 20)).tangled);
}
