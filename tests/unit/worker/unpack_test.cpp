#include "worker/unpack.h"

#include <archive.h>
#include <archive_entry.h>
#include <fmt/format.h>
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <array>

#define POINTERHOLDER_TRANSITION 4
#include <catch2/catch.hpp>
#include <qpdf/QPDF.hh>
#include <qpdf/QPDFWriter.hh>

#include "core/format.h"
#include "worker/channel.h"

using namespace photogate;

namespace {

const std::string kJpeg = "\xFF\xD8\xFF\xE0 stands for a JPEG \xFF\xD9";

OwnedFd FileOf(const std::string& text) {
  OwnedFd file(::memfd_create("test", MFD_CLOEXEC));
  REQUIRE(::write(file.get(), text.data(), text.size()) == static_cast<ssize_t>(text.size()));
  return file;
}

std::string Zip(const std::vector<std::pair<std::string, std::string>>& files,
                const char* options = nullptr) {
  std::string out(64u << 20, '\0');
  std::size_t used = 0;
  archive* writer = archive_write_new();
  archive_write_set_format_zip(writer);
  if (options != nullptr) {
    archive_write_set_passphrase(writer, "secret");
    REQUIRE(archive_write_set_options(writer, options) == ARCHIVE_OK);
  }
  archive_write_open_memory(writer, out.data(), out.size(), &used);
  for (const auto& [name, bytes] : files) {
    archive_entry* entry = archive_entry_new();
    archive_entry_set_pathname(entry, name.c_str());
    archive_entry_set_size(entry, static_cast<la_int64_t>(bytes.size()));
    archive_entry_set_filetype(entry, AE_IFREG);
    archive_entry_set_perm(entry, 0644);
    REQUIRE(archive_write_header(writer, entry) == ARCHIVE_OK);
    archive_write_data(writer, bytes.data(), bytes.size());
    archive_entry_free(entry);
  }
  archive_write_free(writer);
  out.resize(used);
  return out;
}

std::string Stream(const std::string& dictionary, const std::string& bytes) {
  return fmt::format("<<{}/Length {}>>stream\n", dictionary, bytes.size()) + bytes +
         "\nendstream\n";
}

// Without a table of its objects: every reader of PDF rebuilds that.
std::string Pdf(const std::vector<std::string>& streams, const std::string& content) {
  std::string names, objects;
  int number = 10;
  for (const std::string& stream : streams) {
    names += fmt::format("/I{} {} 0 R", number, number);
    objects += fmt::format("{} 0 obj", number) + stream + "endobj\n";
    ++number;
  }
  return "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
         "2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
         "3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Contents 4 0 R/Resources<</XObject<<" +
         names + ">>>>>>endobj\n4 0 obj" + Stream("", content) + "endobj\n" + objects +
         "trailer<</Root 1 0 R/Size 2000>>\n%%EOF\n";
}

const std::string kImage = "/Type/XObject/Subtype/Image/Width 2/Height 2/BitsPerComponent 8";

struct Unpacked {
  std::vector<Part> parts;
  Result<Done> done;
};

Unpacked Take(const std::string& container, UnpackLimits bounds = {}, Limits limits = {}) {
  const OwnedFd file = FileOf(container);
  Unpacked all{{}, Done{}};
  all.done = Unpack(file.get(), limits, bounds, [&](Part part) -> Result<Done> {
    all.parts.push_back(std::move(part));
    return Done{};
  });
  return all;
}

std::string Text(const Bytes& bytes) { return {bytes.begin(), bytes.end()}; }

}  // namespace

TEST_CASE("an archive gives its pictures and says what cannot be looked into", "[worker][unpack]") {
  const auto all = Take(Zip({{"word/document.xml", "<xml/>"},
                             {"word/media/image1.jpeg", kJpeg},
                             {"word/media/logo.emf", "....."},
                             {"word/vbaProject.bin", "\xD0\xCF\x11\xE0 macros"},
                             {"word/embeddings/old.bin", "\xD0\xCF\x11\xE0 a document"}}));
  REQUIRE(all.done.ok());
  REQUIRE(all.parts.size() == 5);
  CHECK(all.parts[0].kind == PartKind::kText);
  CHECK(all.parts[1].kind == PartKind::kFile);
  CHECK(Text(all.parts[1].bytes) == kJpeg);
  CHECK(all.parts[2].kind == PartKind::kCannotCheck);
  CHECK(all.parts[3].kind == PartKind::kPassed);
  CHECK(all.parts[4].kind == PartKind::kCannotCheck);
}

