// People who lie beside people who stand, and faces cut by the photo's edge.
#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <fstream>
#include <iterator>
#include <optional>
#include <string>

#include "face/face_engine.h"
#include "face/pixels.h"
#include "photo/open_photo.h"
#include "tests/support/memory_pixels.h"
#include "tests/support/paths.h"
#include "tests/unit/face/test_cards.h"

using namespace photogate;
using namespace photogate::test;
namespace fs = std::filesystem;

namespace {

constexpr int kSide = 250;  // of a photo of LFW, whose face has about 90 pixels

// Two faces further apart than this are two people to every channel.
constexpr double kFar = 0.61;

Pixels Portrait(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  const Bytes bytes{std::istreambuf_iterator<char>(in), {}};
  auto photo = OpenPhoto(bytes, Limits{});
  REQUIRE(photo.ok());
  auto image = photo.value()->Decode(100'000);
  REQUIRE(image.ok());
  REQUIRE(image.value().width_px == kSide);
  REQUIRE(image.value().height_px == kSide);
  return {kSide, kSide, std::move(image.value().bgr)};
}

// The portrait leaning clockwise by `degrees` about its middle.
Pixels Rolled(const Pixels& portrait, double degrees) {
  const double angle = degrees * 3.14159265358979 / 180;
  const double half = kSide / 2.0;
  const Similarity turn{std::cos(angle), std::sin(angle),
                        half - half * std::cos(angle) + half * std::sin(angle),
                        half - half * std::sin(angle) - half * std::cos(angle)};
  return Warp(portrait.view(), turn, kSide);
}

// `left` and `right` beside each other.
MemoryPixels Beside(const Pixels& left, const Pixels& right) {
  std::vector<std::uint8_t> bgr;
  for (int y = 0; y < kSide; ++y) {
    for (const Pixels* half : {&left, &right}) {
      const auto row = half->bgr.begin() + std::ptrdiff_t{3} * kSide * y;
      bgr.insert(bgr.end(), row, row + std::ptrdiff_t{3} * kSide);
    }
  }
  return MemoryPixels(DecodedImage{2 * kSide, kSide, std::move(bgr), 1, {0, 0}});
}

std::unique_ptr<FaceEngine> ComparingEngine(const fs::path& shared, const fs::path& models) {
  LoadedModelCard card = RecogniserCard(models / "face-reidentification-retail-0095.onnx",
                                        ModelLoader::kEmbedderOnnx, 128, 256);
  card.embedder->colour = ColourOrder::kBgr;
  card.embedder->template_points = {{{{0.31557F, 0.46157F},
                                      {0.68262F, 0.46157F},
                                      {0.50026F, 0.64051F},
                                      {0.34947F, 0.82469F},
                                      {0.65344F, 0.82469F}}}};
  auto engine = FaceEngine::Load(
      {DetectorCard(shared / "models" / "yunet_n_640_640.onnx"), std::move(card)}, {}, Limits{});
  REQUIRE(engine.ok());
  return std::move(engine).value();
}

std::vector<Face> FacesOf(FaceEngine& engine, PixelSource& photo) {
  auto faces = engine.Inspect(photo, true);
  REQUIRE(faces.ok());
  return std::move(faces).value().faces;
}

double DistanceTo(const Face& face, const std::vector<float>& other) {
  const auto& values = face.face_template->values();
  double dot = 0;
  for (std::size_t i = 0; i < other.size(); ++i) dot += static_cast<double>(values[i] * other[i]);
  return 1 - dot;
}

// The face whose box holds the middle of the portrait that begins at `left`.
const Face* MiddleFace(const std::vector<Face>& faces, int left) {
  const auto middle = static_cast<float>(left) + kSide / 2.0F;
  for (const Face& face : faces) {
    if (face.box.x < middle && face.box.x + face.box.w > middle) return &face;
  }
  return nullptr;
}

struct Setting {
  fs::path people;
  std::unique_ptr<FaceEngine> engine;
};

// Nothing when the photos or the fetched recogniser are not there.
std::optional<Setting> MakeSetting() {
  const auto shared = Shared();
  const auto models = Models();
  if (!shared || !models) return std::nullopt;
  if (!fs::exists(*models / "face-reidentification-retail-0095.onnx")) return std::nullopt;
  return Setting{*shared / "photos/identities/lfw", ComparingEngine(*shared, *models)};
}

}  // namespace

TEST_CASE("somebody who lies beside somebody who stands is recognised or not compared",
          "[face][photos]") {
  const auto setting = MakeSetting();
  if (!setting) PHOTOGATE_SKIP("no shared photos or the default recogniser is not fetched");
  const Pixels standing = Portrait(setting->people / "Carlos_Mesa/1.jpg");
  const std::string name =
      GENERATE("Arlen_Specter", "Alan_Dreher", "Bill_Sizemore", "Christopher_Patten");
  CAPTURE(name);
  const Pixels other = Portrait(setting->people / name / "1.jpg");
  MemoryPixels upright = Beside(standing, other);
  const std::vector<Face> expected = FacesOf(*setting->engine, upright);
  const Face* known = MiddleFace(expected, kSide);
  REQUIRE(known != nullptr);
  REQUIRE(known->usable());
  const std::vector<float> person = known->face_template->values();
  const double degrees = GENERATE(45, 90, 120, 135, 180, 225, 240, 270, 300);
  CAPTURE(degrees);
  MemoryPixels photo = Beside(standing, Rolled(other, degrees));
  const std::vector<Face> faces = FacesOf(*setting->engine, photo);
  CHECK(MiddleFace(faces, kSide) != nullptr);
  for (const Face& face : faces) {
    const bool lies = face.box.x + face.box.w / 2 > static_cast<float>(kSide);
    if (!lies) continue;
    if (face.usable()) {
      CHECK(DistanceTo(face, person) < kFar);
    } else {
      CHECK(face.why_not != NotComparable::kNone);
    }
  }
  const Face* beside = MiddleFace(faces, 0);
  REQUIRE(beside != nullptr);
  CHECK(beside->usable());
}

TEST_CASE("half a face at the photo's edge is not compared", "[face][photos]") {
  const auto setting = MakeSetting();
  if (!setting) PHOTOGATE_SKIP("no shared photos or the default recogniser is not fetched");
  const Pixels whole = Portrait(setting->people / "Arlen_Specter/1.jpg");
  const auto cut = GENERATE_COPY(Box{0, 0, 250, 125}, Box{0, 125, 250, 125}, Box{0, 0, 125, 250},
                                 Box{125, 0, 125, 250});
  CAPTURE(cut.x, cut.y);
  const Pixels part = Resize(Cut(whole.view(), static_cast<int>(cut.x), static_cast<int>(cut.y),
                                 static_cast<int>(cut.w), static_cast<int>(cut.h)),
                             static_cast<int>(cut.w), static_cast<int>(cut.h));
  MemoryPixels photo(DecodedImage{part.width, part.height, part.bgr, 1, {0, 0}});
  for (const Face& face : FacesOf(*setting->engine, photo)) CHECK_FALSE(face.usable());
}
