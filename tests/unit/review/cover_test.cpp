#include <atomic>
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
  // Hair, ears and neck round a hidden face still tell who it is.
  CHECK_FALSE(IsCovered(kFace, {{kFace}, std::nullopt}));
  CHECK_FALSE(IsCovered(kFace, {{}, std::nullopt, {kFace}}));
  CHECK_FALSE(IsCovered(kFace, {{}, Box{150, 0, 500, 500}}));
  CHECK(IsPartlyCovered(kFace, {{kFace}, std::nullopt}));
  CHECK(IsPartlyCovered(kFace, {{}, Box{150, 0, 500, 500}}));
  CHECK_FALSE(IsPartlyCovered(kFace, {{HeadBox(kFace)}, std::nullopt}));
  CHECK_FALSE(IsPartlyCovered(kFace, {{Box{100, 100, 50, 20}}, std::nullopt}));
  CHECK_FALSE(IsPartlyCovered(kFace, {{}, Box{200, 0, 500, 500}}));
  // The head is more than the face.
  const Box head = HeadBox(kFace);
  CHECK(head.x < kFace.x);
  CHECK(head.y < kFace.y);
  CHECK(head.x + head.w > kFace.x + kFace.w);
  CHECK(head.y + head.h > kFace.y + kFace.h);
}

