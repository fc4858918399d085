// The rules that the compiler does not enforce, as pure functions over text.
#pragma once

#include <cstddef>
#include <filesystem>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace photogate::lint {

struct Include {
  std::size_t line;
  bool quoted;  // "file" rather than <file>
  std::string file;
};

std::vector<Include> IncludesIn(std::string_view text);

// Which folders of src/ each folder may include, besides itself. DESIGN.md section 1, with crypto
// for those who hash or draw random numbers, models for those who name or load one, and evaluate.
const std::map<std::string, std::set<std::string>>& AllowedModules();

// A library that only some folders may see.
struct OwnedLibrary {
  std::string prefix;  // of the file named in the include
  std::set<std::string> owners;
  bool source_only;  // only in .cpp files, because it is slow to compile or has macros
};
const std::vector<OwnedLibrary>& OwnedLibraries();

// What is wrong with one file of src/. `path` is relative to src ("face/yunet.cpp"). One sentence
// a fault; empty when there is none.
std::vector<std::string> FaultsOf(const std::filesystem::path& path, std::string_view text);

// What is wrong with a file of the project being there at all, judged by name and size.
std::vector<std::string> FaultsOfPresence(const std::filesystem::path& path, std::uintmax_t bytes);

}  // namespace photogate::lint
