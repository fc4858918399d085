// Where a test finds the project, the shared test data and the models, and how it skips without
// them.
#pragma once

#include <filesystem>
#include <iostream>
#include <optional>
#include <string>

// Ends the test case as skipped, visibly: CTest counts a test that prints [SKIP] as skipped.
#define PHOTOGATE_SKIP(reason)                       \
  do {                                               \
    std::cout << "[SKIP] " << (reason) << std::endl; \
    return;                                          \
  } while (false)

namespace photogate::test {

// The project's root.
std::filesystem::path SourceRoot();

// $PHOTOGATE_SHARED, by default ../shared beside the root; nullopt when it is not there.
std::optional<std::filesystem::path> Shared();

// A folder below Shared(), nullopt when it is not there.
std::optional<std::filesystem::path> SharedFolder(const std::string& name);

// The folder of fetched models: $PHOTOGATE_MODELS, by default build/models below the root.
std::optional<std::filesystem::path> Models();

// A fresh folder that goes, with everything in it, at the end of the scope.
class TempFolder {
 public:
  TempFolder();
  ~TempFolder();
  TempFolder(const TempFolder&) = delete;
  TempFolder& operator=(const TempFolder&) = delete;
  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

}  // namespace photogate::test