TEST_CASE("a box drawn over a face covers the whole head", "[cover]") {
  const CoverPlan grown = WithWholeHeads({{kFace}, std::nullopt}, {kFace, kOther});
  REQUIRE(grown.fills.size() == 2);
  CHECK(IsCovered(kFace, grown));
  CHECK_FALSE(IsCovered(kOther, grown));
  CHECK(IsCovered(kFace, WithWholeHeads({{Box{100, 100, 30, 60}}, std::nullopt}, {kFace})));
  // A name badge at the chin hides nobody, and what is covered needs nothing more.
  CHECK(WithWholeHeads({{Box{100, 150, 50, 20}}, std::nullopt}, {kFace}).fills.size() == 1);
  CHECK(WithWholeHeads({{HeadBox(kFace)}, std::nullopt}, {kFace}).fills.size() == 1);
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

TEST_CASE("a pixelated face that is found all the same leaves no copy", "[cover]") {
  const CoverPlan plan{{}, std::nullopt, {HeadBox(kFace)}};
  CHECK(IsCovered(kFace, plan));
  CHECK_FALSE(IsCovered(kOther, plan));
  const auto good = MergeCovered(Seen({Found(kFace), Found(kOther)}), Seen({Found(kOther)}), plan);
  REQUIRE(good.ok());
  CHECK(good.value().sanitised.ok());
  const auto bad = MergeCovered(Seen({Found(kFace)}), Seen({Found(Box{105, 98, 52, 60})}), plan);
  REQUIRE(bad.ok());
  REQUIRE_FALSE(bad.value().sanitised.ok());
  CHECK(bad.value().sanitised.error().message.find("one flat colour") != std::string::npos);
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

TEST_CASE("a worker redraws heads from cells and fills what lies over them", "[cover]") {
  WorkerOptions workers;
  workers.program = PHOTOGATE_WORKER;
  auto pool = WorkerPool::Start(workers);
  REQUIRE(pool.ok());
  const auto file = OpenPhotoFile(test::SourceRoot() / "samples/photos/class-photo.jpg");
  REQUIRE(file.ok());
  RenderOrder order;
  order.cover = CoverPlan{{Box{100, 80, 60, 30}}, Box{100, 80, 240, 240}, {Box{100, 80, 240, 240}}};
  const auto made = pool.value()->Render(file.value().fd.get(), order);
  REQUIRE(made.ok());
  const auto opened = OpenPhoto(made.value().cover, Limits{});
  REQUIRE(opened.ok());
  const auto image = opened.value()->Decode(240);
  REQUIRE(image.ok());
  REQUIRE(image.value().width_px == 240);
  const auto at = [&](int x, int y, std::size_t part) {
    return image.value().bgr[3 * static_cast<std::size_t>(y * 240 + x) + part];
  };
  for (int y = 4; y < 26; y += 4) {
    for (int x = 4; x < 56; x += 4) CHECK(std::abs(at(x, y, 0) - 0x6B) <= 4);
  }
  // Cells of 40 pixels, but for what encoding does at their edges.
  for (int y = 48; y < 232; ++y) {
    for (int x = 8; x < 232; ++x) {
      if (x % 40 < 10 || x % 40 >= 30 || y % 40 < 10 || y % 40 >= 30) continue;
      for (std::size_t part = 0; part < 3; ++part) {
        REQUIRE(std::abs(at(x, y, part) - at(x / 40 * 40 + 20, y / 40 * 40 + 20, part)) <= 6);
      }
    }
  }
}

TEST_CASE("a box over a face hides the head, and a crop through a head does not count", "[cover]") {
  ReviewHome home([](int, const InspectionOrder&) -> Result<Inspection> { return Seen({}); });
  const PhotoId id = home.AddPhoto({home.Make(FindingCode::kListedPerson, Effect::kBlock, "2", 0)});
  const Reviewer ann(home, "Ann");
  const auto drawn = ann.OnPhoto(id, "cover", {{"boxes", {{100, 100, 120, 150}}}});
  REQUIRE(drawn.status == 200);
  const json cover = Parsed(drawn)["photo"]["cover"];
  CHECK(cover["faces"] == json::array({0}));
  CHECK(cover["boxes"] == json::parse("[[100,100,120,150],[58,10,204,285]]"));
  CHECK(cover["drawn"] == json::parse("[[100,100,120,150]]"));
  CHECK(cover["partly"].empty());
  CHECK(cover["faces_left"] == 0);
  // The face is cut off, the hair beside it is not.
  const auto cut = ann.OnPhoto(id, "cover", {{"crop", {225, 0, 800, 800}}});
  REQUIRE(cut.status == 200);
  const json left = Parsed(cut)["photo"];
  CHECK(left["cover"]["faces"].empty());
  CHECK(left["cover"]["partly"] == json::array({0}));
  CHECK(left["cover"]["faces_left"] == 1);
  CHECK(left["faces"][0]["state"] != "covered");
  const auto off = ann.OnPhoto(id, "cover", {{"crop", {270, 0, 800, 800}}});
  CHECK(Parsed(off)["photo"]["cover"]["faces"] == json::array({0}));
}

TEST_CASE("with every face covered it is asked what else may tell who somebody is", "[cover]") {
  std::atomic<int> looked = 0;
  ReviewHome home([&](int, const InspectionOrder&) -> Result<Inspection> {
    const bool first = looked++ % 2 == 0;  // the photo itself, then its covered copy
    return first ? Seen({Found(Box{100, 100, 120, 150})}) : Seen({});
  });
  const PhotoId id = home.AddPhoto({home.Make(FindingCode::kListedPerson, Effect::kBlock, "2", 0)});
  const Reviewer cy(home, "Cy");
  const auto covered = cy.OnPhoto(id, "cover", {{"faces", {0}}});
  REQUIRE(covered.status == 200);
  const json photo = Parsed(covered)["photo"];
  CHECK(photo["cover"]["faces_left"] == 0);
  std::string ask;
  for (const auto& question : photo["questions"]) {
    if (question["code"] != "protected_without_template") continue;
    ask = question["ask"];
    // Everybody who has no reference and must not appear, by name.
    CHECK(question["who"] == json::array({"Tom Okafor", "Ben Marsh"}));
  }
  CHECK(ask.rfind("Every face is covered. Is any of these people in this photo?", 0) == 0);
}

TEST_CASE("a reviewer pixelates heads, and what is drawn stays flat", "[cover]") {
  ReviewHome home;
  const PhotoId id = home.AddPhoto({home.Make(FindingCode::kListedPerson, Effect::kBlock, "2", 0)});
  const Reviewer ann(home, "Ann");
  CHECK(ann.OnPhoto(id, "cover", {{"faces", {0}}, {"fill", "blur"}}).status == 400);
  CHECK(ann.OnPhoto(id, "cover", {{"faces", {0}}, {"fill", 6}}).status == 400);
  const auto covered = ann.OnPhoto(
      id, "cover", {{"faces", {0}}, {"fill", "pixelate"}, {"boxes", {{600, 400, 90, 40}}}});
  INFO(covered.body);
  REQUIRE(covered.status == 200);
  const json cover = Parsed(covered)["photo"]["cover"];
  CHECK(cover["fill"] == "pixelate");
  CHECK(cover["faces"] == json::array({0}));
  CHECK(cover["boxes"].size() == 2);
  CHECK(cover["safe"] == true);
  CHECK(ann.Get(cover["picture"]).status == 200);
  const auto verdicts = home.journal().Verdicts(id);
  REQUIRE(verdicts.ok());
  const auto review = ReadReviewCase(verdicts.value());
  REQUIRE(review.ok());
  REQUIRE(review.value().cover);
  REQUIRE(review.value().cover->cells.size() == 1);
  CHECK(review.value().cover->cells[0].w > 120);  // the head, not the face
  REQUIRE(review.value().cover->fills.size() == 1);
  CHECK(review.value().cover->fills[0].w == 90);
  // One flat colour unless asked otherwise.
  const auto plain = ann.OnPhoto(id, "cover", {{"faces", {0}}});
  REQUIRE(plain.status == 200);
  CHECK(Parsed(plain)["photo"]["cover"]["fill"] == "opaque");
}

TEST_CASE("a pixelated photo is looked at again, and held when the face is still found",
          "[cover]") {
  std::atomic<int> looked = 0;
  std::atomic<bool> still = true;
  ReviewHome home([&](int, const InspectionOrder&) -> Result<Inspection> {
    const bool first = looked++ % 2 == 0;  // the photo itself, then its covered copy
    if (first || still) return Seen({Found(Box{100, 100, 120, 150})});
    return Seen({});
  });
  const PhotoId id = home.AddPhoto({home.Make(FindingCode::kListedPerson, Effect::kBlock, "2", 0)});
  const Reviewer ann(home, "Ann");
  const json order{{"faces", {0}}, {"fill", "pixelate"}};
  const auto found = ann.OnPhoto(id, "cover", order);
  REQUIRE(found.status == 200);
  CHECK(looked == 2);
  const json held = Parsed(found)["photo"];
  CHECK(held["cover"]["safe"] == false);
  CHECK(held["cover"]["problem"].get<std::string>().find("still found") != std::string::npos);
  CHECK(held["may"].dump().find("\"clear\"") == std::string::npos);
  still = false;
  const auto gone = ann.OnPhoto(id, "cover", order);
  REQUIRE(gone.status == 200);
  CHECK(looked == 4);
  CHECK(Parsed(gone)["photo"]["cover"]["safe"] == true);
}

TEST_CASE("a cover from before pixelation is read as it was, and a broken one is not", "[cover]") {
  PhotoVerdict verdict;
  verdict.kind = verdict::kCover;
  verdict.number = 1;
  verdict.answers = R"({"fills":[[1,2,30,40]],"crop":null,"roles":["teacher"]})";
  const auto old = ReadReviewCase({verdict});
  REQUIRE(old.ok());
  CHECK(old.value().cover->fills.size() == 1);
  CHECK(old.value().cover->cells.empty());
  verdict.answers = R"({"fills":[],"crop":null,"cells":"all","roles":["teacher"]})";
  CHECK_FALSE(ReadReviewCase({verdict}).ok());
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
