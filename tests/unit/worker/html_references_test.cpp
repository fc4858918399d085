#include "worker/html_references.h"

#include <catch2/catch.hpp>
#include <chrono>
#include <string>

using photogate::HtmlReferences;
using photogate::TextKind;

namespace {

HtmlReferences Found(const std::string& page, TextKind kind = TextKind::kPage) {
  return photogate::ReferencesIn(page, kind);
}

// A picture large enough to show somebody, as a page holds it.
std::string Base64(const std::string& start = "iVBORw0KGgo", std::size_t letters = 1'500) {
  return start + std::string(letters, 'A');
}

}  // namespace

TEST_CASE("pictures are found in every place a page names them", "[worker]") {
  const auto found = Found(
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
  const auto found = Found(
      "<img src=https://elsewhere.example/a.jpg><img src=\"//cdn.example/b.png\">"
      "<a href=\"https://example.org/\"><img src=\"data:image/png;base64," +
      Base64() + "\">");
  CHECK(found.local.empty());
  CHECK(found.elsewhere == 2);
  CHECK(found.inlined == 1);
}

TEST_CASE("pages that end in the middle are read to their end", "[worker]") {
  for (const char* page : {"<img src=", "<img src=\"a", "url(", "<img srcset=\"", "src", "=", "%",
                           "<img src='%4.jpg", "<img srcset=\",,, ,"}) {
    INFO(page);
    CHECK(Found(page).elsewhere == 0);
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
    const auto found = Found(page);
    // Reading each value to its end would take hours.
    CHECK(std::chrono::steady_clock::now() - begun < std::chrono::seconds(20));
    CHECK(found.local.size() <= photogate::kReferences);
  }
  CHECK(Found(repeated("url(", 1u << 20)).tangled);
  CHECK(Found("<img src=\"" + repeated("a", 5'000) + ".jpg\">").tangled);
  CHECK_FALSE(Found("<img src=\"data:image/png;base64," + repeated("A", 1u << 20) + "\">").tangled);
  CHECK_FALSE(Found(repeated("<p>text <img src='a.jpg'>", 1u << 20)).tangled);
}

TEST_CASE("what a page shows counts whatever it is called", "[worker]") {
  using Names = std::vector<std::string>;
  const auto shown = [](const std::string& page) { return Found(page).shown; };
  CHECK(shown("<img src='image.ashx?id=4'>") == Names{"image.ashx?id=4"});
  CHECK(shown("<img alt='a <b> c' src=x.jpg/v1/fill>") == Names{"x.jpg/v1/fill"});
  CHECK(shown("<source srcset='/_next/image?url=%2Fa.jpg&amp;w=64 1x, b 2x'>") ==
        Names{"/_next/image?url=/a.jpg&w=64", "b"});
  CHECK(shown("<svg><image xlink:href='face'/></svg>") == Names{"face"});
  CHECK(shown("<video poster=still></video>") == Names{"still"});
  CHECK(shown("<object data=pic></object><embed src=pic2>") == Names{"pic", "pic2"});
  CHECK(shown("<input type=image src=go><body background=wall>") == Names{"go", "wall"});
  CHECK(shown("<link rel=preload as=image href=/hero imagesrcset='/h1 1x'>") ==
        Names{"/hero", "/h1"});
  CHECK(shown("<?php ?><img src=\"<?= $photo ?>\">") == Names{"<?= $photo ?>"});
  CHECK(shown("<img src=about:blank><script src=app.js></script><iframe src=map></iframe>"
              "<audio><source src=bell.mp3></audio><input type=text src=no>")
            .empty());
  // In a script the address may still lack its half.
  CHECK(shown("<script>a='<img src=\"'+b+'\">'</script>").empty());
  for (const char* page :
       {"<img src='https://lh3.googleusercontent.com/abc=w1200'>",
        "<img srcset='https://cdn.example/abc 2x'>", "<img data-lazy-src='//cdn.example/abc'>",
        "<script>a='<img src=\"https://cdn.example/abc\">'</script>",
        "<div data-bg='https://cdn.example/abc'></div>", "<img src='https:\\\\x.y\\a'>",
        "<p style='background:url(https://cdn.example/abc)'>", "<img src='cid:part1'>",
        "<iframe srcdoc='&lt;img src=&quot;https://x.y/a&quot;&gt;'></iframe>"}) {
    CAPTURE(page);
    CHECK(Found(page).elsewhere == 1);
  }
}

TEST_CASE("pictures are found behind every attribute, entity and coding", "[worker]") {
  for (const char* page :
       {"<svg><image xlink:href='photo.jpg'/></svg>", "<td background=\"photo.jpg\">",
        "<p style=\"background:url(&quot;photo.jpg&quot;)\">", "<img src='photo&#46;jpg'>",
        "<img src='pho&#x74;o.jpg'>", "<img data-original=photo.jpg>", "<a data-full='photo.jpg'>",
        "<img data-lazy='photo.jpg'>", "<div data-bg='photo.jpg'>", "<p data-background=photo.jpg>",
        "<p style=\"background:image-set('photo.jpg' 1x)\">",
        "<style>p{background:-webkit-image-set(url(photo.jpg) 1x)}</style>",
        "<link rel=preload imagesrcset='photo.jpg 1x'>", "<a href='photo%2Ejpg'>"}) {
    CAPTURE(page);
    CHECK(Found(page).local == std::vector<std::string>{"photo.jpg"});
  }
  CHECK(Found("p{background:url('a (1).jpg')}", TextKind::kStyle).local ==
        std::vector<std::string>{"a (1).jpg"});
  CHECK(Found("<a href='News 4.docx'><a href=https://x.y/a.docx>").local ==
        std::vector<std::string>{"News 4.docx"});
  for (const bool big : {false, true}) {
    std::string wide = big ? "\xFE\xFF" : "\xFF\xFE";
    for (const char c : std::string("<img src='photo.jpg'>")) {
      wide += big ? std::string{'\0', c} : std::string{c, '\0'};
    }
    CHECK(Found(wide).local == std::vector<std::string>{"photo.jpg"});
    CHECK(Found(wide.substr(2)).local == std::vector<std::string>{"photo.jpg"});
  }
}

TEST_CASE("a style names its pictures and not its fonts", "[worker]") {
  const auto found = Found(
      "@import url(more.css);@font-face{src:url(/fonts/f?kit=1),url(f.woff2)}"
      "a{background:url(image.php?id=3)}b{background:url(#shape)}"
      "c{background:url(https://x.y/z)}d{background:image-set(\"e\" type(\"image/avif\"))}",
      TextKind::kStyle);
  CHECK(found.shown == std::vector<std::string>{"image.php?id=3", "e"});
  CHECK(found.local.empty());
  CHECK(found.elsewhere == 1);
}

TEST_CASE("the base of a page says where its pictures are", "[worker]") {
  const auto away = Found("<base href='https://x.y/'><img src=a.jpg><img src=b>");
  CHECK(away.local.empty());
  CHECK(away.shown.empty());
  CHECK(away.elsewhere == 2);
  const auto here = Found("<base href='sub/index.html'><img src=a.jpg><img src=/b.jpg>");
  CHECK(here.local == std::vector<std::string>{"sub/a.jpg", "/b.jpg"});
  std::string many = "<base href='" + std::string(4'000, 'x') + "/'>";
  for (int at = 0; at < 20'000; ++at) many += "<img src=" + std::to_string(at) + ".jpg>";
  CHECK(Found(many).tangled);
}

TEST_CASE("pictures within a page are told from fonts, drawings and places held", "[worker]") {
  const auto inlined = [](const std::string& page) { return Found(page).inlined; };
  CHECK(inlined("<img src='data:;base64," + Base64("AAAA") + "'>") == 1);
  CHECK(inlined("<img src='data:text/plain;base64," + Base64("/9j/") + "'>") == 1);
  CHECK(inlined("<svg><image xlink:href='data:image/jpeg;base64," + Base64("/9j/") + "'/>") == 1);
  CHECK(inlined("<p style='background:url(data:application/octet-stream;base64," + Base64("AAAA") +
                ")'>") == 1);
  CHECK(inlined("<p style=\"background:image-set('data:image/png;base64," + Base64() +
                "' 1x)\">") == 1);
  CHECK(inlined("<script>var a='" + Base64("/9j/4AAQ") + "'</script>") == 1);
  CHECK(inlined("<img src='data:image/svg+xml,%3Csvg%3E%3Cimage href=%22x%22/%3E" +
                std::string(200, ' ') + "%3C/svg%3E'>") == 1);
  for (const std::string& page :
       {"<style>@font-face{src:url(data:font/woff2;base64," + Base64("d09GM") + ")}</style>",
        "<style>@font-face{src:url(data:application/octet-stream;base64," + Base64("d09GR") +
            ")}</style>",
        "<a href='data:text/csv," + Base64("id;") + "'>",
        std::string("<img src='data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAAB"
                    "AAEAAAIBRAA7'>"),
        "<img src='data:image/svg+xml,%3Csvg%3E" + std::string(300, ' ') +
            "%3Cpath/%3E%3C/svg%3E'>",
        std::string("<svg><path d='M0 0'/></svg>")}) {
    CAPTURE(page);
    CHECK(inlined(page) == 0);
  }
}

TEST_CASE("pictures written as text are seen in texts of every kind", "[worker]") {
  const auto holds = [](const std::string& text, TextKind kind) {
    return Found(text, kind).inlined > 0;
  };
  std::string lines = "<pkg:binaryData>";
  for (int at = 0; at < 30; ++at) lines += std::string(76, 'q') + "\r\n   ";
  CHECK(holds(lines + "</pkg:binaryData>", TextKind::kText));
  CHECK(holds("{\"a\":\"\\/9j\\/" + Base64("4AAQ") + "\"}", TextKind::kText));
  CHECK(holds("{\"a\":\"\\/9j\\/" + Base64("4AAQ") + "\"}", TextKind::kScript));
  CHECK(holds("x=\"data:image/webp;base64," + Base64("UklGR") + "\"", TextKind::kScript));
  // A map of a script, and prose.
  CHECK_FALSE(holds("{\"mappings\":\"" + Base64("AAAA") + "\"}", TextKind::kScript));
  std::string prose;
  for (int at = 0; at < 500; ++at) prose += "children of the school\n";
  CHECK_FALSE(holds(prose, TextKind::kText));
  CHECK_FALSE(holds("integrity: sha512-" + std::string(88, 'x'), TextKind::kText));
  CHECK_FALSE(holds("<svg><path d='M0 0'/></svg>", TextKind::kDrawing));
  CHECK(holds("<svg><image href='a.jpg'/></svg>", TextKind::kDrawing));
  CHECK(holds("<svg>" + std::string(70'000, ' ') + "</svg>", TextKind::kDrawing));
}

TEST_CASE("pictures that an Office file links to are told from its other links", "[worker]") {
  const auto elsewhere = [](const std::string& type, const std::string& mode) {
    return Found("<Relationships><Relationship Id='r1' Type='http://x/relationships/" + type +
                     "' Target='https://x.y/a' TargetMode='" + mode + "'/></Relationships>",
                 TextKind::kLinks)
        .elsewhere;
  };
  CHECK(elsewhere("image", "External") == 1);
  CHECK(elsewhere("image", "Internal") == 0);
  CHECK(elsewhere("hyperlink", "External") == 0);
}
