// What a channel asks of its copies, and whose photos may be published, through the real program.
#include <catch2/catch.hpp>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "tests/cli/gate_home.h"

namespace photogate::test {
namespace {

namespace fs = std::filesystem;

// The smallest grey JPEG with an Exif Artist ("A Studio").
std::string StudioJpeg() {
  const std::string tiff(
      "MM\0*\0\0\0\x08\0\x01\x01\x3B\0\x02\0\0\0\x09\0\0\0\x1A\0\0\0\0A Studio\0", 35);
  const std::string body = std::string("Exif\0\0", 6) + tiff;
  std::string segment = "\xFF\xE1";
  segment += static_cast<char>((body.size() + 2) >> 8);
  segment += static_cast<char>((body.size() + 2) & 0xFF);
  std::string jpeg = PlainJpeg();
  jpeg.insert(2, segment + body);
  return jpeg;
}

bool Says(const nlohmann::json& photo, const std::string& code, const std::string& effect) {
  for (const auto& finding : photo.at("findings")) {
    if (finding.at("code") == code && finding.at("effect") == effect) return true;
  }
  return false;
}

nlohmann::json Channel(const GateHome& gate, const std::string& name) {
  const auto list = nlohmann::json::parse(gate.Run({"channel", "list", "--json"}).out);
  for (const auto& channel : list.at("channels")) {
    if (channel.at("name") == name) return channel;
  }
  return {};
}

}  // namespace

TEST_CASE("a channel's wishes for its copies are kept and shown", "[cli][channel]") {
  const GateHome gate;
  CHECK(Channel(gate, "website").at("format") == "keep");
  CHECK(Channel(gate, "website").at("srgb") == false);
  REQUIRE(gate.Run({"channel", "set", "website", "--longest-edge", "1600", "--quality", "80",
                    "--format", "webp", "--srgb", "--keep-credit", "yes"})
              .exit_code == 0);
  const auto set = Channel(gate, "website");
  CHECK(set.at("longest_edge_px") == 1600);
  CHECK(set.at("quality") == 80);
  CHECK(set.at("format") == "webp");
  CHECK(set.at("srgb") == true);
  CHECK(set.at("keep_credit") == true);
  // One thing at a time leaves the others.
  REQUIRE(gate.Run({"channel", "set", "website", "--srgb", "no"}).exit_code == 0);
  CHECK(Channel(gate, "website").at("srgb") == false);
  CHECK(Channel(gate, "website").at("format") == "webp");
  for (const std::vector<std::string>& wrong : {std::vector<std::string>{"--quality", "0"},
                                                {"--quality", "101"},
                                                {"--format", "bmp"},
                                                {"--longest-edge", "-1"},
                                                {"--keep-credit", "maybe"}}) {
    std::vector<std::string> arguments = {"channel", "set", "website"};
    arguments.insert(arguments.end(), wrong.begin(), wrong.end());
    CHECK(gate.Run(arguments).exit_code == 1);
  }
}

TEST_CASE("copies are as large and of the format that the channel asks for", "[cli][check]") {
  if (!HaveModels()) PHOTOGATE_SKIP("the face models are not there");
  const GateHome gate;
  REQUIRE(gate.FillWithSamples().exit_code == 0);
  REQUIRE(gate.Run({"channel", "set", "newsletter", "--longest-edge", "200", "--format", "webp"})
              .exit_code == 0);
  const fs::path out = gate.folder() / "out";
  const auto run =
      gate.Run({"check", (SourceRoot() / "samples/photos/class-photo.jpg").string(), "--channel",
                "newsletter", "--event", "Summer open day", "--out", out.string(), "--json"});
  REQUIRE(run.exit_code == 0);
  const auto lines = ParseCheck(run.out);
  const auto& photo = lines.photos.begin()->second;
  const fs::path copy = photo.at("output").get<std::string>();
  CHECK(copy.extension() == ".webp");
  const auto said = nlohmann::json::parse(Photogate({"inspect", copy.string(), "--json"}).out);
  CHECK(said.at("format") == "webp");
  CHECK(std::max(said.at("width").get<int>(), said.at("height").get<int>()) == 200);
  bool told = false;
  for (const auto& finding : photo.at("findings")) {
    told = told ||
           finding.at("text").get<std::string>().find("encoded anew as webp") != std::string::npos;
  }
  CHECK(told);
}

TEST_CASE("somebody else's photo is held until their permission is recorded", "[cli][credit]") {
  const GateHome gate;
  const fs::path photo = gate.folder() / "in" / "a.jpg";
  fs::create_directories(photo.parent_path());
  WriteText(photo, StudioJpeg());
  const auto check = [&] {
    return ParseCheck(gate.Run({"check", photo.string(), "--channel", "website", "--json"}).out)
        .photos.begin()
        ->second;
  };
  CHECK(Says(check(), "foreign_copyright", "review"));

  const auto permit = gate.Run({"credit", "permit", "--photo", photo.string(), "--evidence",
                                "e-mail of 3 July", "--print", "Photo: A Studio", "--json"});
  REQUIRE(permit.exit_code == 0);
  const auto answer = nlohmann::json::parse(permit.out);
  CHECK(answer.at("holder") == "A Studio");
  CHECK(answer.at("photo_sha256").get<std::string>().size() == 64);
  const auto allowed = check();
  CHECK_FALSE(Says(allowed, "foreign_copyright", "review"));
  CHECK(Says(allowed, "foreign_copyright", "none"));
  CHECK(allowed.dump().find("Photo: A Studio") != std::string::npos);
  const auto list = nlohmann::json::parse(gate.Run({"credit", "list", "--json"}).out);
  CHECK(list.at("permissions").at(0).at("evidence") == "e-mail of 3 July");
  CHECK_FALSE(list.at("permissions").at(0).at("by").get<std::string>().empty());

  // For this very file only.
  WriteText(photo, StudioJpeg() + "x");
  CHECK(Says(check(), "foreign_copyright", "review"));
  WriteText(photo, StudioJpeg());
  REQUIRE(gate.Run({"credit", "end", "1", "--reason", "letter"}).exit_code == 0);
  CHECK(Says(check(), "foreign_copyright", "review"));
  CHECK(gate.Run({"credit", "end", "1", "--reason", "letter"}).exit_code == 1);

  // The school's own need nobody.
  REQUIRE(gate.Run({"credit", "add", "(c) a studio"}).exit_code == 0);
  CHECK_FALSE(Says(check(), "foreign_copyright", "review"));
  REQUIRE(gate.Run({"credit", "remove", "(c) a studio"}).exit_code == 0);
  CHECK(Says(check(), "foreign_copyright", "review"));
  CHECK(gate.Run({"credit", "add", "(c) 2026"}).exit_code == 1);
  CHECK(gate.Run({"credit", "permit", "--holder", "2026", "--evidence", "x"}).exit_code == 1);
}

TEST_CASE("the school's own words hold a photo whose name has them", "[cli][word]") {
  const GateHome gate;
  const fs::path photo = gate.folder() / "in" / "hollyhock-house-trip.jpg";
  fs::create_directories(photo.parent_path());
  WriteText(photo, PlainJpeg());
  const auto named = [&] {
    return Says(
        ParseCheck(gate.Run({"check", photo.string(), "--channel", "website", "--json"}).out)
            .photos.begin()
            ->second,
        "name_in_text", "review");
  };
  CHECK_FALSE(named());
  REQUIRE(gate.Run({"word", "add", "Hollyhock House"}).exit_code == 0);
  CHECK(gate.Run({"word", "list"}).out.find("Hollyhock House") != std::string::npos);
  CHECK(named());
  REQUIRE(gate.Run({"word", "remove", "Hollyhock House"}).exit_code == 0);
  CHECK_FALSE(named());
}

}  // namespace photogate::test
