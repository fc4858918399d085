// The collection of real files beside the project; skipped where it is missing.
#include <algorithm>
#include <catch2/catch.hpp>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "metadata/read_metadata.h"
#include "metadata/sanitise.h"
#include "photo/open_photo.h"
#include "tests/support/paths.h"
#include "tests/support/run_program.h"

using namespace photogate;
using namespace photogate::test;

namespace {

namespace fs = std::filesystem;

const SanitiseOptions kStrip{std::nullopt, true};

Bytes ReadFile(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  return Bytes(std::istreambuf_iterator<char>(file), {});
}

std::vector<fs::path> Files(const fs::path& folder) {
  std::vector<fs::path> out;
  for (const auto& entry : fs::directory_iterator(folder)) {
    if (entry.path().extension() != ".csv") out.push_back(entry.path());
  }
  std::sort(out.begin(), out.end());
  return out;
}

Result<SanitisedPhoto> Strip(ByteView bytes) {
  const FileFormat format = SniffFormat(bytes);
  const auto report = ReadMetadata(bytes, format, Limits{});
  if (!report.ok()) return report.error();
  return Sanitise(bytes, format, report.value(), kStrip, Limits{});
}

int StripAll(const fs::path& from, const fs::path& to) {
  int written = 0;
  for (const fs::path& path : Files(from)) {
    const Bytes bytes = ReadFile(path);
    const auto copy = Strip(bytes);
    if (!copy.ok()) continue;
    ++written;
    std::ofstream file(to / path.filename(), std::ios::binary);
    file.write(reinterpret_cast<const char*>(copy.value().bytes.data()),
               static_cast<std::streamsize>(copy.value().bytes.size()));
  }
  return written;
}

// The shared second reader's verdict: 0 clean, 1 a leak, 2 it could not run.
int Leaks(const fs::path& shared, const fs::path& original, const fs::path& cleaned) {
  const auto result = RunProgram("/usr/bin/python3", {(shared / "leakcheck.py").string(), "--quiet",
                                                      original.string(), cleaned.string()});
  INFO(result.out << result.err);
  return result.exit_code;
}

}  // namespace

TEST_CASE("writes at least 64 of the 67 real files and leaks from none", "[metadata]") {
  const auto shared = SharedFolder("metadata");
  if (!shared) PHOTOGATE_SKIP("the shared files are not there");
  const TempFolder out;
  CHECK(StripAll(*shared / "dev", out.path()) >= 64);
  if (!fs::exists("/usr/bin/exiftool")) PHOTOGATE_SKIP("exiftool is not installed");
  CHECK(Leaks(*shared, *shared / "dev", out.path()) == 0);
}

TEST_CASE("shows every real file the same, with its profile and its rotation", "[metadata]") {
  const auto folder = SharedFolder("metadata/dev");
  if (!folder) PHOTOGATE_SKIP("the shared files are not there");
  int compared = 0;
  for (const fs::path& path : Files(*folder)) {
    INFO(path.filename());
    const Bytes bytes = ReadFile(path);
    const auto copy = Strip(bytes);
    if (!copy.ok()) continue;
    const auto before = OpenPhoto(bytes, Limits{});
    const auto after = OpenPhoto(copy.value().bytes, Limits{});
    CHECK(before.ok() == after.ok());
    if (!before.ok() || !after.ok()) continue;
    CHECK(before.value()->info().pictures == after.value()->info().pictures);
    const auto shown = before.value()->Decode(100'000),
               shown_after = after.value()->Decode(100'000);
    CHECK(shown.ok() == shown_after.ok());
    if (!shown.ok() || !shown_after.ok()) continue;
    CHECK(shown.value().width_px == shown_after.value().width_px);
    CHECK(shown.value().bgr == shown_after.value().bgr);
    ++compared;
    // The profile itself stays, not only its effect on these pixels.
    const auto said = ReadMetadata(bytes, copy.value().format, Limits{});
    const auto says = ReadMetadata(copy.value().bytes, copy.value().format, Limits{});
    REQUIRE(said.ok());
    REQUIRE(says.ok());
    const auto profile = [](const MetadataReport& report) {
      return std::any_of(report.items.begin(), report.items.end(), [](const MetadataItem& item) {
        return item.kind == MetadataClass::kAppearance &&
               item.where.find("ICC") != std::string::npos;
      });
    };
    const bool photoshop = std::any_of(
        said.value().items.begin(), said.value().items.end(), [](const MetadataItem& item) {
          return item.where.find("Photoshop ICC") != std::string::npos;
        });
    if (!photoshop) CHECK(profile(said.value()) == profile(says.value()));
    CHECK(said.value().orientation == says.value().orientation);
  }
  CHECK(compared >= 60);
}

TEST_CASE("holds or cleans every malformed file, quickly", "[metadata]") {
  const auto shared = SharedFolder("metadata");
  if (!shared) PHOTOGATE_SKIP("the shared files are not there");
  for (const fs::path& path : Files(*shared / "malformed")) {
    INFO(path.filename());
    const Bytes bytes = ReadFile(path);
    const std::clock_t begin = std::clock();
    const auto copy = Strip(bytes);
    const double seconds = static_cast<double>(std::clock() - begin) / CLOCKS_PER_SEC;
#ifdef PHOTOGATE_SANITIZED
    constexpr double kMost = 20;  // sanitizers are slow
#else
    constexpr double kMost = 2;
#endif
    CHECK(seconds < kMost);
    if (!copy.ok()) CHECK_FALSE(copy.error().message.empty());
  }
  const TempFolder out;
  StripAll(*shared / "malformed", out.path());
  if (!fs::exists("/usr/bin/exiftool")) PHOTOGATE_SKIP("exiftool is not installed");
  CHECK(Leaks(*shared, *shared / "malformed", out.path()) == 0);
}
