#include "worker/inspection_message.h"

#include <catch2/catch.hpp>
#include <cmath>
#include <functional>
#include <limits>
#include <random>
#include <string>

#include "crypto/sha256.h"

namespace photogate {
namespace {

const Bytes kJpeg = {0xFF, 0xD8, 0xFF, 0xD9};

LoadedModelCard Card(const std::string& id, ModelRole role) {
  return {ModelId{id},  role,        ModelLoader::kEmbedderOnnx, "file", "a licence",
          std::nullopt, std::nullopt};
}

struct Terms {
  Limits limits;
  ModelSet models{Card("detector", ModelRole::kDetector), Card("model", ModelRole::kRecogniser)};
  InspectionOrder order;
  InspectionTerms get() const { return {order, &models, &limits}; }
};

Terms UsualTerms() {
  Terms terms;
  terms.order.thumbnail_px = 100;
  return terms;
}

Inspection Full() {
  Faces faces{};
  faces.detector_complete = true;
  faces.recogniser_available = true;
  faces.recogniser = ModelId{"model"};
  faces.detect_ms = 3;
  Landmarks landmarks{};
  landmarks.points[4] = {7, 8};
  faces.faces.push_back(Face{{-10, 20, 30, 40},
                             landmarks,
                             0.9,
                             "yunet",
                             270,
                             {1, 0.5, 0.25, 0.75, 0.25},
                             NotComparable::kNone,
                             Template(ModelId{"model"}, {3, 4})});
  faces.faces.push_back(Face{{50, 20, 30, 40},
                             std::nullopt,
                             0.7,
                             "dlib-hog",
                             0,
                             {},
                             NotComparable::kNoLandmarks,
                             std::nullopt});
  MetadataReport report{};
  report.items = {{MetadataClass::kLocation, "Exif GPSLatitude", "51.5"},
                  {MetadataClass::kUnknown, "APP11", ""}};
  report.complete = true;
  report.orientation = 6;
  report.latitude_deg = 51.5;
  report.copyright = "\xC2\xA9 School";
  report.texts = {"line one\nline two", ""};
  PictureMark mark{};
  mark.hash = 0xF00000000000000Full;
  mark.aspect = 1.5F;
  mark.grey[1023] = 200;
  return Inspection{Sha256(kJpeg),
                    4,
                    FileFormat::kJpeg,
                    PhotoInfo{FileFormat::kJpeg, 4000, 3000, 2, true, true},
                    std::move(faces),
                    std::move(report),
                    SanitisedPhoto{FileFormat::kJpeg, kJpeg, true, {{MetadataClass::kText, 2}}},
                    kJpeg,
                    {1, 2, 3, 4, 10},
                    {},
                    mark,
                    Sha256(kJpeg)};
}

Result<Inspection> RoundTrip(Result<Inspection> inspection, const Terms& terms = UsualTerms()) {
  auto got = DecodeInspection(EncodeInspection(std::move(inspection), terms.limits), terms.get());
  if (!got.ok()) return got.error();
  return std::move(got.value().inspection);
}

bool Accepted(const std::function<void(Inspection&)>& change, const Terms& terms = UsualTerms()) {
  Inspection inspection = Full();
  change(inspection);
  return DecodeInspection(EncodeInspection(std::move(inspection), Limits{}), terms.get()).ok();
}

Face& FirstFace(Inspection& inspection) { return inspection.faces.value().faces.front(); }

}  // namespace

TEST_CASE("an inspection arrives as it was sent", "[worker]") {
  const auto result = RoundTrip(Full());
  REQUIRE(result.ok());
  const Inspection& got = result.value();
  CHECK(got.sha256 == Sha256(kJpeg));
  CHECK(got.info.value().pictures == 2);
  CHECK(got.info.value().animated);
  CHECK(got.info.value().see_through);
  const Faces& faces = got.faces.value();
  REQUIRE(faces.faces.size() == 2);
  CHECK(faces.recogniser == ModelId{"model"});
  CHECK(faces.faces[0].box.x == -10);
  CHECK(faces.faces[0].landmarks->points[4].y == 8);
  CHECK(faces.faces[0].rotation_deg == 270);
  CHECK(faces.faces[0].quality.light == 0.75);
  CHECK(faces.faces[0].face_template->values().at(1) == Approx(0.8));
  CHECK(faces.faces[1].why_not == NotComparable::kNoLandmarks);
  const MetadataReport& report = got.metadata.value();
  CHECK(report.items.at(0).where == "Exif GPSLatitude");
  CHECK(report.orientation == 6);
  CHECK(report.latitude_deg == 51.5);
  CHECK_FALSE(report.longitude_deg.has_value());
  CHECK(report.texts.at(0) == "line one\nline two");
  CHECK(got.sanitised.value().bytes == kJpeg);
  CHECK(got.sanitised.value().removed.at(0).count == 2);
  CHECK(got.thumbnail_jpeg == kJpeg);
  CHECK(got.times.total_ms == 10);
  CHECK(got.mark == Full().mark);
  CHECK(got.picture_sha256 == Sha256(kJpeg));
}

TEST_CASE("the errors of the stages arrive", "[worker]") {
  Inspection inspection = Full();
  const Error error{ErrorKind::kLimitExceeded, "Too\nlarge.", "a\x1B[2Jpath"};
  inspection.info = error;
  inspection.faces = error;
  inspection.metadata = error;
  inspection.sanitised = error;
  inspection.mark.reset();
  inspection.picture_sha256 = {};
  const auto got = RoundTrip(std::move(inspection));
  REQUIRE(got.ok());
  CHECK(got.value().faces.error().kind == ErrorKind::kLimitExceeded);
  CHECK(got.value().sanitised.error().message == "Too large.");
  CHECK(got.value().info.error().context == "a [2Jpath");
}

TEST_CASE("a file that could not be read arrives as that error", "[worker]") {
  const auto got =
      DecodeInspection(EncodeInspection(Error{ErrorKind::kLimitExceeded, "Too large."}, Limits{}),
                       UsualTerms().get());
  REQUIRE(got.ok());
  REQUIRE_FALSE(got.value().inspection.ok());
  CHECK(got.value().inspection.error().kind == ErrorKind::kLimitExceeded);
}

TEST_CASE("a worker is not believed what cannot be", "[worker]") {
  const float nan = std::numeric_limits<float>::quiet_NaN();
  const float infinite = std::numeric_limits<float>::infinity();
  CHECK(Accepted([](Inspection&) {}));
  CHECK_FALSE(Accepted([&](Inspection& i) { FirstFace(i).box.x = nan; }));
  CHECK_FALSE(Accepted([&](Inspection& i) { FirstFace(i).box.w = infinite; }));
  CHECK_FALSE(Accepted([](Inspection& i) { FirstFace(i).box.w = -1; }));
  CHECK_FALSE(Accepted([&](Inspection& i) { FirstFace(i).landmarks->points[2].y = nan; }));
  CHECK_FALSE(Accepted([](Inspection& i) { FirstFace(i).score = 1.5; }));
  CHECK_FALSE(Accepted([](Inspection& i) { FirstFace(i).rotation_deg = 45; }));
  CHECK_FALSE(Accepted([](Inspection& i) { FirstFace(i).quality.pose = std::nan(""); }));
  CHECK_FALSE(Accepted([](Inspection& i) { FirstFace(i).why_not = NotComparable::kBlurred; }));
  CHECK_FALSE(Accepted([](Inspection& i) { FirstFace(i).face_template.reset(); }));
  CHECK_FALSE(Accepted([](Inspection& i) { FirstFace(i).why_not = NotComparable{77}; }));
  CHECK_FALSE(Accepted([](Inspection& i) {
    FirstFace(i).face_template = Template(ModelId{"another"}, {1, 0});
  }));
  CHECK_FALSE(Accepted([](Inspection& i) {
    FirstFace(i).face_template = Template(ModelId{"model"}, std::vector<float>(5'000, 1));
  }));
  CHECK_FALSE(Accepted([](Inspection& i) { i.faces.value().recogniser = ModelId{"another"}; }));
  CHECK_FALSE(Accepted([](Inspection& i) { i.info.value().width_px = 0; }));
  CHECK_FALSE(Accepted([](Inspection& i) { i.info.value().height_px = 39'999; }));
  CHECK_FALSE(Accepted([](Inspection& i) { i.info.value().pictures = 0; }));
  CHECK_FALSE(Accepted([](Inspection& i) { i.sha256.value[3] = 'G'; }));
  CHECK_FALSE(Accepted([](Inspection& i) { i.sha256 = {}; }));
  CHECK_FALSE(Accepted([](Inspection& i) { i.format = FileFormat::kPng; }));
  CHECK_FALSE(Accepted([](Inspection& i) { i.metadata.value().orientation = 9; }));
  CHECK_FALSE(Accepted([](Inspection& i) { i.sanitised.value().bytes = {'P', 'K', 3, 4}; }));
  CHECK_FALSE(Accepted([](Inspection& i) { i.sanitised.value().bytes.clear(); }));
  CHECK_FALSE(Accepted([](Inspection& i) { i.thumbnail_jpeg = {'<', 's', 'v', 'g'}; }));
  CHECK_FALSE(Accepted([](Inspection& i) { i.times.total_ms = std::nan(""); }));
  CHECK_FALSE(Accepted([](Inspection& i) {
    i.info = Error{ErrorKind::kCorrupt, "Broken."};  // but faces were found in it
  }));
}

TEST_CASE("a worker is not believed a mark that cannot be", "[worker]") {
  CHECK(Accepted([](Inspection& i) { i.mark.reset(); }));
  CHECK(Accepted([](Inspection& i) { i.picture_sha256 = {}; }));
  CHECK_FALSE(Accepted([](Inspection& i) { i.mark->aspect = 0; }));
  CHECK_FALSE(Accepted([](Inspection& i) { i.mark->aspect = std::nanf(""); }));
  CHECK_FALSE(Accepted([](Inspection& i) { i.picture_sha256.value[0] = 'G'; }));
  CHECK_FALSE(Accepted([](Inspection& i) {
    i.info = Error{ErrorKind::kCorrupt, "No picture."};
    i.faces = i.info.error();
    i.sanitised = i.info.error();
  }));
}

TEST_CASE("a worker is not believed what it was not given", "[worker]") {
  const auto nothing = [](Inspection&) {};
  Terms terms = UsualTerms();
  SECTION("comparing was off") { terms.order.compare = false; }
  SECTION("nothing was to be detected") { terms.order.detect = false; }
  SECTION("nothing to find it again by was asked for") { terms.order.find_again = false; }
  SECTION("no copy was asked for") { terms.order.sanitise = false; }
  SECTION("no thumbnail was asked for") { terms.order.thumbnail_px = 0; }
  SECTION("no detector") { terms.models.detector.reset(); }
  SECTION("no recogniser") { terms.models.recogniser.reset(); }
  SECTION("another recogniser") { terms.models.recogniser->id = ModelId{"another"}; }
  SECTION("smaller limits") { terms.limits.pixels = 1'000; }
  SECTION("fewer faces") { terms.limits.faces = 1; }
  CHECK_FALSE(Accepted(nothing, terms));
}

TEST_CASE("face crops arrive one for each face, and only where they were ordered", "[worker]") {
  Terms terms = UsualTerms();
  terms.order.face_crop_px = 200;
  const auto with = [](std::vector<Bytes> crops) {
    return [crops](Inspection& inspection) { inspection.face_crops = crops; };
  };
  CHECK(Accepted(with({kJpeg, {}}), terms));
  CHECK(Accepted(with({}), terms));
  CHECK_FALSE(Accepted(with({kJpeg, {}})));
  CHECK_FALSE(Accepted(with({kJpeg}), terms));
  CHECK_FALSE(Accepted(with({kJpeg, {'<', 's', 'v', 'g'}}), terms));
  Inspection sent = Full();
  sent.face_crops = {kJpeg, {}};
  CHECK(RoundTrip(std::move(sent), terms).value().face_crops == std::vector<Bytes>{kJpeg, Bytes{}});
}

TEST_CASE("what is too long for a message is an error of its part, and the rest arrives",
          "[worker]") {
  Inspection inspection = Full();
  Limits limits;
  limits.text_bytes = 10;
  limits.file_bytes = 4;
  inspection.metadata.value().texts = {std::string(11, 'x')};
  inspection.sanitised.value().bytes.resize(5);
  Terms terms = UsualTerms();
  terms.limits = limits;
  const auto got = RoundTrip(std::move(inspection), terms);
  REQUIRE(got.ok());
  CHECK(got.value().faces.ok());
  CHECK(got.value().metadata.error().kind == ErrorKind::kLimitExceeded);
  CHECK(got.value().sanitised.error().kind == ErrorKind::kLimitExceeded);
}

TEST_CASE("a message that was cut or has more than it says is refused", "[worker]") {
  const Terms terms = UsualTerms();
  const Bytes whole = EncodeInspection(Full(), Limits{}).record;
  const auto accepted = [&](const Bytes& record) {
    Message message = EncodeInspection(Full(), Limits{});
    message.record = record;
    return DecodeInspection(std::move(message), terms.get()).ok();
  };
  REQUIRE(accepted(whole));
  for (std::size_t size = 0; size < whole.size(); ++size) {
    CHECK_FALSE(accepted(Bytes(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(size))));
  }
  Bytes longer = whole;
  longer.push_back(0);
  CHECK_FALSE(accepted(longer));
}

TEST_CASE("damaged messages never end the process", "[worker]") {
  const Terms terms = UsualTerms();
  std::mt19937 random(11);
  for (int round = 0; round < 20'000; ++round) {
    Message message = EncodeInspection(Full(), Limits{});
    const std::size_t changes = 1 + random() % 8;
    for (std::size_t at = 0; at < changes; ++at) {
      message.record[random() % message.record.size()] = static_cast<std::uint8_t>(random());
    }
    const auto got = DecodeInspection(std::move(message), terms.get());
    if (!got.ok() || !got.value().inspection.ok()) continue;
    const auto& faces = got.value().inspection.value().faces;
    if (!faces.ok()) continue;
    for (const Face& face : faces.value().faces) {
      REQUIRE(std::isfinite(face.box.x));
      REQUIRE(face.usable() == (face.why_not == NotComparable::kNone));
    }
  }
}

}  // namespace photogate
