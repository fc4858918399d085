#include "tests/support/paths.h"

#include <cstdlib>
#include <stdexcept>
#include <system_error>

namespace photogate::test {
namespace fs = std::filesystem;

fs::path SourceRoot() {
  if (const char* root = std::getenv("PHOTOGATE_SOURCE")) return root;
  // tests/support/paths.cpp is two folders below the root.
  return fs::path(__FILE__).parent_path().parent_path().parent_path();
}

std::optional<fs::path> Shared() {
  const char* named = std::getenv("PHOTOGATE_SHARED");
  const fs::path folder =
      named != nullptr ? fs::path(named) : SourceRoot().parent_path() / "shared";
  if (!fs::is_directory(folder)) return std::nullopt;
  return folder;
}

std::optional<fs::path> SharedFolder(const std::string& name) {
  const auto shared = Shared();
  if (!shared || !fs::is_directory(*shared / name)) return std::nullopt;
  return *shared / name;
}

std::optional<fs::path> Models() {
  const char* named = std::getenv("PHOTOGATE_MODELS");
  const fs::path folder = named != nullptr ? fs::path(named) : SourceRoot() / "build" / "models";
  if (!fs::is_directory(folder)) return std::nullopt;
  return folder;
}

TempFolder::TempFolder() {
  std::string pattern = (fs::temp_directory_path() / "photogate-test-XXXXXX").string();
  if (mkdtemp(pattern.data()) == nullptr) throw std::runtime_error("no temporary folder");
  path_ = pattern;
}

TempFolder::~TempFolder() {
  std::error_code ignored;
  fs::remove_all(path_, ignored);
}

}  // namespace photogate::test
