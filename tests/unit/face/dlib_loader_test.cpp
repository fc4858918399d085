#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>

#include "face/dlib_resnet.h"
#include "face/embedder.h"
#include "tests/support/paths.h"
#include "tests/unit/face/test_cards.h"

using namespace photogate;
using namespace photogate::test;
namespace fs = std::filesystem;

namespace {

Pixels Stripes(int side) {
  Pixels made{side, side, {}};
  for (int i = 0; i < 3 * side * side; ++i) made.bgr.push_back(static_cast<std::uint8_t>(i % 253));
  return made;
}

// A network of dlib's type; its weights are drawn when it first sees a picture.
void WriteRandomResNet(const fs::path& file) {
  DlibResNet net;
  dlib::matrix<dlib::rgb_pixel> black(150, 150);
  for (dlib::rgb_pixel& pixel : black) pixel = {0, 0, 0};
  net(black);
  net.clean();
  dlib::serialize(file.string()) << net;
}

}  // namespace

TEST_CASE("runs a network of the type of dlib's face recogniser", "[face][loader]") {
  TempFolder folder;
  const fs::path file = folder.path() / "resnet.dat";
  WriteRandomResNet(file);
  const LoadedModelCard card = RecogniserCard(file, ModelLoader::kDlibResNet, 150, 128);
  auto embedder = LoadEmbedder(card);
  REQUIRE(embedder.ok());
  const auto vector = embedder.value()->Embed(Stripes(150).view());
  REQUIRE(vector.ok());
  CHECK(vector.value().size() == 128);
  CHECK(IsUsableVector(vector.value()));
  CHECK(embedder.value()->Embed(Stripes(150).view()).value() == vector.value());
  // A crop that dlib would answer with an assertion is refused, however often it comes.
  for (int i = 0; i < 3; ++i) CHECK_FALSE(embedder.value()->Embed(Stripes(112).view()).ok());

  SECTION("not with a card of other sizes") {
    CHECK_FALSE(LoadEmbedder(RecogniserCard(file, ModelLoader::kDlibResNet, 112, 128)).ok());
    CHECK_FALSE(LoadEmbedder(RecogniserCard(file, ModelLoader::kDlibResNet, 150, 256)).ok());
  }
  SECTION("not when the file is cut short") {
    fs::resize_file(file, fs::file_size(file) / 3);
    for (int i = 0; i < 3; ++i) CHECK_FALSE(LoadEmbedder(card).ok());
  }
  SECTION("not when the file is something else") {
    std::ofstream(file) << "this is no network";
    for (int i = 0; i < 3; ++i) CHECK_FALSE(LoadEmbedder(card).ok());
  }
}