TEST_CASE("the list of a release is handed over, and no picture hides behind its name",
          "[worker][unpack]") {
  const auto all = Take(Zip({{"r/photogate-release.json", "{}"},
                             {"r/other.json", "{}"},
                             {"x/photogate-release.json", kJpeg}}));
  REQUIRE(all.parts.size() == 3);
  CHECK(all.parts[0].kind == PartKind::kList);
  CHECK(Text(all.parts[0].bytes) == "{}");
  CHECK(all.parts[1].kind == PartKind::kText);
  CHECK(all.parts[2].kind == PartKind::kFile);
}

TEST_CASE("an archive's pages are handed over, and what nobody knows is not passed",
          "[worker][unpack]") {
  const auto all = Take(Zip({{"site/index.html", "<img src=a.jpg>"},
                             {"site/a.css", "a{background:url(a.jpg)}"},
                             {"site/f.woff2", "wOF2...."},
                             {"mail.eml", "Content-Type: image/jpeg"},
                             {"backup.tar.xz",
                              "\xFD"
                              "7zXZ"}}));
  REQUIRE(all.parts.size() == 5);
  CHECK(all.parts[0].kind == PartKind::kText);
  CHECK(Text(all.parts[0].bytes) == "<img src=a.jpg>");
  CHECK(all.parts[1].kind == PartKind::kText);
  CHECK(all.parts[2].kind == PartKind::kPassed);
  CHECK(all.parts[3].kind == PartKind::kCannotCheck);
  CHECK(all.parts[4].kind == PartKind::kCannotCheck);
}

TEST_CASE("an archive that unpacks to too much is given up", "[worker][unpack]") {
  const std::string bomb = Zip({{"a.jpg", std::string(8u << 20, '\0')},
                                {"b.jpg", std::string(8u << 20, '\0')},
                                {"c.jpg", std::string(8u << 20, '\0')}});
  CHECK(bomb.size() < (1u << 20));
  UnpackLimits bounds;
  bounds.total_bytes = 12u << 20;
  CHECK(Take(bomb, bounds).done.error().kind == ErrorKind::kLimitExceeded);
  bounds = {};
  bounds.entries = 2;
  CHECK(Take(bomb, bounds).done.error().kind == ErrorKind::kLimitExceeded);
  Limits limits;
  limits.file_bytes = 1u << 20;
  const auto all = Take(bomb, {}, limits);
  REQUIRE(all.parts.size() == 3);
  CHECK(all.parts[0].kind == PartKind::kCannotCheck);
}

