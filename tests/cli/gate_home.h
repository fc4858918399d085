// A register made by the program itself, and the program run on it.
#pragma once

#include <filesystem>
#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "tests/support/paths.h"
#include "tests/support/run_program.h"

namespace photogate::test {

// Runs the built photogate. `models`: the folder given as $PHOTOGATE_MODELS.
ProgramResult Photogate(const std::vector<std::string>& arguments,
                        const std::map<std::string, std::string>& environment = {});

// A temporary folder with a home made by `photogate init --demo` in it.
class GateHome {
 public:
  GateHome();
  ProgramResult Run(std::vector<std::string> arguments) const;
  std::filesystem::path folder() const { return folder_.path(); }
  std::filesystem::path home() const { return folder_.path() / "home"; }
  // The sample school: people, events and, with models, reference pictures.
  ProgramResult FillWithSamples() const;

 private:
  TempFolder folder_;
};

// The lines of `check --json` that are photos, by file name, and the summary.
struct CheckLines {
  std::map<std::string, nlohmann::json> photos;
  nlohmann::json summary;
};
CheckLines ParseCheck(const std::string& out);

// True when the default models are there.
bool HaveModels();

// The smallest grey JPEG that libjpeg reads, made by hand in the test.
std::string PlainJpeg();

}  // namespace photogate::test
