#include "worker/other_file.h"

#include <catch2/catch.hpp>
#include <string>

using namespace photogate;

namespace {

OtherFile Of(const std::string& name, const std::string& text = "some words") {
  return OtherFileOf(
      name, ByteView(reinterpret_cast<const std::uint8_t*>(text.data()), text.size()), text.size());
}

}  // namespace

TEST_CASE("what may hold photos in a form that nothing here reads is told", "[worker]") {
  for (const char* ending :
       {"eml",    "msg",  "mht",    "mhtml", "rtf",  "svgz",     "fodt", "tar", "tar.bz2",
        "tar.xz", "gz",   "tgz",    "j2k",   "tga",  "pcx",      "ppm",  "ico", "key",
        "pages",  "indd", "ps",     "xps",   "emf",  "djvu",     "one",  "wmf", "eps",
        "ai",     "psd",  "doc",    "ppt",   "xls",  "pub",      "rar",  "7z",  "mp3",
        "exe",    "dat",  "sqlite", "swf",   "azw3", "unheardof"}) {
    CAPTURE(ending);
    CHECK(Of(std::string("site/Thing.") + ending).kind == OtherKind::kClosed);
  }
  // A name is not believed when the beginning belies it.
  const std::string binary("\0\0\0\x0CjP  ", 8);
  for (const char* name : {"a.txt", "a.json", "a.js", "a.woff2", "a.ttf", "a.wasm", "noending",
                           ".hidden", "a.svg", "a.xml", "Thumbs.db", "._a.jpg"}) {
    CAPTURE(name);
    CHECK(Of(name, binary).kind == OtherKind::kClosed);
  }
  CHECK(Of("a.php", binary).kind == OtherKind::kRead);
}

TEST_CASE("a website's texts are read, each in its way, and its fonts pass", "[worker]") {
  const auto read_as = [](const char* name, const std::string& text = "some words") {
    const OtherFile file = Of(name, text);
    CHECK(file.kind == OtherKind::kRead);
    return file.read_as;
  };
  for (const char* name : {"index.html", "A.HTM", "x.xhtml", "x.shtml", "x.php", "x.asp", "x.aspx",
                           "x.jsp", "index.html?page=2", "content.xml", "book.opf"}) {
    CAPTURE(name);
    CHECK(read_as(name) == TextKind::kPage);
  }
  for (const char* name :
       {"robots.txt", "sitemap.xml", "feed/index.xml", "manifest.json", "site.webmanifest", "CNAME",
        ".htaccess", ".nojekyll", "a.md", "a.csv"}) {
    CAPTURE(name);
    CHECK(read_as(name) == TextKind::kText);
  }
  CHECK(read_as("about", "<!DOCTYPE html><p>") == TextKind::kPage);
  CHECK(read_as("style.css?ver=6.4") == TextKind::kStyle);
  CHECK(read_as("jquery.min.js") == TextKind::kScript);
  CHECK(read_as("logo.svg", "<svg/>") == TextKind::kDrawing);
  CHECK(read_as("word/_rels/document.xml.rels") == TextKind::kLinks);
  CHECK(read_as("_rels/.rels") == TextKind::kLinks);
  CHECK(read_as("settings.xml") == TextKind::kScript);
  CHECK(Of("a.woff", "wOFF").kind == OtherKind::kHarmless);
  CHECK(Of("a.ttf", std::string("\0\1\0\0", 4)).kind == OtherKind::kHarmless);
  CHECK(Of("anything.tga", "").kind == OtherKind::kHarmless);
}

TEST_CASE("what systems and office programs leave in an archive passes while it is small",
          "[worker]") {
  const std::string notes("\x00\x05\x16\x07", 4);
  CHECK(Of("__MACOSX/img/._a.jpg", notes).kind == OtherKind::kHarmless);
  CHECK(Of("__MACOSX/img/._a.jpg", notes + std::string(5'000, 'x')).kind == OtherKind::kClosed);
  CHECK(Of(".DS_Store", std::string("\0\0\0\1Bud1", 8)).kind == OtherKind::kHarmless);
  CHECK(Of("xl/printerSettings/printerSettings1.bin", std::string(8, '\0')).kind ==
        OtherKind::kHarmless);
  CHECK(Of("word/vbaProject.bin", std::string(8, '\0')).kind == OtherKind::kHarmless);
  CHECK(Of("word/embeddings/oleObject1.bin", std::string(8, '\0')).kind == OtherKind::kClosed);
}
