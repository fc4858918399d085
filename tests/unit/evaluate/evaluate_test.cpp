#include <catch2/catch.hpp>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>

#include "evaluate/evaluation_set.h"
#include "evaluate/galleries.h"
#include "evaluate/proportion.h"
#include "evaluate/report.h"
#include "evaluate/subgroups.h"
#include "evaluate/verification.h"
#include "tests/support/paths.h"
#include "tests/unit/evaluate/fake_set.h"

namespace photogate::test {
namespace {

namespace fs = std::filesystem;

constexpr GalleryOptions kOptions{Distance{0.5}, Distance{0.6}, 1};

std::vector<std::size_t> AllPhotos(const EvaluationSet& set) {
  std::vector<std::size_t> photos(set.photos.size());
  for (std::size_t i = 0; i < photos.size(); ++i) photos[i] = i;
  return photos;
}

std::uint64_t Hits(const std::vector<Tally>& tallies) {
  std::uint64_t hits = 0;
  for (const Tally& tally : tallies) hits += tally.hits;
  return hits;
}

std::uint64_t Trials(const std::vector<Tally>& tallies) {
  std::uint64_t trials = 0;
  for (const Tally& tally : tallies) trials += tally.trials;
  return trials;
}

Face FaceAt(Box box) {
  Face face{};
  face.box = box;
  return face;
}

}  // namespace

TEST_CASE("an interval is wider when few people stand behind the same share", "[evaluate]") {
  std::vector<Tally> many(200, Tally{1, 10});
  std::vector<Tally> few(20, Tally{0, 100});
  few[0].hits = few[1].hits = 100;  // the same 10 % of 2,000, from two people
  const Proportion steady = Estimate(many, 7);
  const Proportion shaky = Estimate(few, 7);
  CHECK(steady.value == Approx(0.1));
  CHECK(shaky.value == Approx(0.1));
  CHECK(steady.high - steady.low < 0.001);
  CHECK(shaky.high - shaky.low > 0.15);
  CHECK(shaky.low <= shaky.value);
  CHECK(shaky.value <= shaky.high);
}

TEST_CASE("an interval covers a binomial share about as often as it says", "[evaluate]") {
  std::mt19937 random(3);
  int covered = 0;
  for (std::uint64_t round = 0; round < 100; ++round) {
    std::vector<Tally> people(150, Tally{0, 4});
    for (Tally& tally : people) {
      for (int i = 0; i < 4; ++i) tally.hits += random() % 10 == 0 ? 1 : 0;
    }
    const Proportion share = Estimate(people, round);
    covered += share.low <= 0.1 && 0.1 <= share.high ? 1 : 0;
  }
  CHECK(covered >= 88);
}

TEST_CASE("no mistake in few people is no proof: the upper end says so", "[evaluate]") {
  const Proportion none = Estimate(std::vector<Tally>(30, Tally{0, 5}), 1);
  CHECK(none.value == 0);
  CHECK(none.low == 0);
  CHECK(none.high == Approx(1 - std::pow(0.025, 1.0 / 30)));
  const Proportion all = Estimate(std::vector<Tally>(30, Tally{5, 5}), 1);
  CHECK(all.high == 1);
  CHECK(all.low < 0.9);
  const Proportion nothing = Estimate({Tally{}, Tally{}}, 1);
  CHECK(nothing.trials == 0);
  CHECK(nothing.people == 0);
}

TEST_CASE("verification counts every pair once and finds thresholds at FMR targets", "[evaluate]") {
  FakePeople fake(1);
  for (int i = 0; i < 60; ++i) fake.Add(3, 0.5);
  fake.AddPhoto(0, {std::nullopt}, 0);  // in no pair
  const Verification result = Verify(fake.set, AllPhotos(fake.set), {Distance{0}, Distance{2}}, 1);
  CHECK(result.people == 60);
  CHECK(result.templates == 180);
  CHECK(result.mated_pairs == 60 * 3);
  CHECK(result.non_mated_pairs == 180 * 179 / 2 - 180);
  CHECK(result.non_mated_mean == Approx(0).margin(0.01));
  CHECK(result.non_mated_sd == Approx(1.0 / 16).margin(0.02));
  REQUIRE(result.points.size() == 4);  // 1e-2 and 1e-3; too few pairs for 1e-4; two given
  CHECK(result.points[0].fmr <= 1e-2);
  CHECK(result.points[0].fmr > 0.9e-2);
  CHECK(result.points[1].fmr <= 1e-3);
  CHECK(result.points[1].threshold < result.points[0].threshold);
  CHECK(result.points[0].fnmr.hits == 0);
  CHECK(result.points[2].fnmr.value == 1);
  CHECK(result.points[3].fnmr.value == 0);
  CHECK(result.points[3].fmr == 1);
}

TEST_CASE("people who look alike to the recogniser are a false match", "[evaluate]") {
  FakePeople fake(2);
  const std::size_t one = fake.Add(1, 0);
  const std::size_t other = fake.Add(1, 0);
  fake.AddPhoto(other, {one}, 0);
  const Verification result = Verify(fake.set, AllPhotos(fake.set), {Distance{0.3}}, 1);
  REQUIRE(result.points.size() == 1);
  CHECK(result.points[0].fmr == Approx(0.5));         // one of two non-mated pairs
  CHECK(result.points[0].fnmr.value == Approx(1.0));  // the one mated pair
}

TEST_CASE("galleries enrol everybody once and probe all their other photos", "[evaluate]") {
  FakePeople fake(3);
  for (int i = 0; i < 25; ++i) fake.Add(5, 0.4);
  for (int i = 0; i < 10; ++i) fake.Add(1, 0.4);  // never enrolled: no photo to spare
  for (const std::size_t references : {1u, 3u}) {
    const Result<GalleryTallies> run = RunGalleries(fake.set, 10, references, kOptions);
    REQUIRE(run.ok());
    const GalleryTallies& tallies = run.value();
    CHECK(tallies.galleries == 3);
    CHECK(tallies.enrolled_people == 25);
    CHECK(Trials(tallies.false_clear) == 25 * (5 - references));
    CHECK(Hits(tallies.false_clear) == 0);
    CHECK(Hits(tallies.blocked) == 25 * (5 - references));
    // Three galleries of ten: each has 15 strangers with five photos and 10 with one.
    CHECK(Trials(tallies.single_hold) == 3 * (15 * 5 + 10));
    CHECK(Hits(tallies.single_hold) == 0);
  }
}

TEST_CASE("a barred person's photo that comes out clear is counted and named", "[evaluate]") {
  FakePeople fake(4);
  for (int i = 0; i < 12; ++i) fake.Add(2, 0.2);
  const std::size_t stranger = fake.Add(1, 0);
  fake.AddPhoto(0, {}, 0);              // no face found
  fake.AddPhoto(1, {stranger}, 0);      // looks like somebody else
  fake.AddPhoto(2, {std::nullopt}, 0);  // cannot be compared: held
  const Result<GalleryTallies> run = RunGalleries(fake.set, 12, 1, kOptions);
  REQUIRE(run.ok());
  // Person 1's odd photo may have been drawn as the reference; then the others are not recognised.
  CHECK(Hits(run.value().false_clear) >= 2);
  CHECK(run.value().missed.size() == Hits(run.value().false_clear));
  CHECK(run.value().false_clear[0].hits == 1);
  CHECK(run.value().false_clear[1].hits >= 1);
  CHECK(run.value().false_clear[2].hits == 0);
  for (const MissedPhoto& missed : run.value().missed) {
    const EvaluatedPhoto& photo = fake.set.photos[missed.photo];
    CHECK(missed.distance.has_value() == !photo.faces().faces.empty());
    if (missed.distance) CHECK(*missed.distance > 0.6);
  }
}

TEST_CASE("a stranger who looks like a barred person is a needless hold", "[evaluate]") {
  FakePeople fake(5);
  for (int i = 0; i < 10; ++i) fake.Add(2, 0.1);
  const std::size_t stranger = fake.Add(0, 0);
  fake.AddPhoto(stranger, {std::size_t{3}}, 0);          // one face, like person 3
  fake.AddPhoto(stranger, {stranger, std::nullopt}, 0);  // a second face, not comparable
  fake.AddPhoto(stranger, {stranger}, 0);                // nobody's face
  const Result<GalleryTallies> run = RunGalleries(fake.set, 10, 1, kOptions);
  REQUIRE(run.ok());
  CHECK(run.value().needless_hold[stranger].trials == 3);
  CHECK(run.value().needless_hold[stranger].hits == 2);
  CHECK(run.value().single_hold[stranger].trials == 2);
  CHECK(run.value().single_hold[stranger].hits == 1);
  CHECK(run.value().single_matched[stranger].hits == 1);
  CHECK(run.value().single_blocked[stranger].hits == 1);
}

TEST_CASE("the same seed gives the same galleries, and too few people give none", "[evaluate]") {
  FakePeople fake(6);
  for (int i = 0; i < 12; ++i) fake.Add(4, 1.1);
  const Result<GalleryTallies> once = RunGalleries(fake.set, 10, 1, kOptions);
  const Result<GalleryTallies> again = RunGalleries(fake.set, 10, 1, kOptions);
  REQUIRE(once.ok());
  REQUIRE(again.ok());
  CHECK(Hits(once.value().false_clear) == Hits(again.value().false_clear));
  CHECK(Hits(once.value().blocked) == Hits(again.value().blocked));
  const Result<GalleryTallies> none = RunGalleries(fake.set, 13, 1, kOptions);
  REQUIRE_FALSE(none.ok());
  CHECK(none.error().kind == ErrorKind::kNotFound);
}

TEST_CASE("reports by subgroup, and leaves out what the photos are too few for", "[evaluate]") {
  FakePeople fake(7);
  EvaluateOptions options{Distance{0.5}, Distance{0.6}};
  options.gallery_sizes = {10, 40};
  for (int i = 0; i < 20; ++i) {
    const std::size_t person = fake.Add(4, 0.3);
    options.subgroups[fake.set.people[person]] = i % 2 == 0 ? "even" : "odd";
  }
  const Result<EvaluationReport> report = Evaluate(fake.set, options);
  REQUIRE(report.ok());
  CHECK(report.value().galleries.size() == 2);
  CHECK(report.value().left_out.size() == 2);
  REQUIRE(report.value().galleries[0].subgroups.size() == 2);
  CHECK(report.value().galleries[0].subgroups[0].subgroup == "even");
  CHECK(report.value().galleries[0].subgroups[0].false_clear.trials == 30);
  REQUIRE(report.value().verification_by_subgroup.size() == 2);
  CHECK(report.value().verification_by_subgroup[1].people == 10);

  const nlohmann::json json = nlohmann::json::parse(ReportJson(report.value()));
  CHECK(json["galleries"][1]["references"] == 3);
  CHECK(json["galleries"][0]["false_clear"]["trials"] == 60);
  CHECK(json["detection"]["one_face"] == 80);
  const std::string text = ReportText(report.value());
  CHECK(text.find("false clear") != std::string::npos);
  std::size_t column = 0;
  for (const char c : text) {
    column = c == '\n' ? 0 : column + 1;
    CHECK(column <= 100);
  }
}

TEST_CASE("control characters in folder names do not reach the terminal", "[evaluate]") {
  EvaluationReport report;
  report.verification_by_subgroup.push_back(Verification{});
  report.verification_by_subgroup[0].subgroup = "\x1b[2Jgone";
  CHECK(ReportText(report).find('\x1b') == std::string::npos);
}

TEST_CASE("reads subgroups line by line and says which line is wrong", "[evaluate]") {
  const auto read = ParseSubgroups("\xef\xbb\xbfperson,subgroup\r\nAnn , girls\r\n\nBen,boys");
  REQUIRE(read.ok());
  CHECK(read.value().size() == 2);
  CHECK(read.value().at("Ann") == "girls");
  for (const char* wrong :
       {"a,b\nc", "a,b\na,c", "a,b\n,c", "a,b\nc,", "a,b\nc,d,e", "a,b\n\"c\",d"}) {
    const auto refused = ParseSubgroups(wrong);
    REQUIRE_FALSE(refused.ok());
    CHECK(refused.error().message.find("Line 2") == 0);
  }
  CHECK(ParseSubgroups("").value().empty());
}

TEST_CASE("the main face is the largest over the centre, else the nearest to it", "[evaluate]") {
  const PhotoInfo info{FileFormat::kJpeg, 100, 100, 1, false};
  Faces faces{};
  CHECK_FALSE(MainFace(faces, info));
  faces.faces = {FaceAt({0, 0, 40, 40}), FaceAt({60, 40, 20, 20})};
  CHECK(MainFace(faces, info) == 1u);  // its centre is 1.0 of its widths away, the other's 1.06
  faces.faces.push_back(FaceAt({45, 45, 10, 10}));
  CHECK(MainFace(faces, info) == 2u);
  faces.faces.push_back(FaceAt({30, 30, 40, 40}));
  CHECK(MainFace(faces, info) == 3u);
  faces.faces.push_back(FaceAt({80, 80, 100, 100}));  // large and aside
  CHECK(MainFace(faces, info) == 3u);
}

TEST_CASE("reads a folder of people with several jobs in the same order as with one",
          "[evaluate]") {
  const TempFolder folder;
  for (const char* person : {"b", "a", ".hidden", "empty"})
    fs::create_directory(folder.path() / person);
  for (const char* photo :
       {"a/2.jpg", "a/1.jpg", "b/1.jpg", "b/broken.jpg", ".hidden/1.jpg", "a/.x"}) {
    std::ofstream(folder.path() / photo) << photo;
  }
  std::ofstream(folder.path() / "loose.jpg") << "loose";
  const auto inspect = [](const fs::path& path) -> Result<Inspection> {
    if (path.filename() == "broken.jpg") return Error{ErrorKind::kCorrupt, "broken"};
    Inspection inspection = MakeInspection({FaceAt({40, 40, 20, 20})}, 100, 100);
    inspection.metadata = Error{ErrorKind::kUnsupported, "not a matter of faces"};
    return inspection;
  };
  for (const int jobs : {1, 3}) {
    std::size_t last = 0;
    const Result<EvaluationSet> set = ReadEvaluationSet(
        folder.path(), inspect, jobs, [&last](std::size_t done, std::size_t total) {
          CHECK(done == last + 1);
          CHECK(total == 4);
          last = done;
          return true;
        });
    REQUIRE(set.ok());
    CHECK(set.value().people == std::vector<std::string>{"a", "b"});
    REQUIRE(set.value().photos.size() == 3);
    CHECK(set.value().photos[0].name == "1.jpg");
    CHECK(set.value().photos[1].name == "2.jpg");
    CHECK(set.value().photos[2].person == 1);
    REQUIRE(set.value().unread.size() == 1);
    CHECK(set.value().unread[0].name == "broken.jpg");
    CHECK(set.value().photos[0].inspection.value().metadata.ok());
  }
}

TEST_CASE("an evaluation that cannot be made is an error with the next step", "[evaluate]") {
  const auto kind = [](const fs::path& folder, const InspectFile& inspect,
                       const EvaluateProgress& progress) {
    const Result<EvaluationSet> set = ReadEvaluationSet(folder, inspect, 2, progress);
    REQUIRE_FALSE(set.ok());
    return set.error().kind;
  };
  const auto good = [](const fs::path&) -> Result<Inspection> {
    return MakeInspection({}, 100, 100);
  };
  const auto blind = [](const fs::path&) -> Result<Inspection> {
    Inspection inspection = MakeInspection({}, 100, 100);
    inspection.faces.value().recogniser_available = false;
    return inspection;
  };
  const auto broken = [](const fs::path&) -> Result<Inspection> {
    return Error{ErrorKind::kCorrupt, "broken"};
  };
  const TempFolder folder;
  CHECK(kind(folder.path() / "none", good, {}) == ErrorKind::kNotFound);
  CHECK(kind(folder.path(), good, {}) == ErrorKind::kNotFound);
  fs::create_directory(folder.path() / "a");
  std::ofstream(folder.path() / "a" / "1.jpg") << "x";
  CHECK(kind(folder.path(), blind, {}) == ErrorKind::kUnavailable);
  CHECK(kind(folder.path(), broken, {}) == ErrorKind::kNotFound);
  CHECK(kind(folder.path(), good, [](std::size_t, std::size_t) { return false; }) ==
        ErrorKind::kUnavailable);
}

}  // namespace photogate::test
