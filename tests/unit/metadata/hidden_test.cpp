// Pictures and files that hide in a photo: noticed in the report, and not in the copy.
#include <algorithm>
#include <catch2/catch.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "metadata/read_metadata.h"
#include "metadata/sanitise.h"
#include "tests/support/metadata/blocks.h"
#include "tests/support/metadata/samples.h"

using namespace photogate;
using namespace photogate::test;
using std::string_view_literals::operator""sv;

namespace {

struct Hidden {
  std::string what;
  Bytes bytes;
};

Bytes Joined(Bytes first, const Bytes& second) {
  first.insert(first.end(), second.begin(), second.end());
  return first;
}

// Something that the copy must not hold, in each disguise.
const Bytes kMark = ToBytes("hidden-picture-mark-471108"sv);

std::vector<Hidden> Appended() {
  const Bytes video = ToBytes(
      "\0\0\0\x18"
      "ftypmp42\0\0\0\0mp42isom"sv);
  return {
      {"a second JPEG picture", ToBytes("\xFF\xD8\xFF\xE0\0\4ab"sv)},
      {"a PNG picture", ToBytes("\x89PNG\r\n\x1A\n"sv)},
      {"a video without a marker", video},
      {"a motion photo with Samsung's marker", Joined(ToBytes("MotionPhoto_Data"sv), video)},
      {"Samsung's data", ToBytes("SEFH\0\0\0\0"sv)},
      {"a ZIP archive", ToBytes("PK\3\4\24\0\0\0"sv)},
      {"a PDF document", ToBytes("%PDF-1.7\n"sv)},
  };
}

bool NoticesHidden(const MetadataReport& report) {
  return std::any_of(report.items.begin(), report.items.end(), [](const MetadataItem& item) {
    return item.kind == MetadataClass::kHiddenPicture;
  });
}

bool Holds(const Bytes& bytes, const Bytes& part) {
  return std::search(bytes.begin(), bytes.end(), part.begin(), part.end()) != bytes.end();
}

void CheckGone(const Bytes& file, FileFormat format) {
  REQUIRE(Holds(file, kMark));
  const auto report = ReadMetadata(file, format, Limits{});
  REQUIRE(report.ok());
  CHECK(NoticesHidden(report.value()));
  const auto copy =
      Sanitise(file, format, report.value(), SanitiseOptions{std::nullopt, true}, Limits{});
  REQUIRE(copy.ok());
  CHECK_FALSE(Holds(copy.value().bytes, kMark));
  const auto& removed = copy.value().removed;
  CHECK(std::any_of(removed.begin(), removed.end(), [](const RemovedClass& each) {
    return each.kind == MetadataClass::kHiddenPicture && each.count > 0;
  }));
}

// The sample cleaned, so that whatever is noticed afterwards is what was added.
Bytes Clean(const Sample& sample) {
  const auto report = ReadMetadata(sample.bytes, sample.format, Limits{});
  REQUIRE(report.ok());
  auto copy = Sanitise(sample.bytes, sample.format, report.value(),
                       SanitiseOptions{std::nullopt, true}, Limits{});
  REQUIRE(copy.ok());
  CHECK_FALSE(NoticesHidden(ReadMetadata(copy.value().bytes, sample.format, Limits{}).value()));
  return std::move(copy.value().bytes);
}

}  // namespace

TEST_CASE("notices and removes whatever is appended to a photo", "[metadata]") {
  for (const char* name :
       {"baseline.jpg", "progressive.jpg", "still.png", "lossy.webp", "still.gif"}) {
    const Sample sample = FindSample(name);
    const Bytes clean = Clean(sample);
    for (const Hidden& hidden : Appended()) {
      INFO(name << " with " << hidden.what);
      CheckGone(Joined(clean, Joined(hidden.bytes, kMark)), sample.format);
    }
  }
}

TEST_CASE("notices and removes a picture inside a JPEG's segments", "[metadata]") {
  const std::vector<Hidden> segments = {
      {"a preview or gain map in APP11",
       JpegSegment(0xEB, Joined(ToBytes("JP\xFF\xD8\xFF\xE0"sv), kMark))},
      {"a multi-picture index", JpegSegment(0xE2, Joined(ToBytes("MPF\0MM\0*"sv), kMark))},
      {"a thumbnail in JFXX", JpegSegment(0xE0, Joined(ToBytes("JFXX\0\20\xFF\xD8\xFF"sv), kMark))},
      {"a thumbnail in JFIF",
       JpegSegment(0xE0, Joined(ToBytes("JFIF\0\1\2\0\0\1\0\1\3\3"sv), kMark))},
  };
  for (const Hidden& hidden : segments) {
    INFO(hidden.what);
    CheckGone(MakeJpeg(JpegKind::kBaseline, hidden.bytes), FileFormat::kJpeg);
  }
}

TEST_CASE("notices and removes depth maps and gain maps, and the second picture they name",
          "[metadata]") {
  // Behind its name extended XMP has an id of 32 digits, its full length and this part's offset.
  const std::string map =
      "<x:xmpmeta xmlns:x='adobe:ns:meta/'><rdf:RDF "
      "xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'><rdf:Description "
      "xmlns:GDepth='http://ns.google.com/photos/1.0/depthmap/' GDepth:Data='/9j/4AAQ" +
      std::string(kMark.begin(), kMark.end()) + "'/></rdf:RDF></x:xmpmeta>";
  Bytes depth = ToBytes("http://ns.adobe.com/xmp/extension/\0"sv);
  depth = Joined(std::move(depth), ToBytes("0123456789ABCDEF0123456789ABCDEF"sv));
  AppendBig(depth, map.size(), 4);
  AppendBig(depth, 0, 4);
  depth = Joined(std::move(depth), ToBytes(map));
  const std::string_view gain =
      "http://ns.adobe.com/xap/1.0/\0"
      "<x:xmpmeta xmlns:x='adobe:ns:meta/'><rdf:RDF "
      "xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'><rdf:Description "
      "xmlns:hdrgm='http://ns.adobe.com/hdr-gain-map/1.0/' hdrgm:Version='1.0' "
      "hdrgm:GainMapMax='2.5'/></rdf:RDF></x:xmpmeta>"sv;
  SECTION("a depth map") {
    CheckGone(MakeJpeg(JpegKind::kBaseline, JpegSegment(0xE1, depth)), FileFormat::kJpeg);
  }
  SECTION("a gain map behind the picture") {
    Bytes file = MakeJpeg(JpegKind::kBaseline, JpegSegment(0xE1, ToBytes(gain)));
    const Bytes second = MakeJpeg(JpegKind::kGrey, JpegSegment(0xFE, kMark));
    CheckGone(Joined(std::move(file), second), FileFormat::kJpeg);
  }
}

TEST_CASE("makes no copy that shows a picture put in front of the photo", "[metadata]") {
  // The first picture of a file is what viewers show: the one in front stays, the photo behind it
  // is what goes, and is noticed.
  const Bytes front = MakeJpeg(JpegKind::kGrey, {});
  CheckGone(Joined(front, MakeJpeg(JpegKind::kBaseline, JpegSegment(0xFE, kMark))),
            FileFormat::kJpeg);
}

TEST_CASE("notices and removes a picture in a PNG chunk of its own", "[metadata]") {
  Bytes file = Clean(FindSample("still.png"));
  const Bytes chunk = PngChunk("prVw", Joined(ToBytes("\xFF\xD8\xFF\xE0"sv), kMark));
  file.insert(file.begin() + 33, chunk.begin(), chunk.end());  // behind IHDR
  CheckGone(file, FileFormat::kPng);
}