TEST_CASE("encrypted and damaged archives are told apart from whole ones", "[worker][unpack]") {
  const auto secret = Take(Zip({{"a.jpg", kJpeg}}, "zip:encryption=zipcrypt"));
  REQUIRE(secret.parts.size() == 1);
  CHECK(secret.parts[0].kind == PartKind::kCannotCheck);
  std::string torn = Zip({{"a.jpg", std::string(100'000, 'x')}, {"b.jpg", kJpeg}});
  torn.resize(torn.size() / 2);
  const auto half = Take(torn);
  const bool told =
      !half.done.ok() || (!half.parts.empty() && half.parts.back().kind == PartKind::kCannotCheck);
  CHECK(told);
  CHECK(Take("neither").done.error().kind == ErrorKind::kUnsupported);
}

TEST_CASE("a PDF's picture is read behind more than one filter", "[worker][unpack]") {
  std::string hex;
  for (const char c : kJpeg) hex += fmt::format("{:02x}", static_cast<unsigned char>(c));
  const std::string twice = "/Filter[/ASCIIHexDecode/ASCIIHexDecode]";
  const auto all = Take(
      Pdf({Stream(kImage + "/ColorSpace/DeviceRGB/Filter[/ASCIIHexDecode/DCTDecode]", hex + ">"),
           Stream(kImage + "/ColorSpace/DeviceRGB/Filter/RunLengthDecode",
                  std::string(1, char(-11)) + "p" + std::string(1, char(-128))),
           Stream(kImage + "/ColorSpace/DeviceGray" + twice, "36373637363736373e>"),
           Stream(kImage + "/ColorSpace/DeviceRGB/Filter[/ASCIIHexDecode/JPXDecode]", "00>"),
           Stream(kImage + "/ColorSpace/DeviceRGB/Filter[/DCTDecode/FlateDecode]", "...")},
          "q Q"));
  REQUIRE(all.done.ok());
  REQUIRE(all.parts.size() == 5);
  CHECK(Text(all.parts[0].bytes) == kJpeg);
  CHECK(SniffFormat(all.parts[1].bytes) == FileFormat::kBmp);
  CHECK(SniffFormat(all.parts[2].bytes) == FileFormat::kBmp);
  CHECK(all.parts[3].kind == PartKind::kCannotCheck);
  CHECK(all.parts[4].kind == PartKind::kCannotCheck);
}

TEST_CASE("a PDF gives its JPEGs as they were put in", "[worker][unpack]") {
  const auto all = Take(Pdf({Stream(kImage + "/ColorSpace/DeviceRGB/Filter/DCTDecode", kJpeg),
                             Stream(kImage + "/ColorSpace/DeviceRGB", std::string(12, 'p')),
                             Stream(kImage + "/ColorSpace/DeviceGray", "grey"),
                             Stream(kImage + "/ColorSpace/Lab", std::string(16, 'p')),
                             Stream(kImage + "/ColorSpace/DeviceRGB/Filter/JPXDecode", "..."),
                             Stream("/Type/EmbeddedFile", kJpeg)},
                            "q BI /W 2 /H 1 /BPC 8 /CS /G ID xy EI Q"));
  REQUIRE(all.done.ok());
  int pictures = 0, bitmaps = 0, cannot = 0;
  for (const Part& part : all.parts) {
    INFO(part.name << " of " << part.bytes.size() << " bytes, kind "
                   << static_cast<int>(part.kind));
    CHECK((part.kind == PartKind::kCannotCheck || !part.bytes.empty()));
    if (part.kind == PartKind::kCannotCheck) ++cannot;
    if (part.kind != PartKind::kFile) continue;
    if (Text(part.bytes) == kJpeg) ++pictures;
    if (SniffFormat(part.bytes) == FileFormat::kBmp) ++bitmaps;
  }
  CHECK(pictures == 2);  // one of them attached
  CHECK(bitmaps == 3);   // one of them within the drawing instructions
  CHECK(cannot == 2);
}

namespace {

// Pixel (x, y) of the only picture of a PDF, as RGB; fails the test when there is none.
std::array<int, 3> PixelOf(const std::string& picture, std::size_t x, std::size_t y) {
  const auto all = Take(Pdf({picture}, ""));
  REQUIRE(all.parts.size() == 1);
  REQUIRE(all.parts[0].kind == PartKind::kFile);
  const Bytes& bmp = all.parts[0].bytes;
  REQUIRE(bmp.size() == 54 + 2 * 8);
  const std::size_t at = 54 + (1 - y) * 8 + 3 * x;
  return {bmp[at + 2], bmp[at + 1], bmp[at]};
}

std::string Of(std::initializer_list<int> bytes) {
  std::string text;
  for (const int byte : bytes) text += static_cast<char>(byte);
  return text;
}

using Pixel = std::array<int, 3>;

}  // namespace

TEST_CASE("pictures of printing inks, palettes and other depths are taken out of a PDF",
          "[worker][unpack]") {
  const std::string cmyk = Of({0, 0, 0, 0, 255, 0, 0, 0, 0, 255, 255, 0, 0, 0, 0, 255});
  SECTION("CMYK, by device and by profile") {
    const std::string picture = Stream(kImage + "/ColorSpace/DeviceCMYK", cmyk);
    CHECK(PixelOf(picture, 0, 0) == Pixel{255, 255, 255});
    CHECK(PixelOf(picture, 1, 0) == Pixel{0, 255, 255});
    CHECK(PixelOf(picture, 0, 1) == Pixel{255, 0, 0});
    CHECK(PixelOf(picture, 1, 1) == Pixel{0, 0, 0});
  }
  SECTION("CMYK that is stored the other way round") {
    const std::string picture =
        Stream(kImage + "/ColorSpace/DeviceCMYK/Decode[1 0 1 0 1 0 1 0]", cmyk);
    CHECK(PixelOf(picture, 0, 0) == Pixel{0, 0, 0});
    CHECK(PixelOf(picture, 1, 1) == Pixel{0, 0, 0});
  }
  SECTION("a palette of RGB") {
    const std::string picture =
        Stream(kImage + "/ColorSpace[/Indexed/DeviceRGB 2<0a0b0cff000000ff00>]", Of({0, 1, 2, 9}));
    CHECK(PixelOf(picture, 0, 0) == Pixel{10, 11, 12});
    CHECK(PixelOf(picture, 1, 0) == Pixel{255, 0, 0});
    CHECK(PixelOf(picture, 0, 1) == Pixel{0, 255, 0});
    CHECK(PixelOf(picture, 1, 1) == Pixel{0, 255, 0});  // past its end: the last
  }
  SECTION("a palette of CMYK, two bits a pixel") {
    const std::string picture = Stream(
        "/Type/XObject/Subtype/Image/Width 2/Height 2/BitsPerComponent 2/ColorSpace[/Indexed"
        "/DeviceCMYK 3<00000000 ff000000 00ff0000 000000ff>]",
        Of({0b00010000, 0b10110000}));
    CHECK(PixelOf(picture, 0, 0) == Pixel{255, 255, 255});
    CHECK(PixelOf(picture, 1, 0) == Pixel{0, 255, 255});
    CHECK(PixelOf(picture, 0, 1) == Pixel{255, 0, 255});
    CHECK(PixelOf(picture, 1, 1) == Pixel{0, 0, 0});
  }
  SECTION("RGB of sixteen bits, one ink, and one bit of grey") {
    const std::string deep = "/Type/XObject/Subtype/Image/Width 2/Height 2/BitsPerComponent 16";
    CHECK(
        PixelOf(Stream(deep + "/ColorSpace/DeviceRGB", Of({1, 9, 2, 9, 3, 9}) + std::string(18, 7)),
                0, 0) == Pixel{1, 2, 3});
    CHECK(PixelOf(Stream(kImage + "/ColorSpace[/Separation/Black/DeviceCMYK null]",
                         Of({0, 255, 55, 5})),
                  0, 1) == Pixel{200, 200, 200});
    CHECK(PixelOf(Stream("/Type/XObject/Subtype/Image/Width 2/Height 2/BitsPerComponent 1/"
                         "ColorSpace/DeviceGray",
                         Of({0b10000000, 0b01000000})),
                  1, 1) == Pixel{255, 255, 255});
  }
  SECTION("too few samples, or a palette without colours, are told") {
    for (const std::string& picture :
         {Stream(kImage + "/ColorSpace/DeviceCMYK", std::string(15, 'p')),
          Stream(kImage + "/ColorSpace[/Indexed/DeviceRGB 0<>]", std::string(4, '\0')),
          Stream(kImage + "/ColorSpace[/Indexed/Pattern 0<00>]", std::string(4, '\0'))}) {
      const auto all = Take(Pdf({picture}, ""));
      REQUIRE(all.parts.size() == 1);
      CHECK(all.parts[0].kind == PartKind::kCannotCheck);
    }
  }
}

TEST_CASE("a converted picture is never, byte for byte, one that stands as a file",
          "[worker][unpack]") {
  const auto bytes = [](const std::string& picture) {
    return Take(Pdf({picture}, "")).parts[0].bytes;
  };
  const std::string white(16, '\0');
  const Bytes plain = bytes(Stream(kImage + "/ColorSpace/DeviceRGB", std::string(12, '\xff')));
  const Bytes inks = bytes(Stream(kImage + "/ColorSpace/DeviceCMYK", white));
  REQUIRE(plain.size() == inks.size());
  CHECK(plain != inks);
  CHECK(std::equal(plain.begin() + 54, plain.end(), inks.begin() + 54));
  CHECK(plain !=
        bytes(Stream(kImage + "/ColorSpace/DeviceRGB/Decode[1 0 1 0 1 0]", std::string(12, '\0'))));
}

TEST_CASE("a PDF with a thousand pictures gives every one", "[worker][unpack]") {
  const std::vector<std::string> streams(
      1000, Stream(kImage + "/ColorSpace/DeviceRGB/Filter/DCTDecode", kJpeg));
  CHECK(Take(Pdf(streams, "")).parts.size() == 1000);
  UnpackLimits bounds;
  bounds.entries = 999;
  CHECK(Take(Pdf(streams, ""), bounds).done.error().kind == ErrorKind::kLimitExceeded);
}

TEST_CASE("an encrypted PDF is told", "[worker][unpack]") {
  const std::string plain =
      Pdf({Stream(kImage + "/ColorSpace/DeviceRGB/Filter/DCTDecode", kJpeg)}, "");
  QPDF document;
  document.setSuppressWarnings(true);
  document.processMemoryFile("test", plain.data(), plain.size());
  QPDFWriter writer(document);
  writer.setOutputMemory();
  writer.setR6EncryptionParameters("open", "own", true, true, true, true, true, true, qpdf_r3p_full,
                                   true);
  writer.write();
  const auto buffer = writer.getBufferSharedPointer();
  const auto all =
      Take(std::string(reinterpret_cast<const char*>(buffer->getBuffer()), buffer->getSize()));
  REQUIRE_FALSE(all.done.ok());
  CHECK(all.done.error().kind == ErrorKind::kUnsupported);
  CHECK(all.done.error().message.find("encrypted") != std::string::npos);
}

TEST_CASE("a torn PDF never ends the process", "[worker][unpack]") {
  const std::string whole =
      Pdf({Stream(kImage + "/ColorSpace/DeviceRGB/Filter/DCTDecode", kJpeg)}, "q Q");
  for (std::size_t size = 4; size < whole.size(); size += 37) {
    const auto all = Take(whole.substr(0, size));
    CHECK((all.done.ok() || !all.done.error().message.empty()));
  }
}
