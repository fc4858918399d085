#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>

#include "face/embedder.h"
#include "face/face_engine.h"
#include "tests/support/paths.h"
#include "tests/unit/face/onnx_maker.h"
#include "tests/unit/face/test_cards.h"

using namespace photogate;
using namespace photogate::test;
namespace fs = std::filesystem;

namespace {

Pixels Stripes(int side) {
  Pixels made{side, side, {}};
  for (int i = 0; i < 3 * side * side; ++i) made.bgr.push_back(static_cast<std::uint8_t>(i % 251));
  return made;
}

LoadedModelCard SFaceLike(const fs::path& file) {
  return RecogniserCard(file, ModelLoader::kEmbedderOnnx, 112, 128);
}

}  // namespace

TEST_CASE("runs a recogniser of SFace's shape", "[face][loader]") {
  TempFolder folder;
  const fs::path file = folder.path() / "sface.onnx";
  WriteRandomEmbedder(file, {112, 128, 1});
  auto embedder = LoadEmbedder(SFaceLike(file));
  REQUIRE(embedder.ok());
  const auto vector = embedder.value()->Embed(Stripes(112).view());
  REQUIRE(vector.ok());
  CHECK(vector.value().size() == 128);
  CHECK(IsUsableVector(vector.value()));
  const auto again = embedder.value()->Embed(Stripes(112).view());
  CHECK(again.value() == vector.value());
  const auto other = embedder.value()->Embed(Mirror(Stripes(112).view()).view());
  CHECK(other.value() != vector.value());
}

TEST_CASE("feeds colours in the order and scale of the card", "[face][loader]") {
  TempFolder folder;
  const fs::path file = folder.path() / "sface.onnx";
  WriteRandomEmbedder(file, {112, 128, 2});
  LoadedModelCard rgb = SFaceLike(file);
  LoadedModelCard bgr = rgb;
  bgr.embedder->colour = ColourOrder::kBgr;
  Pixels exchanged = Stripes(112);
  for (std::size_t i = 0; i < exchanged.bgr.size(); i += 3) {
    std::swap(exchanged.bgr[i], exchanged.bgr[i + 2]);
  }
  const auto as_rgb = LoadEmbedder(rgb).value()->Embed(Stripes(112).view());
  const auto as_bgr = LoadEmbedder(bgr).value()->Embed(exchanged.view());
  CHECK(as_rgb.value() == as_bgr.value());

  LoadedModelCard doubled = rgb;
  doubled.embedder->mean = {10, 20, 30};
  doubled.embedder->scale = 2;
  CHECK(LoadEmbedder(doubled).value()->Embed(Stripes(112).view()).value() != as_rgb.value());
}

TEST_CASE("refuses a crop of another size", "[face][loader]") {
  TempFolder folder;
  const fs::path file = folder.path() / "sface.onnx";
  WriteRandomEmbedder(file, {112, 128, 3});
  const auto embedder = LoadEmbedder(SFaceLike(file));
  REQUIRE(embedder.ok());
  CHECK_FALSE(embedder.value()->Embed(Stripes(96).view()).ok());
}

TEST_CASE("refuses a recogniser that is not what its card says", "[face][loader]") {
  TempFolder folder;
  const fs::path file = folder.path() / "net.onnx";
  WriteRandomEmbedder(file, {112, 128, 4});
  SECTION("other dimensions") {
    LoadedModelCard card = SFaceLike(file);
    card.embedder->dimensions = 256;
    CHECK(LoadEmbedder(card).error().kind == ErrorKind::kUnavailable);
  }
  SECTION("another input size") {
    LoadedModelCard card = SFaceLike(file);
    card.embedder->input_px = 160;
    CHECK(LoadEmbedder(card).error().kind == ErrorKind::kUnavailable);
  }
  SECTION("senseless sizes") {
    LoadedModelCard card = SFaceLike(file);
    card.embedder->input_px = 1'000'000;
    CHECK_FALSE(LoadEmbedder(card).ok());
  }
  SECTION("no description at all") {
    LoadedModelCard card = SFaceLike(file);
    card.embedder.reset();
    CHECK_FALSE(LoadEmbedder(card).ok());
  }
  SECTION("a detector's loader") {
    LoadedModelCard card = SFaceLike(file);
    card.loader = ModelLoader::kYuNetOnnx;
    CHECK_FALSE(LoadEmbedder(card).ok());
  }
  SECTION("a file cut short") {
    fs::resize_file(file, fs::file_size(file) / 2);
    CHECK(LoadEmbedder(SFaceLike(file)).error().kind == ErrorKind::kUnavailable);
  }
  SECTION("a file of something else") {
    std::ofstream(file) << "this is no network";
    CHECK_FALSE(LoadEmbedder(SFaceLike(file)).ok());
  }
  SECTION("an empty file") {
    std::ofstream{file};
    CHECK_FALSE(LoadEmbedder(SFaceLike(file)).ok());
  }
  SECTION("no file") { CHECK_FALSE(LoadEmbedder(SFaceLike(folder.path() / "none.onnx")).ok()); }
}

TEST_CASE("an engine does not load with a broken model, but without one it does",
          "[face][loader]") {
  TempFolder folder;
  const fs::path file = folder.path() / "net.onnx";
  WriteRandomEmbedder(file, {112, 128, 5});
  const auto without = FaceEngine::Load({}, FaceSettings{}, Limits{});
  REQUIRE(without.ok());
  CHECK_FALSE(without.value()->detector_complete());
  CHECK_FALSE(without.value()->recogniser_available());

  // A recogniser in the detector's place is broken: it has not YuNet's outputs.
  const auto wrong = FaceEngine::Load({DetectorCard(file), std::nullopt}, {}, Limits{});
  REQUIRE_FALSE(wrong.ok());
  CHECK(wrong.error().kind == ErrorKind::kUnavailable);

  std::ofstream(folder.path() / "noise.onnx") << "noise";
  CHECK_FALSE(
      FaceEngine::Load({DetectorCard(folder.path() / "noise.onnx"), std::nullopt}, {}, Limits{})
          .ok());
  CHECK_FALSE(
      FaceEngine::Load({std::nullopt, SFaceLike(folder.path() / "noise.onnx")}, {}, Limits{}).ok());
}
