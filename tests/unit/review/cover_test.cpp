#include <catch2/catch.hpp>

#include "core/format.h"
#include "photo/open_photo.h"
#include "pipeline/covered.h"
#include "tests/unit/review/review_home.h"

namespace photogate {
namespace {

using nlohmann::json;
using test::Parsed;
using test::Reviewer;
using test::ReviewHome;

Face Found(const Box& box) {
  return Face{box, std::nullopt, 0.9, "yunet", 0, {}, NotComparable::kTooSmall, std::nullopt};
}

Inspection Seen(std::vector<Face> faces) {
  const Error none{ErrorKind::kUnavailable, "not asked for"};
  Faces found{};
  found.faces = std::move(faces);
  return Inspection{Sha256Hex{std::string(64, 'a')},
                    9,
                    FileFormat::kJpeg,
                    none,
                    found,
                    none,
                    SanitisedPhoto{FileFormat::kJpeg, {1}, true, {}},
                    {},
                    {}};
}

const Box kFace{100, 100, 50, 60};
const Box kOther{400, 100, 50, 60};

TEST_CASE("a face is covered when nothing of it is left", "[cover]") {
  CHECK(IsCovered(kFace, {{HeadBox(kFace)}, std::nullopt}));
  CHECK_FALSE(IsCovered(kFace, {{Box{100, 100, 25, 60}}, std::nullopt}));
  CHECK_FALSE(IsCovered(kFace, {{HeadBox(kOther)}, std::nullopt}));
  CHECK(IsCovered(kFace, {{}, Box{200, 0, 500, 500}}));
  CHECK_FALSE(IsCovered(kFace, {{}, Box{120, 0, 500, 500}}));
  // The head is more than the face.
  const Box head = HeadBox(kFace);
  CHECK(head.x < kFace.x);
  CHECK(head.y < kFace.y);
  CHECK(head.x + head.w > kFace.x + kFace.w);
  CHECK(head.y + head.h > kFace.y + kFace.h);
}

TEST_CASE("a covered face that is found all the same leaves no copy", "[cover]") {
  const CoverPlan plan{{HeadBox(kFace)}, std::nullopt};
  const auto good = MergeCovered(Seen({Found(kFace), Found(kOther)}), Seen({Found(kOther)}), plan);
  REQUIRE(good.ok());
  CHECK(good.value().sanitised.ok());
  CHECK(good.value().faces.value().faces.size() == 2);
  const auto bad = MergeCovered(Seen({Found(kFace)}), Seen({Found(Box{105, 98, 52, 60})}), plan);
  REQUIRE(bad.ok());
  CHECK_FALSE(bad.value().sanitised.ok());
}

TEST_CASE("a face that only the covered photo shows is one more to look at", "[cover]") {
  const CoverPlan crop{{}, Box{300, 50, 500, 500}};
  // In the cropped picture's own coordinates.
  const auto merged =
      MergeCovered(Seen({Found(kOther)}),
                   Seen({Found(Box{100, 50, 50, 60}), Found(Box{300, 300, 40, 40})}), crop);
  REQUIRE(merged.ok());
  const auto& faces = merged.value().faces.value().faces;
  REQUIRE(faces.size() == 2);
  CHECK(faces[1].box.x == Approx(600));
  CHECK(faces[1].box.y == Approx(350));
}

TEST_CASE("a covered photo that could not be checked leaves no copy", "[cover]") {
  const CoverPlan plan{{HeadBox(kFace)}, std::nullopt};
  const Error failed{ErrorKind::kUnavailable, "the worker failed"};
  const auto merged = MergeCovered(Seen({Found(kFace)}), failed, plan);
  REQUIRE(merged.ok());
  CHECK_FALSE(merged.value().sanitised.ok());
  Inspection blind = Seen({});
  blind.faces = failed;
  CHECK_FALSE(MergeCovered(Seen({Found(kFace)}), blind, plan).value().sanitised.ok());
}

TEST_CASE("under a cover there is one flat colour, and a crop has only its part", "[cover]") {
  WorkerOptions workers;
  workers.program = PHOTOGATE_WORKER;
  auto pool = WorkerPool::Start(workers);
  REQUIRE(pool.ok());
  const auto file = OpenPhotoFile(test::SourceRoot() / "samples/photos/class-photo.jpg");
  REQUIRE(file.ok());
  RenderOrder order;
  order.cover = CoverPlan{{Box{100.5F, 80.5F, 200, 160}}, Box{50, 40, 600, 500}};
  const auto made = pool.value()->Render(file.value().fd.get(), order);
  REQUIRE(made.ok());
  CHECK(made.value().screen.empty());
  const auto opened = OpenPhoto(made.value().cover, Limits{});
  REQUIRE(opened.ok());
  const auto image = opened.value()->Decode(600);
  REQUIRE(image.ok());
  CHECK(image.value().width_px == 600);
  CHECK(image.value().height_px == 500);
  const auto at = [&](int x, int y) {
    return image.value().bgr[3 * (static_cast<std::size_t>(y) * 600 + static_cast<std::size_t>(x))];
  };
  for (int y = 42; y < 198; y += 12) {
    for (int x = 52; x < 248; x += 12) CHECK(std::abs(at(x, y) - 0x6B) <= 4);
  }
}

TEST_CASE("a reviewer covers everybody but one, sees the result and clears it", "[cover]") {
  ReviewHome home;
  const PhotoId id = home.AddPhoto({home.Make(FindingCode::kListedPerson, Effect::kBlock, "2", 0),
                                    home.Make(FindingCode::kKnownPerson, Effect::kNone, "1", 1)},
                                   2);
  const Reviewer ann(home, "Ann");
  const auto covered = ann.OnPhoto(id, "cover", {{"all_but", {1}}});
  INFO(covered.body);
  REQUIRE(covered.status == 200);
  const json photo = Parsed(covered)["photo"];
  CHECK(photo["cover"]["faces"].size() >= 1);
  CHECK(photo["cover"]["safe"] == true);
  CHECK(ann.Get(photo["cover"]["picture"]).status == 200);
  // Without models the covered photo is held for what could not be compared, never for the covered
  // face any more.
  for (const auto& question : photo["questions"]) CHECK(question["code"] != "listed_person");
  REQUIRE(ann.OnPhoto(id, "cover/remove", json::object()).status == 200);
  const json before = ann.Photo(id);
  CHECK(before["cover"].is_null());
  CHECK(before["effect"] == "block");
}

}  // namespace
}  // namespace photogate
