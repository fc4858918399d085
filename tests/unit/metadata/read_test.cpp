#include <algorithm>
#include <catch2/catch.hpp>
#include <random>
#include <string>

#include "metadata/read_metadata.h"
#include "tests/support/metadata/blocks.h"
#include "tests/support/metadata/samples.h"

using namespace photogate;
using namespace photogate::test;
using std::string_view_literals::operator""sv;

namespace {

MetadataReport Read(const Sample& sample) {
  auto report = ReadMetadata(sample.bytes, sample.format, Limits{});
  REQUIRE(report.ok());
  return std::move(report).value();
}

bool Has(const MetadataReport& report, MetadataClass kind, std::string_view text) {
  return std::any_of(report.items.begin(), report.items.end(), [&](const MetadataItem& item) {
    return item.kind == kind && (item.where + " = " + item.value).find(text) != std::string::npos;
  });
}

bool Says(const MetadataReport& report, std::string_view text) {
  return std::any_of(report.texts.begin(), report.texts.end(),
                     [&](const std::string& said) { return said.find(text) != std::string::npos; });
}

}  // namespace

TEST_CASE("says which people every kind of file names", "[metadata]") {
  for (const Sample& sample : DirtySamples()) {
    INFO(sample.name);
    const MetadataReport report = Read(sample);
    CHECK(report.complete);
    CHECK(Says(report, kPerson));
    CHECK_FALSE(report.items.empty());
  }
}

TEST_CASE("keywords, people tags and region names are among what names are looked for in",
          "[metadata]") {
  const std::string xmp =
      "http://ns.adobe.com/xap/1.0/" + std::string(1, '\0') +
      "<x:xmpmeta xmlns:x='adobe:ns:meta/'><rdf:RDF "
      "xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'><rdf:Description "
      "xmlns:dc='http://purl.org/dc/elements/1.1/' "
      "xmlns:Iptc4xmpExt='http://iptc.org/std/Iptc4xmpExt/2008-02-29/' "
      "xmlns:mwg-rs='http://www.metadataworkinggroup.com/schemas/regions/' "
      "xmlns:MP='http://ns.microsoft.com/photo/1.2/' "
      "xmlns:MPRI='http://ns.microsoft.com/photo/1.2/t/RegionInfo#' "
      "xmlns:MPReg='http://ns.microsoft.com/photo/1.2/t/Region#'>"
      "<dc:subject><rdf:Bag><rdf:li>keyword Ann</rdf:li></rdf:Bag></dc:subject>"
      "<Iptc4xmpExt:PersonInImage><rdf:Bag><rdf:li>person Bea</rdf:li></rdf:Bag>"
      "</Iptc4xmpExt:PersonInImage>"
      "<mwg-rs:Regions rdf:parseType='Resource'><mwg-rs:RegionList><rdf:Bag><rdf:li "
      "mwg-rs:Type='Face' mwg-rs:Name='region Cai'/></rdf:Bag></mwg-rs:RegionList>"
      "</mwg-rs:Regions>"
      "<MP:RegionInfo><rdf:Description><MPRI:Regions><rdf:Bag><rdf:li "
      "MPReg:PersonDisplayName='region Dee'/></rdf:Bag></MPRI:Regions></rdf:Description>"
      "</MP:RegionInfo></rdf:Description></rdf:RDF></x:xmpmeta>";
  const auto report =
      ReadMetadata(MakeJpeg(JpegKind::kBaseline, JpegSegment(0xE1, Bytes(xmp.begin(), xmp.end()))),
                   FileFormat::kJpeg, Limits{});
  REQUIRE(report.ok());
  const auto& texts = report.value().texts;
  for (const char* said : {"keyword Ann", "person Bea", "region Cai", "region Dee"}) {
    INFO(said);
    CHECK(std::find(texts.begin(), texts.end(), said) != texts.end());
  }
}

TEST_CASE("takes the orientation from where viewers take it", "[metadata]") {
  for (const Sample& sample : DirtySamples()) {
    INFO(sample.name);
    CHECK(Read(sample).orientation == sample.orientation);
  }
}

TEST_CASE("gives the position in degrees", "[metadata]") {
  for (const char* name : {"baseline.jpg", "still.png", "lossy.webp", "grid.heic", "grid.avif"}) {
    INFO(name);
    const MetadataReport report = Read(FindSample(name));
    REQUIRE(report.latitude_deg);
    REQUIRE(report.longitude_deg);
    CHECK(*report.latitude_deg == Approx(53.48));
    CHECK(*report.longitude_deg == Approx(-2.24));
  }
}

