#include "pipeline/collect_files.h"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <string>

#include "tests/support/paths.h"
#include "tests/support/run_program.h"

namespace photogate {
namespace {

namespace fs = std::filesystem;
const std::string kJpeg = "\xFF\xD8\xFF\xE0";

std::vector<std::string> Relative(const CollectedFiles& found) {
  std::vector<std::string> names;
  for (const PhotoJob& job : found.photos) names.push_back(job.relative_path);
  return names;
}

std::size_t All(const CollectedFiles& found) {
  return found.photos.size() + found.not_pictures.size() + found.unreadable.size();
}

}  // namespace

TEST_CASE("a folder is walked in the order of names, and content tells what is a photo",
          "[pipeline]") {
  const test::TempFolder folder;
  fs::create_directories(folder.path() / "b" / "deep");
  fs::create_directories(folder.path() / "folder.jpg");
  test::WriteText(folder.path() / "c.txt", kJpeg);  // a photo, whatever its name
  test::WriteText(folder.path() / "a.jpg", kJpeg);
  test::WriteText(folder.path() / "b" / "deep" / "film.dat", std::string("\0\0\0\x18"
                                                                         "ftypmp42",
                                                                         12));
  test::WriteText(folder.path() / "b" / "notes.txt", "text");
  test::WriteText(folder.path() / "folder.jpg" / "x.png", "not a PNG, but it says so");
  test::WriteText(folder.path() / "Thumbs.db", "");
  const auto found = CollectFiles({folder.path()});
  CHECK(Relative(found) ==
        std::vector<std::string>{"a.jpg", "b/deep/film.dat", "c.txt", "folder.jpg/x.png"});
  CHECK(found.photos[2].number == 3);
  CHECK(found.photos[2].path == folder.path() / "c.txt");
  REQUIRE(found.not_pictures.size() == 2);
  CHECK(found.not_pictures[0].first == folder.path() / "Thumbs.db");
  CHECK(found.not_pictures[1].second == "not a picture");
  CHECK(found.unreadable.empty());
}

TEST_CASE("a file that is named itself is checked whatever it is", "[pipeline]") {
  const test::TempFolder folder;
  test::WriteText(folder.path() / "notes.txt", "text");
  const auto found = CollectFiles({folder.path() / "notes.txt"});
  REQUIRE(found.photos.size() == 1);
  CHECK(found.photos[0].relative_path == "notes.txt");
}

TEST_CASE("links in a circle end, and no folder is entered twice", "[pipeline]") {
  const test::TempFolder folder;
  const auto inside = folder.path() / "a";
  fs::create_directories(inside);
  test::WriteText(inside / "photo.jpg", kJpeg);
  fs::create_directory_symlink(folder.path(), inside / "up");
  fs::create_directory_symlink(inside, folder.path() / "again");
  fs::create_symlink("self.jpg", folder.path() / "self.jpg");
  fs::create_symlink("nowhere.jpg", folder.path() / "broken.jpg");
  fs::create_symlink(inside / "photo.jpg", folder.path() / "link.jpg");
  const auto found = CollectFiles({folder.path(), inside, folder.path()});
  CHECK(Relative(found) == std::vector<std::string>{"a/photo.jpg", "link.jpg"});
  REQUIRE(found.unreadable.size() == 2);
  CHECK(found.unreadable[0].first == folder.path() / "broken.jpg");
  CHECK(found.unreadable[0].second.kind == ErrorKind::kNotFound);
  CHECK(found.unreadable[1].first == folder.path() / "self.jpg");
}

TEST_CASE("what cannot be read is said, named or found", "[pipeline]") {
  const test::TempFolder folder;
  REQUIRE(::mkfifo((folder.path() / "pipe.jpg").c_str(), 0600) == 0);
  const auto found = CollectFiles({folder.path(), folder.path() / "missing.jpg"});
  REQUIRE(found.unreadable.size() == 2);
  CHECK(found.unreadable[0].second.kind == ErrorKind::kUnsupported);
  CHECK(found.unreadable[1].second.kind == ErrorKind::kNotFound);
  CHECK(All(found) == 2);
}

TEST_CASE("a folder or file without permission is unreadable", "[pipeline]") {
  if (::geteuid() == 0) PHOTOGATE_SKIP("the administrator may read everything");
  const test::TempFolder folder;
  fs::create_directories(folder.path() / "closed");
  test::WriteText(folder.path() / "secret.jpg", kJpeg);
  fs::permissions(folder.path() / "closed", fs::perms::none);
  fs::permissions(folder.path() / "secret.jpg", fs::perms::none);
  const auto found = CollectFiles({folder.path()});
  fs::permissions(folder.path() / "closed", fs::perms::owner_all);
  CHECK(found.unreadable.size() == 2);
}

TEST_CASE("names may be any bytes", "[pipeline]") {
  const test::TempFolder folder;
  const std::string newline = "two\nlines.jpg";
  const std::string latin = "caf\xE9.jpg";
  const std::string long_name = std::string(251, 'x') + ".jpg";
  for (const std::string& name : {newline, latin, long_name}) {
    test::WriteText(folder.path() / name, kJpeg);
  }
  CHECK(Relative(CollectFiles({folder.path()})) ==
        std::vector<std::string>{latin, newline, long_name});
}

TEST_CASE("the run's own output is not an input", "[pipeline]") {
  const test::TempFolder folder;
  fs::create_directories(folder.path() / "out" / "cleared");
  test::WriteText(folder.path() / "out" / "cleared" / "a.jpg", kJpeg);
  test::WriteText(folder.path() / "b.jpg", kJpeg);
  CollectOptions options;
  options.leave_out = {folder.path() / "out"};
  CHECK(Relative(CollectFiles({folder.path()}, options)) == std::vector<std::string>{"b.jpg"});
}

}  // namespace photogate
