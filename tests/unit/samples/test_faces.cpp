// The drawn people as the face stage sees them, with the default models.
#include <catch2/catch.hpp>
#include <cmath>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>

#include "core/limits.h"
#include "face/face_engine.h"
#include "models/model_store.h"
#include "samples/cast.h"
#include "tests/support/paths.h"
#include "tests/unit/samples/pictures.h"

namespace photogate::samples {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

struct Eyes {
  std::unique_ptr<FaceEngine> engine;
  Thresholds thresholds;
};

// nullopt without the default detector and recogniser.
std::optional<Eyes> OpenEyes() {
  const auto folder = test::Models();
  if (!folder) return std::nullopt;
  const auto store = ModelStore::Open({*folder});
  REQUIRE(store.ok());
  auto models = store.value().Load();
  REQUIRE(models.ok());
  if (!models.value().detector || !models.value().recogniser) return std::nullopt;
  auto engine = FaceEngine::Load(models.value(), FaceSettings{}, Limits{});
  REQUIRE(engine.ok());
  return Eyes{std::move(engine).value(), models.value().recogniser->thresholds.value()};
}

std::vector<Face> FacesIn(FaceEngine& engine, const fs::path& file) {
  const Canvas canvas = test::ReadPicture(file);
  REQUIRE(canvas.width_px > 0);
  auto faces = engine.Inspect(*test::AsPhoto(canvas), true);
  REQUIRE(faces.ok());
  return faces.value().faces;
}

double Apart(const Face& a, const Face& b) {
  double dot = 0;
  for (std::size_t i = 0; i < a.face_template->values().size(); ++i) {
    dot += static_cast<double>(a.face_template->values()[i]) *
           static_cast<double>(b.face_template->values()[i]);
  }
  return 1 - dot;
}

fs::path Folder() { return test::SourceRoot() / "samples"; }

TEST_CASE("finds each drawn person once, sure of it, and tells them apart", "[samples][models]") {
  auto eyes = OpenEyes();
  if (!eyes) PHOTOGATE_SKIP("the default models are not here");
  std::map<std::string, std::vector<Face>> people;
  for (const Member& member : Cast()) {
    for (int n = 1; n <= member.references; ++n) {
      INFO(member.id << " reference " << n);
      const auto faces =
          FacesIn(*eyes->engine, Folder() / "enrol" / member.id / (std::to_string(n) + ".jpg"));
      REQUIRE(faces.size() == 1);
      CHECK(faces.front().score >= 0.9);
      REQUIRE(faces.front().usable());
      people[member.id].push_back(faces.front());
    }
  }
  // `other`: between anybody; `barred`: between somebody barred and anybody else.
  double same = 0, other = 2, barred = 2;
  for (const Member& a : Cast()) {
    for (const Member& b : Cast()) {
      for (const Face& face : people[a.id]) {
        for (const Face& against : people[b.id]) {
          const double apart = Apart(face, against);
          if (a.id == b.id) {
            same = std::max(same, apart);
          } else {
            other = std::min(other, apart);
            if (a.newsletter != "granted") barred = std::min(barred, apart);
          }
        }
      }
    }
  }
  std::cout << "drawn people: the same at most " << same << ", others at least " << other
            << ", others than somebody barred at least " << barred << '\n';
  CHECK(same < 0.3);
  CHECK(same < eyes->thresholds.match.value);
  CHECK(other > eyes->thresholds.match.value);
  CHECK(barred > eyes->thresholds.possible.value);
}

TEST_CASE("the self-test picture gives the stored boxes, distances and template",
          "[samples][models]") {
  auto eyes = OpenEyes();
  if (!eyes) PHOTOGATE_SKIP("the default models are not here");
  std::ifstream stream(Folder() / "selftest.json");
  const json expected = json::parse(stream);
  const auto faces = FacesIn(*eyes->engine, Folder() / "selftest.png");
  REQUIRE(faces.size() == expected.at("faces").size());
  std::vector<const Face*> by_left;
  for (const Face& face : faces) by_left.push_back(&face);
  std::sort(by_left.begin(), by_left.end(),
            [](const Face* a, const Face* b) { return a->box.x < b->box.x; });
  for (std::size_t i = 0; i < by_left.size(); ++i) {
    const auto& box = expected.at("faces")[i].at("box");
    const Box wanted{box[0], box[1], box[2], box[3]};
    CHECK(IntersectionOverUnion(by_left[i]->box, wanted) >= expected.at("min_iou").get<float>());
    CHECK(by_left[i]->score >= expected.at("min_score").get<double>());
    REQUIRE(by_left[i]->usable());
  }
  CHECK(Apart(*by_left[0], *by_left[1]) <= expected.at("same_at_most").get<double>());
  CHECK(Apart(*by_left[0], *by_left[2]) >= expected.at("other_at_least").get<double>());
  CHECK(Apart(*by_left[1], *by_left[2]) >= expected.at("other_at_least").get<double>());
  const auto& first = expected.at("template");
  const auto& values = by_left[first.at("face").get<std::size_t>()]->face_template->values();
  REQUIRE(values.size() == first.at("dimensions").get<std::size_t>());
  for (std::size_t i = 0; i < first.at("first_values").size(); ++i) {
    CHECK(std::abs(values[i] - first.at("first_values")[i].get<float>()) <=
          first.at("tolerance").get<float>());
  }
}

// Not run by itself: prints selftest.json anew, for a person to compare and approve.
TEST_CASE("prints the self-test's expectations", "[.approve]") {
  auto eyes = OpenEyes();
  REQUIRE(eyes);
  auto faces = FacesIn(*eyes->engine, Folder() / "selftest.png");
  std::sort(faces.begin(), faces.end(),
            [](const Face& a, const Face& b) { return a.box.x < b.box.x; });
  json out;
  for (const Face& face : faces) {
    out["faces"].push_back({{"box",
                             {std::lround(face.box.x), std::lround(face.box.y),
                              std::lround(face.box.w), std::lround(face.box.h)}},
                            {"score", face.score}});
  }
  const auto& values = faces.at(0).face_template->values();
  std::vector<double> first;
  for (std::size_t i = 0; i < 16; ++i) first.push_back(std::round(1e4 * values[i]) / 1e4);
  out["template"] = {{"face", 0}, {"dimensions", values.size()}, {"first_values", first}};
  out["same"] = Apart(faces.at(0), faces.at(1));
  out["other"] = {Apart(faces.at(0), faces.at(2)), Apart(faces.at(1), faces.at(2))};
  std::cout << out.dump(2) << std::endl;
}

}  // namespace
}  // namespace photogate::samples