TEST_CASE("sorts what a JPEG says into classes", "[metadata]") {
  const MetadataReport report = Read(FindSample("baseline.jpg"));
  CHECK(Has(report, MetadataClass::kLocation, "Exif GPSLatitude"));
  CHECK(Has(report, MetadataClass::kLocation, kPlace));
  CHECK(Has(report, MetadataClass::kPeople, "Exif Artist = Zebedee Quux"));
  CHECK(Has(report, MetadataClass::kPeople, "XMP mwg-rs:Name = Zebedee Quux"));
  CHECK(Has(report, MetadataClass::kPeople, "IPTC By-line = Zebedee Quux"));
  CHECK(Has(report, MetadataClass::kDevice, "Exif Make = Pinhole"));
  CHECK(Has(report, MetadataClass::kDevice, kSerial));
  CHECK(Has(report, MetadataClass::kTime, "DateTimeOriginal"));
  CHECK(Has(report, MetadataClass::kText, "UserComment = Class 3b at the pond"));
  CHECK(Has(report, MetadataClass::kText, "JPEG comment"));
  CHECK(Has(report, MetadataClass::kText, "XPKeywords = Zebedee Quux"));
  CHECK(Has(report, MetadataClass::kRights, "Copyright"));
  CHECK(Has(report, MetadataClass::kHiddenPicture, "JFIF thumbnail"));
  CHECK(Has(report, MetadataClass::kHiddenPicture, "IFD1 thumbnail"));
  CHECK(Has(report, MetadataClass::kHiddenPicture, "multi-picture index"));
  CHECK(Has(report, MetadataClass::kHiddenPicture, "a video"));
  CHECK(Has(report, MetadataClass::kHiddenPicture, "a ZIP archive"));
  CHECK(Has(report, MetadataClass::kAppearance, "ICC profile"));
  CHECK(report.copyright == kCopyrightNotice);
  CHECK(report.author == kPerson);
}

TEST_CASE("notices the hidden pictures of a HEIF file", "[metadata]") {
  const MetadataReport report = Read(FindSample("grid.heic"));
  CHECK(Has(report, MetadataClass::kHiddenPicture, "HEIF thumbnail"));
  CHECK(Has(report, MetadataClass::kHiddenPicture, "motion photo"));
  CHECK(Has(report, MetadataClass::kHiddenPicture, "data of no picture"));
  CHECK(Has(report, MetadataClass::kUnknown, "free space"));
  CHECK(Says(report, kPlace));
}

TEST_CASE("shows values without control characters and not too long", "[metadata]") {
  Bytes comment = ToBytes("\x1B[2Jline\nnext");
  comment.insert(comment.end(), 2000, 'x');
  const Bytes file = MakeJpeg(JpegKind::kBaseline, JpegSegment(0xFE, comment));
  const auto report = ReadMetadata(file, FileFormat::kJpeg, Limits{});
  REQUIRE(report.ok());
  const MetadataItem& item = report.value().items.at(0);
  CHECK(item.value.size() <= 500);
  CHECK(item.value.substr(0, 17) == "\\x1b[2Jline\\x0ane");
}

TEST_CASE("reads texts that are not UTF-8 as Latin letters", "[metadata]") {
  const Bytes file = MakeJpeg(JpegKind::kBaseline, JpegSegment(0xFE, ToBytes("Si\xE2n Wyn-Jones")));
  const auto report = ReadMetadata(file, FileFormat::kJpeg, Limits{});
  REQUIRE(report.ok());
  CHECK(report.value().texts.at(0) == "Si\xC3\xA2n Wyn-Jones");
}

TEST_CASE("says when it did not read everything", "[metadata]") {
  const Sample jpeg = FindSample("baseline.jpg");
  SECTION("a file cut short") {
    const auto report = ReadMetadata(ByteView(jpeg.bytes).first(3000), FileFormat::kJpeg, Limits{});
    REQUIRE(report.ok());
    CHECK_FALSE(report.value().complete);
    CHECK_FALSE(report.value().why_incomplete.empty());
    CHECK(Says(report.value(), kPerson));
  }
  SECTION("more text than the limit") {
    Limits limits;
    limits.text_bytes = 20;
    const auto report = ReadMetadata(jpeg.bytes, FileFormat::kJpeg, limits);
    REQUIRE(report.ok());
    CHECK_FALSE(report.value().complete);
  }
  SECTION("more entries than the limit") {
    Limits limits;
    limits.entries = 5;
    for (const Sample& sample : DirtySamples()) {
      INFO(sample.name);
      const auto report = ReadMetadata(sample.bytes, sample.format, limits);
      REQUIRE(report.ok());
      CHECK(report.value().items.size() <= 5);
    }
  }
  SECTION("a format without a reader") {
    const auto report = ReadMetadata(ToBytes("BM plain text"), FileFormat::kUnknown, Limits{});
    REQUIRE(report.ok());
    CHECK_FALSE(report.value().complete);
  }
}

