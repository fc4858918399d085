#include <algorithm>
#include <catch2/catch.hpp>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <set>

#include "tests/lint/rules.h"
#include "tests/support/paths.h"

namespace photogate::lint {
namespace {

namespace fs = std::filesystem;

std::string TextOf(const fs::path& file) {
  std::ifstream stream(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>()};
}

bool IsSource(const fs::path& file) {
  return file.extension() == ".h" || file.extension() == ".cpp";
}

std::vector<fs::path> FilesBelow(const fs::path& folder) {
  std::vector<fs::path> files;
  if (!fs::is_directory(folder)) return files;
  for (auto at = fs::recursive_directory_iterator(folder); at != fs::recursive_directory_iterator();
       ++at) {
    const std::string name = at->path().filename().string();
    // Dot folders are tools' own; build folders hold what was made or fetched.
    const bool foreign = name.front() == '.' || name == "node_modules" || name.starts_with("build");
    if (at->is_directory() && foreign) {
      at.disable_recursion_pending();
    } else if (at->is_regular_file()) {
      files.push_back(at->path());
    }
  }
  std::sort(files.begin(), files.end());
  return files;
}

void Fail(const std::vector<std::string>& faults) {
  for (const std::string& fault : faults) UNSCOPED_INFO(fault);
  CHECK(faults.empty());
}

TEST_CASE("every file of src keeps the rules of layers, libraries, length and comments", "[lint]") {
  const fs::path src = test::SourceRoot() / "src";
  std::vector<std::string> faults;
  std::size_t files = 0;
  for (const fs::path& file : FilesBelow(src)) {
    if (!IsSource(file)) continue;
    ++files;
    const auto found = FaultsOf(fs::relative(file, src), TextOf(file));
    faults.insert(faults.end(), found.begin(), found.end());
  }
  REQUIRE(files > 40);
  Fail(faults);
}

TEST_CASE("the project holds no weights, registers or large files", "[lint]") {
  const fs::path root = test::SourceRoot();
  std::vector<std::string> faults;
  for (const fs::path& file : FilesBelow(root)) {
    const auto found = FaultsOfPresence(fs::relative(file, root), fs::file_size(file));
    faults.insert(faults.end(), found.begin(), found.end());
  }
  Fail(faults);
}

TEST_CASE("all C++ is formatted by clang-format", "[lint]") {
  if (std::system("clang-format --version > /dev/null 2>&1") != 0) {
    PHOTOGATE_SKIP("clang-format is not installed");
  }
  const fs::path root = test::SourceRoot();
  const test::TempFolder folder;
  const fs::path list = folder.path() / "files";
  {
    std::ofstream stream(list);
    for (const char* part : {"src", "tests", "samples"}) {
      for (const fs::path& file : FilesBelow(root / part)) {
        if (IsSource(file)) stream << '"' << file.string() << "\"\n";
      }
    }
  }
  const fs::path report = folder.path() / "report";
  const std::string command = "cd '" + root.string() +
                              "' && xargs clang-format --dry-run --Werror < '" + list.string() +
                              "' > '" + report.string() + "' 2>&1";
  const int status = std::system(command.c_str());
  std::ifstream lines(report);
  std::set<std::string> unformatted;
  for (std::string line; std::getline(lines, line);) {
    const std::size_t end = line.find(": error:");
    if (end != std::string::npos) unformatted.insert(line.substr(0, line.find(':')));
  }
  for (const std::string& file : unformatted) UNSCOPED_INFO("clang-format -i " + file);
  CHECK(status == 0);
}

}  // namespace
}  // namespace photogate::lint
