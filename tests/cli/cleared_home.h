// A home in which one photo was cleared, and files to be verified in it.
#pragma once

#include <catch2/catch.hpp>
#include <filesystem>
#include <string>
#include <utility>

#include "tests/cli/gate_home.h"

namespace photogate::test {

// A demo home with one photo cleared for the newsletter.
struct ClearedHome {
  ClearedHome() {
    REQUIRE(gate.FillWithSamples().exit_code == 0);
    REQUIRE(gate.Run({"check", Sample("class-photo.jpg").string(), "--channel", "newsletter",
                      "--event", "Summer open day", "--out", (gate.folder() / "out").string()})
                .exit_code == 0);
    copy = gate.folder() / "out" / "cleared" / "class-photo.jpg";
    REQUIRE(std::filesystem::exists(copy));
  }
  static std::filesystem::path Sample(const std::string& name) {
    return SourceRoot() / "samples" / "photos" / name;
  }
  nlohmann::json Verify(const std::filesystem::path& path,
                        const std::string& channel = "newsletter") const {
    const auto run = gate.Run({"verify", path.string(), "--channel", channel, "--json"});
    INFO(run.err);
    REQUIRE_FALSE(run.out.empty());
    return nlohmann::json::parse(run.out);
  }
  // The one standing, with the exit status.
  std::pair<std::string, int> Standing(const std::filesystem::path& path,
                                       const std::string& channel = "newsletter") const {
    const auto answer = Verify(path, channel);
    REQUIRE(answer.at("files").size() == 1);
    return {answer.at("files")[0].at("standing").get<std::string>(), answer.at("exit").get<int>()};
  }
  std::filesystem::path Write(const std::string& name, const std::string& bytes) const {
    std::filesystem::create_directories((gate.folder() / "v" / name).parent_path());
    WriteText(gate.folder() / "v" / name, bytes);
    return gate.folder() / "v" / name;
  }

  GateHome gate;
  std::filesystem::path copy;
};

}  // namespace photogate::test