TEST_CASE("reads a photo with megabytes of video behind it to its end", "[metadata]") {
  Bytes file = MakeJpeg(JpegKind::kBaseline, {});
  Append(file, MotionVideo());
  std::mt19937 random(1);
  for (int i = 0; i < 6'000'000; ++i) file.push_back(static_cast<std::uint8_t>(random()));
  Append(file, kPerson);
  const auto report = ReadMetadata(file, FileFormat::kJpeg, Limits{});
  REQUIRE(report.ok());
  CHECK(report.value().complete);
  CHECK(Says(report.value(), kPerson));
}

TEST_CASE("does not follow Exif directories in a circle or for ever", "[metadata]") {
  // One directory of 300 entries that all point at the same 60 kB, and that follows itself.
  Bytes exif = ToBytes("II");
  AppendLittle(exif, 42, 2);
  AppendLittle(exif, 8, 4);
  AppendLittle(exif, 300, 2);
  for (unsigned i = 0; i < 300; ++i) {
    AppendLittle(exif, 0x9286, 2);
    AppendLittle(exif, 7, 2);
    AppendLittle(exif, 60'000, 4);
    AppendLittle(exif, 64, 4);
  }
  AppendLittle(exif, 8, 4);
  exif.resize(65'000, 'a');
  Bytes payload(6, 0);
  std::copy_n("Exif", 4, payload.begin());
  Append(payload, exif);
  const Bytes file = MakeJpeg(JpegKind::kBaseline, JpegSegment(0xE1, payload));
  const auto report = ReadMetadata(file, FileFormat::kJpeg, Limits{});
  REQUIRE(report.ok());
  CHECK_FALSE(report.value().complete);
}

TEST_CASE("sees the words of a colour profile, in any of its ways of writing", "[metadata]") {
  const auto number = [](std::uint32_t value) {
    return Bytes{static_cast<std::uint8_t>(value >> 24), static_cast<std::uint8_t>(value >> 16),
                 static_cast<std::uint8_t>(value >> 8), static_cast<std::uint8_t>(value)};
  };
  const auto append = [](Bytes& to, const Bytes& more) {
    to.insert(to.end(), more.begin(), more.end());
  };
  // "Li Ŵyn" in UTF-16: shorter than what a search for readable runs would find.
  const Bytes wide{0, 'L', 0, 'i', 0, ' ', 0x01, 0x74, 0, 'y', 0, 'n'};
  Bytes localised = ToBytes("mluc");
  for (const std::uint32_t value : {0u, 1u, 12u, 0x656E4742u, 12u, 28u}) {
    append(localised, number(value));
  }
  append(localised, wide);
  Bytes described = ToBytes("desc");
  append(described, number(0));
  append(described, number(6));
  append(described, ToBytes("Bo Ng"));
  described.push_back(0);
  append(described, number(0));
  append(described, number(6));
  append(described, wide);
  for (const Bytes& text : {localised, described}) {
    Bytes profile(128, 0);
    const Bytes magic = ToBytes("acsp");
    std::copy(magic.begin(), magic.end(), profile.begin() + 36);
    append(profile, number(1));
    append(profile, ToBytes("desc"));
    append(profile, number(144));
    append(profile, number(static_cast<std::uint32_t>(text.size())));
    append(profile, text);
    Bytes payload = ToBytes("ICC_PROFILE");
    append(payload, {0, 1, 1});
    append(payload, profile);
    const Bytes file = MakeJpeg(JpegKind::kBaseline, JpegSegment(0xE2, payload));
    const auto report = ReadMetadata(file, FileFormat::kJpeg, Limits{});
    REQUIRE(report.ok());
    const auto& texts = report.value().texts;
    CHECK(std::find(texts.begin(), texts.end(), "Li Ŵyn") != texts.end());
    if (text == described) CHECK(std::find(texts.begin(), texts.end(), "Bo Ng") != texts.end());
  }
}

TEST_CASE("reads every notice and author of a file, not only the first", "[metadata]") {
  // The photographer's notice and the editor's in one Exif field, and a credit line in IPTC.
  const Bytes exif = ToBytes(
      "Exif\0\0MM\0*\0\0\0\10\0\1\202\230\0\2\0\0\0\22\0\0\0\32\0\0\0\0Our School\0A Desk\0"sv);
  const Bytes iptc = ToBytes(
      "Photoshop 3.0\0"
      "8BIM\4\4\0\0\0\0\0\17\34\2\156\0\12The Agency\0"sv);
  Bytes segments = JpegSegment(0xE1, exif);
  const Bytes second = JpegSegment(0xED, iptc);
  segments.insert(segments.end(), second.begin(), second.end());
  const auto report =
      ReadMetadata(MakeJpeg(JpegKind::kBaseline, segments), FileFormat::kJpeg, Limits{});
  REQUIRE(report.ok());
  const auto& claims = report.value().claims;
  for (const char* wanted : {"Our School", "A Desk", "The Agency"}) {
    INFO(wanted);
    CHECK(std::find(claims.begin(), claims.end(), wanted) != claims.end());
  }
  CHECK(report.value().copyright == "Our School");
}
