// What a file says, told to a person and to a script.
#include <catch2/catch.hpp>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <set>

#include "tests/cli/gate_home.h"
#include "tests/support/metadata/samples.h"

namespace photogate::test {
namespace {

namespace fs = std::filesystem;

}  // namespace

TEST_CASE("inspect groups what a photo says, with its place in one plain sentence",
          "[cli][inspect]") {
  const TempFolder folder;
  const Sample sample = FindSample("baseline.jpg");
  const fs::path file = folder.path() / "a.jpg";
  WriteText(file, std::string(sample.bytes.begin(), sample.bytes.end()));

  const auto text = Photogate({"inspect", file.string()});
  REQUIRE(text.exit_code == 0);
  std::size_t at = 0;
  for (const char* heading : {"  taken within metres of ", "  location\n", "  people\n",
                              "  device\n", "  time\n", "  text\n", "  hidden pictures\n"}) {
    INFO(heading);
    const std::size_t found = text.out.find(heading, at);
    REQUIRE(found != std::string::npos);
    at = found;
  }

  const auto json = nlohmann::json::parse(Photogate({"inspect", file.string(), "--json"}).out);
  CHECK(json.at("latitude").is_number());
  CHECK(json.at("longitude").is_number());
  std::set<std::string> classes;
  for (const auto& item : json.at("items")) classes.insert(item.at("class"));
  for (const char* wanted : {"location", "people", "device", "time", "text", "hidden_picture"}) {
    INFO(wanted);
    CHECK(classes.count(wanted) == 1);
  }
}

TEST_CASE("inspect finds nothing in a photo that strip has cleaned", "[cli][inspect][strip]") {
  const TempFolder folder;
  for (const char* name : {"baseline.jpg", "still.png", "lossy.webp", "animated.gif"}) {
    const Sample sample = FindSample(name);
    const fs::path file = folder.path() / "in" / name;
    fs::create_directories(file.parent_path());
    WriteText(file, std::string(sample.bytes.begin(), sample.bytes.end()));
  }
  const std::string out = (folder.path() / "out").string();
  REQUIRE(Photogate({"strip", (folder.path() / "in").string(), "--out", out}).exit_code == 0);
  const auto said = Photogate({"inspect", out});
  CHECK(said.exit_code == 0);
  for (const char* heading : {"taken within", "  location\n", "  people\n", "  device\n",
                              "  time\n", "  text\n", "  hidden pictures\n", "not recognised"}) {
    INFO(heading);
    CHECK(said.out.find(heading) == std::string::npos);
  }
}

}  // namespace photogate::test
