#include "models/manifest.h"

#include <catch2/catch.hpp>
#include <functional>
#include <nlohmann/json.hpp>

#include "models/embedded.h"

namespace photogate {
namespace {

using nlohmann::json;

// Reads the built-in manifest after `change`; the message of the error, empty if there is none.
std::string ReadChanged(const std::function<void(json&)>& change) {
  json manifest = json::parse(EmbeddedManifest());
  change(manifest);
  const Result<ModelManifest> read = ParseManifest(manifest.dump(), EmbeddedCards());
  return read.ok() ? "" : read.error().context;
}

}  // namespace

TEST_CASE("the built-in manifest names a default detector and a default recogniser", "[models]") {
  const Result<ModelManifest> manifest = BuiltInManifest();
  REQUIRE(manifest.ok());
  const ManifestModel* detector = DefaultModel(manifest.value(), ModelRole::kDetector);
  REQUIRE(detector != nullptr);
  CHECK(detector->id.value == "yunet_n_640_640");
  const ManifestModel* recogniser = DefaultModel(manifest.value(), ModelRole::kRecogniser);
  REQUIRE(recogniser != nullptr);
  CHECK(recogniser->id.value == "face-reidentification-retail-0095");
  CHECK(recogniser->made_by == ModelMadeBy::kOpenVinoIr);
  REQUIRE(recogniser->embedder);
  CHECK(recogniser->embedder->dimensions == 256);
  CHECK(recogniser->embedder->colour == ColourOrder::kBgr);
  REQUIRE(recogniser->thresholds);
  CHECK(recogniser->thresholds->match < recogniser->thresholds->possible);
  CHECK(DefaultModel(manifest.value(), ModelRole::kSecondDetector) == nullptr);
}

TEST_CASE("every model that photogate can load is pinned to bytes and to an https source",
          "[models]") {
  const Result<ModelManifest> manifest = BuiltInManifest();
  REQUIRE(manifest.ok());
  for (const ManifestModel& model : manifest.value().models) {
    INFO(model.id.value);
    CHECK((model.sha256 || model.downloads[0].git_blob));
    for (const ModelDownload& download : model.downloads) {
      CHECK(download.url.starts_with("https://"));
      // A branch's name would let the file change under its hash.
      CHECK(download.url.find("/master/") == std::string::npos);
      CHECK(download.url.find("/main/") == std::string::npos);
    }
  }
}

TEST_CASE("refuses a manifest in which anything is missing or inconsistent", "[models]") {
  REQUIRE(ReadChanged([](json&) {}).empty());
  for (const char* field : {"id", "role", "loadable", "default", "fetch", "licence", "card", "file",
                            "sha256", "bytes", "made_by", "downloads", "loader"}) {
    INFO(field);
    CHECK_FALSE(ReadChanged([field](json& all) { all["models"][0].erase(field); }).empty());
  }
  const auto refused = [](const char* field, const json& value) {
    INFO(field << " = " << value);
    CHECK_FALSE(ReadChanged([&](json& all) { all["models"][0][field] = value; }).empty());
  };
  refused("file", "../../etc/passwd");
  refused("file", "/etc/passwd");
  refused("file", ".hidden");
  refused("file", "");
  refused("id", 7);
  refused("bytes", -1);
  refused("bytes", 1e18);
  refused("sha256", "25A606");
  refused("role", "oracle");
  refused("loader", "magic");
  refused("downloads", json::array());
  refused("card", "cards/none.json");
  refused("card", "cards/face_detection_yunet_2023mar.json");
  CHECK_FALSE(ReadChanged([](json& all) {
                all["models"][0]["downloads"][0]["url"] = "http://x/y";
              }).empty());
  CHECK_FALSE(ReadChanged([](json& all) { all["models"][1] = all["models"][0]; }).empty());
  CHECK_FALSE(ReadChanged([](json& all) {
                all["models"][1] = all["models"][0];
                all["models"][1]["id"] = "face_detection_yunet_2023mar";
                all["models"][1]["card"] = "cards/face_detection_yunet_2023mar.json";
                all["models"][1]["default"] = false;
              }).empty());
  CHECK_FALSE(ReadChanged([](json& all) { all["models"][1]["default"] = true; }).empty());
  CHECK_FALSE(ReadChanged([](json& all) { all["models"][3]["default"] = true; }).empty());
  CHECK_FALSE(ReadChanged([](json& all) { all["format"] = 2; }).empty());
}

TEST_CASE("refuses a card with impossible numbers", "[models]") {
  const std::string name = "cards/face-reidentification-retail-0095.json";
  const auto refused = [&name](const std::function<void(json&)>& change) {
    auto cards = EmbeddedCards();
    json card = json::parse(cards.at(name));
    change(card);
    cards[name] = card.dump();
    return !ParseManifest(EmbeddedManifest(), cards).ok();
  };
  CHECK_FALSE(refused([](json&) {}));
  CHECK(refused([](json& card) { card["thresholds"]["match"] = 0.9; }));
  CHECK(refused([](json& card) { card["thresholds"]["possible"] = "0.9"; }));
  CHECK(refused([](json& card) { card["thresholds"].erase("measured"); }));
  CHECK(refused([](json& card) { card.erase("thresholds"); }));
  CHECK(refused([](json& card) { card["embedder"]["input_px"] = 0; }));
  CHECK(refused([](json& card) { card["embedder"]["dimensions"] = 1e9; }));
  CHECK(refused([](json& card) { card["embedder"]["template_points"][2] = {0.5}; }));
  CHECK(refused([](json& card) { card["embedder"]["template_points"][2] = {0.5, 3}; }));
  CHECK(refused([](json& card) { card["id"] = "another"; }));
}

TEST_CASE("text that is not JSON is an error", "[models]") {
  CHECK_FALSE(ParseManifest("", {}).ok());
  CHECK_FALSE(ParseManifest("[]", {}).ok());
  CHECK_FALSE(ParseManifest("{\"format\":1,\"models\":{}}", {}).ok());
  CHECK_FALSE(ParseManifest(EmbeddedManifest().substr(0, 500), EmbeddedCards()).ok());
}

}  // namespace photogate
