#include "tests/unit/evaluate/fake_set.h"

#include <fmt/core.h>

#include <utility>

namespace photogate::test {
namespace {

constexpr std::size_t kDimensions = 256;
const ModelId kModel{"fake"};

}  // namespace

Inspection MakeInspection(std::vector<Face> faces, int width_px, int height_px) {
  Faces found{};
  found.faces = std::move(faces);
  found.detector_complete = true;
  found.recogniser_available = true;
  found.recogniser = kModel;
  return Inspection{Sha256Hex{},
                    1,
                    FileFormat::kJpeg,
                    PhotoInfo{FileFormat::kJpeg, width_px, height_px, 1, false},
                    found,
                    MetadataReport{{}, true, {}, 1, {}, {}, {}, {}, {}},
                    SanitisedPhoto{FileFormat::kJpeg, Bytes(1), false, {}},
                    {},
                    {}};
}

Face FakePeople::MakeFace(std::optional<std::size_t> person, double noise) {
  Face face{};
  face.box = Box{40, 40, 20, 20};
  face.score = 0.9;
  face.detector = "fake";
  if (!person) {
    face.why_not = NotComparable::kBlurred;
    return face;
  }
  std::normal_distribution<double> normal;
  std::vector<float> values = directions_[*person];
  for (float& value : values) value += static_cast<float>(noise * normal(random_) / 16);
  face.face_template = Template(kModel, values);
  return face;
}

std::size_t FakePeople::Add(std::size_t photos, double noise) {
  std::normal_distribution<double> normal;
  std::vector<float> direction(kDimensions);
  for (float& value : direction) value = static_cast<float>(normal(random_) / 16);
  directions_.push_back(direction);
  const std::size_t person = set.people.size();
  set.people.push_back(fmt::format("p{}", person));
  set.recogniser = kModel;
  for (std::size_t i = 0; i < photos; ++i) AddPhoto(person, {person}, noise);
  return person;
}

void FakePeople::AddPhoto(std::size_t person, const std::vector<std::optional<std::size_t>>& faces,
                          double noise) {
  std::vector<Face> made;
  for (const auto& face : faces) made.push_back(MakeFace(face, noise));
  const std::optional<std::size_t> main_face =
      made.empty() ? std::nullopt : std::optional<std::size_t>(0);
  set.photos.push_back(EvaluatedPhoto{person, fmt::format("{}.jpg", set.photos.size()),
                                      MakeInspection(std::move(made), 100, 100), main_face});
}

}  // namespace photogate::test
