// Prints the contact sheet of a made-up run: drawn colours for photos, all people invented.
#include <cstdio>
#include <cstdlib>
// jpeglib.h needs FILE.
#include <jpeglib.h>

#include <iostream>
#include <string>

#include "outcome/report_html.h"

namespace photogate {
namespace {

// A sky, a meadow and a pale disc for each face.
Bytes Picture(int width, int height, int tint, const std::vector<Box>& faces, double scale) {
  Bytes rgb(static_cast<std::size_t>(width) * static_cast<std::size_t>(height) * 3);
  for (int y = 0; y < height; ++y) {
    for (int x = 0; x < width; ++x) {
      const bool sky = y * 5 < height * 3;
      int r = sky ? 120 + tint + y * 60 / height : 70 + tint / 2;
      int g = sky ? 160 + y * 50 / height : 120 + x * 40 / width;
      int b = sky ? 210 : 60 + tint;
      for (const Box& face : faces) {
        const double dx = (x - (face.x + face.w / 2) * scale) / (face.w / 2 * scale);
        const double dy = (y - (face.y + face.h / 2) * scale) / (face.h / 2 * scale);
        if (dx * dx + dy * dy < 0.8) r = 222, g = 178, b = 150;
      }
      const std::size_t at = (static_cast<std::size_t>(y) * static_cast<std::size_t>(width) +
                              static_cast<std::size_t>(x)) *
                             3;
      rgb[at] = static_cast<std::uint8_t>(r);
      rgb[at + 1] = static_cast<std::uint8_t>(g);
      rgb[at + 2] = static_cast<std::uint8_t>(b);
    }
  }
  jpeg_compress_struct jpeg{};
  jpeg_error_mgr errors{};
  jpeg.err = jpeg_std_error(&errors);
  jpeg_create_compress(&jpeg);
  unsigned char* memory = nullptr;
  unsigned long size = 0;
  jpeg_mem_dest(&jpeg, &memory, &size);
  jpeg.image_width = static_cast<JDIMENSION>(width);
  jpeg.image_height = static_cast<JDIMENSION>(height);
  jpeg.input_components = 3;
  jpeg.in_color_space = JCS_RGB;
  jpeg_set_defaults(&jpeg);
  jpeg_set_quality(&jpeg, 70, TRUE);
  jpeg_start_compress(&jpeg, TRUE);
  while (jpeg.next_scanline < jpeg.image_height) {
    JSAMPROW row = rgb.data() + static_cast<std::size_t>(jpeg.next_scanline) *
                                    static_cast<std::size_t>(width) * 3;
    jpeg_write_scanlines(&jpeg, &row, 1);
  }
  jpeg_finish_compress(&jpeg);
  Bytes bytes(memory, memory + size);
  jpeg_destroy_compress(&jpeg);
  std::free(memory);
  return bytes;
}

Finding Reason(FindingCode code, Effect effect, const std::string& text,
               std::optional<std::size_t> face = {}, std::optional<double> distance = {}) {
  return Finding{
      code,
      effect,
      text,
      text,
      face,
      {},
      {},
      {},
      distance,
      distance ? std::optional<double>(effect == Effect::kBlock ? 0.55 : 0.68) : std::nullopt,
      {},
      {17}};
}

PhotoRecord Photo(const std::string& path, DecisionKind decision, int width, int height,
                  const std::vector<Box>& faces, std::vector<Finding> findings, int tint) {
  PhotoRecord record{path,
                     Sha256Hex{std::string(64, '0')},
                     FileFormat::kJpeg,
                     width,
                     height,
                     Decision(decision),
                     std::move(findings),
                     {},
                     std::nullopt,
                     {},
                     {}};
  for (const Box& box : faces) record.faces.push_back(RecordedFace{box, 0.9, 0.7, true, {}});
  const double scale = 480.0 / std::max(width, height);
  record.thumbnail_jpeg = Picture(static_cast<int>(width * scale), static_cast<int>(height * scale),
                                  tint, faces, scale);
  if (decision == DecisionKind::kClear) record.output = "out/cleared/" + path;
  record.findings.push_back(Reason(FindingCode::kMetadataRemoved, Effect::kNone,
                                   "Hidden information is left out of the copy: location (4), "
                                   "device (6), time (3)."));
  return record;
}

int Print(int clear_photos) {
  std::vector<PhotoRecord> records;
  records.push_back(Photo(
      "autumn/sports day/IMG_2041.JPG", DecisionKind::kBlock, 4000, 3000,
      {{700, 900, 520, 640}, {1900, 1000, 420, 520}, {2900, 1100, 380, 480}},
      {Reason(FindingCode::kListedPerson, Effect::kBlock,
              "Face 2 was recognised as case-482913, who must not appear on this channel. Do not "
              "publish this photo here: choose another one, or crop the person out and check the "
              "new photo.",
              1, 0.412),
       Reason(FindingCode::kPossibleListedPerson, Effect::kReview,
              "Face 3 may be case-103377, who must not appear on this channel. Somebody who knows "
              "this person must look before the photo is published.",
              2, 0.631)},
      10));
  records.push_back(Photo(
      "autumn/IMG_2077.JPG", DecisionKind::kReview, 3000, 4000, {{1200, 900, 700, 880}},
      {Reason(FindingCode::kFaceNotComparable, Effect::kReview,
              "Face 1 could not be compared with the register: it is turned away. Somebody who "
              "knows the pupils must look who it is.",
              0)},
      40));
  records.push_back(Photo(
      "autumn/line\nbreak & <i>italic \xFF.JPG", DecisionKind::kReview, 4000, 2250, {},
      {Reason(FindingCode::kForeignCopyright, Effect::kReview,
              "The file says that somebody else took this photo or holds the rights in it. Ask "
              "them for permission, and credit them when it is published.")},
      0));
  PhotoRecord video{"autumn/MVI_0031.MP4",
                    Sha256Hex{},
                    FileFormat::kVideo,
                    0,
                    0,
                    Decision(DecisionKind::kReview),
                    {},
                    {},
                    {},
                    {},
                    {}};
  video.findings.push_back(Reason(FindingCode::kVideo, Effect::kReview,
                                  "This is a video, and videos are not checked. Somebody has to "
                                  "watch it in full before it is published."));
  records.push_back(video);
  for (int i = 0; i < clear_photos; ++i) {
    const float shift = static_cast<float>(i % 6) * 280;
    records.push_back(Photo("IMG_3" + std::to_string(100 + i) + ".jpg", DecisionKind::kClear, 4000,
                            i % 3 == 0 ? 2250 : 3000,
                            {{600 + shift, 700, 500, 600}, {2100 + shift, 900, 360, 450}}, {},
                            (i * 9) % 60));
  }
  RunInfo info;
  info.channel = "newsletter";
  info.event = "Autumn sports day";
  info.when = "21 November 2026, 14:05 (UTC)";
  info.made_by = "photogate 0.1.0";
  info.consent_version = ConsentVersion{17};
  info.mode = "list";
  info.model = ModelId{"face-reidentification-retail-0095 1"};
  info.match = Distance{0.55};
  info.possible = Distance{0.68};
  info.skipped = {{"autumn/notes.docx", "a document, not a photo"}};
  const RunSummary summary{4 + clear_photos, clear_photos, 3, 1, 0, 9.8, 11};
  std::cout << ReportHtml(info, summary, records);
  return 0;
}

}  // namespace
}  // namespace photogate

int main(int argc, char** argv) { return photogate::Print(argc > 1 ? std::atoi(argv[1]) : 8); }
