// The engine without models, on pictures made here: what must hold on every machine.
#include <catch2/catch.hpp>

#include "face/face_engine.h"
#include "tests/support/memory_pixels.h"
#include "tests/support/paths.h"
#include "tests/unit/face/onnx_maker.h"
#include "tests/unit/face/test_cards.h"

using namespace photogate;
using namespace photogate::test;

namespace {

DecodedImage Gradient(int width, int height) {
  DecodedImage made{width, height, {}, 1, {0, 0}};
  for (int y = 0; y < height; ++y) {
    for (int x = 0; x < width; ++x) {
      made.bgr.push_back(static_cast<std::uint8_t>(x * 255 / width));
      made.bgr.push_back(static_cast<std::uint8_t>(y * 255 / height));
      made.bgr.push_back(128);
    }
  }
  return made;
}

}  // namespace

TEST_CASE("says that only the fallback looked when no detector model is there", "[face]") {
  const auto engine = FaceEngine::Load({}, {}, Limits{});
  REQUIRE(engine.ok());
  MemoryPixels photo(Gradient(400, 300));
  const auto faces = engine.value()->Inspect(photo, true);
  REQUIRE(faces.ok());
  CHECK(faces.value().faces.empty());
  CHECK_FALSE(faces.value().detector_complete);
  CHECK_FALSE(faces.value().recogniser_available);
  CHECK_FALSE(faces.value().recogniser);
}

TEST_CASE("names the recogniser even when there is no face to compare", "[face]") {
  TempFolder folder;
  const auto file = folder.path() / "net.onnx";
  WriteRandomEmbedder(file, {112, 128, 1});
  const auto engine = FaceEngine::Load(
      {std::nullopt, RecogniserCard(file, ModelLoader::kEmbedderOnnx, 112, 128)}, {}, Limits{});
  REQUIRE(engine.ok());
  MemoryPixels photo(Gradient(400, 300));
  const auto faces = engine.value()->Inspect(photo, true);
  REQUIRE(faces.ok());
  CHECK(faces.value().recogniser_available);
  CHECK(faces.value().recogniser == ModelId{"made-by-test"});
}

TEST_CASE("hands on the error of a photo that cannot be decoded", "[face]") {
  const auto engine = FaceEngine::Load({}, {}, Limits{});
  REQUIRE(engine.ok());
  MemoryPixels photo(Gradient(64, 64));
  photo.failure = Error{ErrorKind::kCorrupt, "The file is damaged."};
  const auto faces = engine.value()->Inspect(photo, true);
  REQUIRE_FALSE(faces.ok());
  CHECK(faces.error().kind == ErrorKind::kCorrupt);
}

TEST_CASE("looks at pictures of one pixel and of extreme shape without failing", "[face]") {
  const auto detector = SharedFolder("models");
  ModelSet models;
  if (detector) models.detector = DetectorCard(*detector / "yunet_n_640_640.onnx");
  const auto engine = FaceEngine::Load(models, {}, Limits{});
  REQUIRE(engine.ok());
  struct Size {
    int width, height;
  };
  const Size size = GENERATE(Size{1, 1}, Size{2, 3}, Size{3000, 1}, Size{1, 3000}, Size{33, 31});
  MemoryPixels photo(Gradient(size.width, size.height));
  const auto faces = engine.value()->Inspect(photo, true);
  REQUIRE(faces.ok());
  CHECK(faces.value().faces.empty());
}
