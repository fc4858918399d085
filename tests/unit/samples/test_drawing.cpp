#include <catch2/catch.hpp>
#include <fstream>
#include <iterator>
#include <set>

#include "samples/cast.h"
#include "samples/photos.h"
#include "samples/tables.h"
#include "tests/support/paths.h"
#include "tests/unit/samples/pictures.h"

namespace photogate::samples {
namespace {

namespace fs = std::filesystem;

fs::path Folder() { return test::SourceRoot() / "samples"; }

std::string TextOf(const fs::path& file) {
  std::ifstream stream(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>()};
}

TEST_CASE("the self-test picture is what the generator draws", "[samples]") {
  const Canvas drawn = DrawSelfTest();
  const auto difference = test::Compare(test::ReadPicture(Folder() / "selftest.png"), drawn);
  CHECK(difference.mean < 1.0);
  CHECK(difference.share_over < 0.002);
  // The comparison can fail: the same picture with its middle blurred is another one.
  Canvas blurred = drawn;
  blurred.Blur(200, 0, 240, 256, 6);
  CHECK(test::Compare(blurred, drawn).share_over > 0.002);
}

TEST_CASE("a reference photo and a sample photo are what the generator draws", "[samples]") {
  const auto reference = test::Compare(test::ReadPicture(Folder() / "enrol/P103/1.jpg"),
                                       DrawReference(MemberNamed("Chloe Marsden").look, 0));
  CHECK(reference.mean < 4);  // JPEG's own loss is near 2
  CHECK(reference.share_over < 0.01);
  for (const SamplePhoto& photo : SamplePhotos()) {
    if (photo.file != "corridor.png") continue;  // quick to draw; people are drawn above
    INFO(photo.file);
    const auto found =
        test::Compare(test::ReadPicture(Folder() / "photos" / photo.file), photo.draw());
    CHECK(found.mean < 4);
    CHECK(found.share_over < 0.01);
  }
}

TEST_CASE("the tables are those the generator writes", "[samples]") {
  CHECK(TextOf(Folder() / "manifest.csv") == ManifestCsv());
  CHECK(TextOf(Folder() / "people.csv") == PeopleCsv());
  CHECK(TextOf(Folder() / "events.csv") == EventsCsv());
}

TEST_CASE("every sample photo is in the manifest and every decision occurs", "[samples]") {
  std::set<std::string> named, there, decisions;
  for (const SamplePhoto& photo : SamplePhotos()) {
    named.insert(photo.file);
    REQUIRE_FALSE(photo.expected.empty());
    CHECK(photo.expected.front().event == SampleEvents().front().name);
    decisions.insert(photo.expected.front().decision);
  }
  for (const auto& entry : fs::directory_iterator(Folder() / "photos")) {
    there.insert(entry.path().filename().string());
  }
  CHECK(named == there);
  CHECK(decisions == std::set<std::string>{"block", "clear", "review"});
}

TEST_CASE("everybody to be enrolled has a basis and their reference photos", "[samples]") {
  for (const Member& member : Cast()) {
    INFO(member.name);
    if (member.references > 0) CHECK(member.basis == "consent");
    for (int n = 1; n <= member.references; ++n) {
      CHECK(fs::is_regular_file(Folder() / "enrol" / member.id / (std::to_string(n) + ".jpg")));
    }
  }
}

TEST_CASE("the samples stay small", "[samples]") {
  std::uintmax_t total = 0;
  for (const auto& entry : fs::recursive_directory_iterator(Folder())) {
    if (!entry.is_regular_file()) continue;
    INFO(entry.path().filename().string());
    CHECK(entry.file_size() < 400'000);
    total += entry.file_size();
  }
  CHECK(total < 2'500'000);
}

TEST_CASE("what is planted can be read by another program", "[samples]") {
  if (std::system("exiftool -ver > /dev/null 2>&1") != 0) {
    PHOTOGATE_SKIP("exiftool is not installed");
  }
  const test::TempFolder folder;
  const auto read = [&](const std::string& photo) {
    const fs::path report = folder.path() / "report";
    const std::string command = "exiftool -G1 -n -validate -warning -a '" +
                                (Folder() / "photos" / photo).string() + "' -all > '" +
                                report.string() + "' 2>&1";
    CHECK(std::system(command.c_str()) == 0);
    return TextOf(report);
  };
  const std::string phone = read("class-photo.jpg");
  CHECK(phone.find("55.50333") != std::string::npos);
  CHECK(phone.find("Wilhelmina Drawn") != std::string::npos);
  CHECK(read("egg-and-spoon.jpg").find("Ada Whitlock wins") != std::string::npos);
  CHECK(read("visiting-author.jpg").find("Fenwick & Daughters") != std::string::npos);
  CHECK(read("bake-sale.jpg").find("best one of the day") != std::string::npos);
}

}  // namespace
}  // namespace photogate::samples
