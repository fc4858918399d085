// The engine on real photos; skips where the models or the photos are not there.
#include <catch2/catch.hpp>
#include <cmath>
#include <fstream>
#include <iterator>
#include <random>

#include "face/face_engine.h"
#include "face/pixels.h"
#include "photo/open_photo.h"
#include "tests/support/memory_pixels.h"
#include "tests/support/paths.h"
#include "tests/unit/face/onnx_maker.h"
#include "tests/unit/face/test_cards.h"

using namespace photogate;
using namespace photogate::test;
namespace fs = std::filesystem;

namespace {

DecodedImage Decode(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  const Bytes bytes{std::istreambuf_iterator<char>(in), {}};
  auto photo = OpenPhoto(bytes, Limits{});
  REQUIRE(photo.ok());
  auto image = photo.value()->Decode(100'000);
  REQUIRE(image.ok());
  return std::move(image).value();
}

DecodedImage Whole(Pixels pixels) {
  return {pixels.width, pixels.height, std::move(pixels.bgr), 1, {0, 0}};
}

std::unique_ptr<FaceEngine> Engine(const fs::path& shared,
                                   std::optional<LoadedModelCard> recogniser = std::nullopt,
                                   const Limits& limits = {}) {
  auto engine = FaceEngine::Load(
      {DetectorCard(shared / "models" / "yunet_n_640_640.onnx"), std::move(recogniser)}, {},
      limits);
  REQUIRE(engine.ok());
  return std::move(engine).value();
}

Faces Look(FaceEngine& engine, PixelSource& photo, bool compare = false) {
  auto faces = engine.Inspect(photo, compare);
  REQUIRE(faces.ok());
  return std::move(faces).value();
}

const char* const kGroup = "photos/groups/dlib_faces/2007_007763.jpg";

// A 12-megapixel picture of noise and slow waves with `tiles` on a grid, two rows of them.
DecodedImage Canvas(const std::vector<Pixels>& tiles, std::vector<Point>& centres) {
  Pixels canvas{4000, 3000, {}};
  std::mt19937 random(11);
  std::normal_distribution<double> noise(0, 6);
  for (int y = 0; y < canvas.height; ++y) {
    for (int x = 0; x < canvas.width; ++x) {
      const double grey = 125 + 40 * std::sin(x / 310.0) * std::cos(y / 270.0) + noise(random);
      canvas.bgr.insert(canvas.bgr.end(), 3, static_cast<std::uint8_t>(grey));
    }
  }
  for (std::size_t i = 0; i < tiles.size(); ++i) {
    const int left = 150 + 230 * static_cast<int>(i % 16);
    const int top = 333 + 277 * static_cast<int>(i / 16);
    const Pixels& tile = tiles[i];
    for (int y = 0; y < tile.height; ++y) {
      const auto* row = tile.bgr.data() + std::ptrdiff_t{3} * y * tile.width;
      std::copy(row, row + std::ptrdiff_t{3} * tile.width,
                canvas.bgr.begin() + std::ptrdiff_t{3} * ((top + y) * canvas.width + left));
    }
    centres.push_back({static_cast<float>(left) + static_cast<float>(tile.width) / 2,
                       static_cast<float>(top) + static_cast<float>(tile.height) / 2});
  }
  return Whole(std::move(canvas));
}

}  // namespace

TEST_CASE("finds faces of 24 pixels in a photo of 12 megapixels", "[face][photos]") {
  const auto shared = Shared();
  if (!shared) PHOTOGATE_SKIP("no shared photos");
  const auto engine = Engine(*shared);
  std::vector<Pixels> tiles;
  for (const char* name :
       {"compreface/016_8.jpg", "compreface/015_6.jpg", "compreface/014_5.jpg",
        "azure_samples/identification1.jpg", "azure_samples/faces.jpg", "human_samples/group_1.jpg",
        "human_samples/group_4.jpg", "human_samples/solvay1927.jpg", "informramiz/test4.jpg"}) {
    const DecodedImage image = Decode(*shared / "photos/groups" / name);
    MemoryPixels photo(image);
    for (const Face& face : Look(*engine, photo).faces) {
      const auto half = static_cast<int>(1.2F * std::max(face.box.w, face.box.h));
      const int left = static_cast<int>(face.box.x + face.box.w / 2) - half;
      const int top = static_cast<int>(face.box.y + face.box.h / 2) - half;
      if (face.score < 0.85 || face.box.w < 36 || left < 0 || top < 0 ||
          left + 2 * half > image.width_px || top + 2 * half > image.height_px) {
        continue;
      }
      const auto side =
          static_cast<int>(std::lround(24.0 / static_cast<double>(face.box.w) * 2 * half));
      tiles.push_back(Resize(Cut(ViewOf(image), left, top, 2 * half, 2 * half), side, side));
    }
  }
  REQUIRE(tiles.size() >= 40);
  std::vector<Point> centres;
  MemoryPixels photo(Canvas(tiles, centres));
  const Faces faces = Look(*engine, photo);
  std::size_t found = 0;
  for (const Point centre : centres) {
    for (const Face& face : faces.faces) {
      if (std::hypot(face.box.x + face.box.w / 2 - centre.x,
                     face.box.y + face.box.h / 2 - centre.y) < 12) {
        ++found;
        break;
      }
    }
  }
  std::cout << "24 px faces in 12 MP: " << found << " of " << centres.size() << ", seen "
            << faces.faces.size() << "\n";
  CHECK(static_cast<double>(found) >= 0.97 * static_cast<double>(centres.size()));

  // One such face alone in the photo is found as well.
  centres.clear();
  MemoryPixels lonely(Canvas({tiles.front()}, centres));
  CHECK(Look(*engine, lonely).faces.size() == 1);
}

TEST_CASE("finds the same faces in a photo that lies on its side or stands on its head",
          "[face][photos]") {
  const auto shared = Shared();
  if (!shared) PHOTOGATE_SKIP("no shared photos");
  const auto engine = Engine(*shared);
  const DecodedImage image = Decode(*shared / kGroup);
  MemoryPixels upright(image);
  const Faces expected = Look(*engine, upright);
  REQUIRE(expected.faces.size() == 7);
  const int degrees = GENERATE(90, 180, 270);
  MemoryPixels turned(Whole(Turn(ViewOf(image), degrees)));
  const Faces faces = Look(*engine, turned);
  CHECK(faces.faces.size() == 7);
  for (const Face& face : faces.faces) {
    CHECK(face.rotation_deg == 360 - degrees);
    CHECK(face.box.x >= -10);
    CHECK(face.box.x + face.box.w <= static_cast<float>(turned.info().width_px) + 10);
  }
}

TEST_CASE("finds a face that fills the photo", "[face][photos]") {
  const auto shared = Shared();
  if (!shared) PHOTOGATE_SKIP("no shared photos");
  const auto engine = Engine(*shared);
  const DecodedImage image = Decode(*shared / "photos/identities/lfw/Arlen_Specter/1.jpg");
  const PixelView middle = Cut(ViewOf(image), 60, 50, 130, 150);
  MemoryPixels photo(Whole(Resize(middle, 1950, 2250)));
  const Faces faces = Look(*engine, photo);
  REQUIRE(faces.faces.size() == 1);
  CHECK(faces.faces[0].box.w > 1000);
}

TEST_CASE("the fallback without a detector model finds frontal faces and cannot compare them",
          "[face][photos]") {
  const auto shared = Shared();
  if (!shared) PHOTOGATE_SKIP("no shared photos");
  TempFolder folder;
  WriteRandomEmbedder(folder.path() / "net.onnx", {112, 128, 1});
  const auto engine = FaceEngine::Load(
      {std::nullopt,
       RecogniserCard(folder.path() / "net.onnx", ModelLoader::kEmbedderOnnx, 112, 128)},
      {}, Limits{});
  REQUIRE(engine.ok());
  MemoryPixels photo(Decode(*shared / kGroup));
  const Faces faces = Look(*engine.value(), photo, true);
  CHECK(faces.faces.size() >= 5);
  CHECK_FALSE(faces.detector_complete);
  for (const Face& face : faces.faces) {
    CHECK(face.detector == "dlib-hog");
    CHECK(face.why_not == NotComparable::kNoLandmarks);
    CHECK_FALSE(face.usable());
  }
}

TEST_CASE("a face has a template exactly when nothing says why not", "[face][photos]") {
  const auto shared = Shared();
  if (!shared) PHOTOGATE_SKIP("no shared photos");
  TempFolder folder;
  WriteRandomEmbedder(folder.path() / "net.onnx", {112, 128, 1});
  const auto card =
      RecogniserCard(folder.path() / "net.onnx", ModelLoader::kEmbedderOnnx, 112, 128);
  const auto engine = Engine(*shared, card);
  MemoryPixels photo(Decode(*shared / "photos/groups/ultralight_imgs/8.jpg"));
  const Faces compared = Look(*engine, photo, true);
  CHECK(compared.faces.size() >= 60);
  int too_small = 0;
  for (const Face& face : compared.faces) {
    CHECK(face.usable() == (face.why_not == NotComparable::kNone));
    too_small += face.why_not == NotComparable::kTooSmall ? 1 : 0;
  }
  CHECK(too_small >= 30);
  const Faces seen = Look(*engine, photo, false);
  CHECK(seen.faces.size() == compared.faces.size());
  for (const Face& face : seen.faces) CHECK(face.why_not == NotComparable::kMatchingOff);
  const auto blind = Engine(*shared);
  for (const Face& face : Look(*blind, photo, true).faces) {
    CHECK(face.why_not == NotComparable::kNoRecogniser);
  }
}

TEST_CASE("more faces than the limit hold the photo", "[face][photos]") {
  const auto shared = Shared();
  if (!shared) PHOTOGATE_SKIP("no shared photos");
  Limits limits;
  limits.faces = 6;
  const auto engine = Engine(*shared, std::nullopt, limits);
  MemoryPixels photo(Decode(*shared / kGroup));
  const auto faces = engine->Inspect(photo, false);
  REQUIRE_FALSE(faces.ok());
  CHECK(faces.error().kind == ErrorKind::kLimitExceeded);
}

TEST_CASE("asks for full detail where the detector's picture shows a face too small",
          "[face][photos]") {
  const auto shared = Shared();
  if (!shared) PHOTOGATE_SKIP("no shared photos");
  TempFolder folder;
  WriteRandomEmbedder(folder.path() / "net.onnx", {112, 128, 1});
  const auto card =
      RecogniserCard(folder.path() / "net.onnx", ModelLoader::kEmbedderOnnx, 112, 128);
  const auto engine = Engine(*shared, card);
  const DecodedImage image = Decode(*shared / kGroup);
  // Enlarged to 4500 pixels the photo is looked at by halves, where a face has 160 pixels or so.
  const auto enlarged = [&](int long_side) {
    return MemoryPixels(
        Whole(Resize(ViewOf(image), long_side, long_side * image.height_px / image.width_px)));
  };
  MemoryPixels tight = enlarged(3900);
  Look(*engine, tight, true);
  CHECK(tight.decodes == 1);
  MemoryPixels small = enlarged(500);
  Look(*engine, small, true);
  CHECK(small.regions == 0);
}

TEST_CASE("one person's templates lie nearer than two people's", "[face][photos]") {
  const auto shared = Shared();
  const auto models = Models();
  if (!shared || !models) PHOTOGATE_SKIP("no shared photos or no fetched models");
  const fs::path file = *models / "face-reidentification-retail-0095.onnx";
  if (!fs::exists(file)) PHOTOGATE_SKIP("the default recogniser is not fetched");
  LoadedModelCard card = RecogniserCard(file, ModelLoader::kEmbedderOnnx, 128, 256);
  card.embedder->colour = ColourOrder::kBgr;
  card.embedder->template_points = {{{{0.31557F, 0.46157F},
                                      {0.68262F, 0.46157F},
                                      {0.50026F, 0.64051F},
                                      {0.34947F, 0.82469F},
                                      {0.65344F, 0.82469F}}}};
  const auto engine = Engine(*shared, card);
  const auto values = [&](const std::string& name) {
    MemoryPixels photo(Decode(*shared / "photos/identities/lfw" / name));
    const Faces faces = Look(*engine, photo, true);
    for (const Face& face : faces.faces) {
      if (face.usable() && face.box.x < 125 && face.box.x + face.box.w > 125) {
        return face.face_template->values();
      }
    }
    FAIL("no face to compare in " << name);
    return std::vector<float>{};
  };
  const auto distance = [](const std::vector<float>& a, const std::vector<float>& b) {
    double dot = 0;
    for (std::size_t i = 0; i < a.size(); ++i) dot += static_cast<double>(a[i] * b[i]);
    return 1 - dot;
  };
  const auto first = values("Arlen_Specter/1.jpg");
  CHECK(distance(first, values("Arlen_Specter/2.jpg")) < 0.6);
  CHECK(distance(first, values("Bill_Graham/1.jpg")) > 0.7);
}
