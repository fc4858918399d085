#include "tests/lint/rules.h"

#include <algorithm>
#include <array>
#include <cctype>

namespace photogate::lint {
namespace {

constexpr std::size_t kMostLines = 400;
constexpr std::uintmax_t kMostBytes = 1u << 20;

// Longer than kMostLines, and why that is right.
const std::map<std::string, std::string>& LongFiles() {
  static const std::map<std::string, std::string> files{
      {"models/ir_to_onnx.cpp", "one table of layers, each translated in a few lines"},
  };
  return files;
}

// Library headers that stand in a header all the same, and why.
const std::map<std::string, std::string>& HeavyHeaders() {
  static const std::map<std::string, std::string> files{
      {"face/dlib_resnet.h",
       "the network is a C++ type; its loader and the loader's test share it"},
  };
  return files;
}

bool StartsWith(std::string_view text, std::string_view start) {
  return text.substr(0, start.size()) == start;
}

std::string FirstPart(const std::string& path) { return path.substr(0, path.find('/')); }

void CheckInclude(const std::string& module, const std::string& file, bool header,
                  const Include& include, std::vector<std::string>& faults) {
  const std::string where = file + ":" + std::to_string(include.line) + ": ";
  if (include.quoted) {
    const std::string target = FirstPart(include.file);
    if (include.file.find('/') == std::string::npos) {
      faults.push_back(where + "\"" + include.file + "\" is not named from the source root");
    } else if (target != module) {
      const auto allowed = AllowedModules().find(module);
      if (allowed == AllowedModules().end()) {
        faults.push_back(where + "folder " + module + " has no line in the table");
      } else if (!allowed->second.contains(target)) {
        faults.push_back(where + module + " must not include " + target);
      }
    }
    return;
  }
  for (const OwnedLibrary& library : OwnedLibraries()) {
    if (!StartsWith(include.file, library.prefix)) continue;
    if (!library.owners.contains(module)) {
      faults.push_back(where + "<" + include.file + "> belongs to another folder than " + module);
    }
    if (header && library.source_only && !HeavyHeaders().contains(file)) {
      faults.push_back(where + "<" + include.file + "> stands in a header");
    }
  }
}

}  // namespace

const std::map<std::string, std::set<std::string>>& AllowedModules() {
  static const std::set<std::string> pipeline{"worker", "match", "policy",   "outcome", "consent",
                                              "photo",  "face",  "metadata", "core",    "crypto"};
  static const std::set<std::string> evaluate = [] {
    std::set<std::string> modules = pipeline;
    modules.insert({"pipeline", "models"});
    return modules;
  }();
  static const std::set<std::string> release{"pipeline", "consent",  "worker", "outcome",
                                             "match",    "likeness", "crypto", "core"};
  static const std::set<std::string> doors{"pipeline", "consent", "core",    "models", "release",
                                           "evaluate", "crypto",  "outcome", "worker"};
  static const std::set<std::string> cli = [] {
    std::set<std::string> modules = doors;
    modules.insert({"watch", "review"});
    return modules;
  }();
  // The page asks the rules for reviewers what a photo still needs before anybody decides.
  static const std::set<std::string> review = [] {
    std::set<std::string> modules = doors;
    modules.insert("policy");
    return modules;
  }();
  static const std::map<std::string, std::set<std::string>> allowed{
      {"core", {}},
      {"crypto", {"core"}},
      {"likeness", {"core"}},
      {"photo", {"core"}},
      {"face", {"core"}},
      {"match", {"core"}},
      {"metadata", {"core"}},
      {"policy", {"core"}},
      {"consent", {"core", "crypto", "likeness"}},
      {"outcome", {"core", "crypto"}},
      {"models", {"core", "crypto"}},
      {"worker", {"photo", "face", "metadata", "likeness", "core", "crypto"}},
      {"pipeline", pipeline},
      {"release", release},
      {"evaluate", evaluate},
      {"cli", cli},
      {"watch", doors},
      {"review", review},
  };
  return allowed;
}

const std::vector<OwnedLibrary>& OwnedLibraries() {
  static const std::vector<OwnedLibrary> libraries{
      {"opencv2/", {"face"}, true},
      {"dlib/", {"face"}, true},
      {"sqlite3.h", {"consent"}, true},
      {"SQLiteCpp/", {"consent"}, true},
      {"httplib.h", {"review"}, true},
      {"openssl/", {"crypto", "models", "review"}, false},  // its types are opaque pointers
      {"libheif/", {"photo"}, true},
      {"onnx/", {"models"}, true},
      {"google/protobuf/", {"models"}, true},
      {"curl/", {"models"}, true},
      {"pugixml.hpp", {"models", "metadata"}, true},
      {"spdlog/", {"cli", "watch", "review"}, true},
      {"CLI/", {"cli"}, false},
      {"nlohmann/",
       {"cli", "consent", "evaluate", "models", "outcome", "pipeline", "release", "review", "watch",
        "worker"},
       false},
      {"sodium.h", {"crypto"}, true},
      {"seccomp.h", {"worker"}, true},
      {"archive.h", {"worker", "outcome"}, true},
      {"archive_entry.h", {"worker", "outcome"}, true},
      {"qpdf/", {"worker"}, true},
      {"libexif/", {"metadata"}, true},
      {"jpeglib.h", {"photo"}, false},  // its error hook is a C struct shared by reader and writer
      {"png.h", {"photo"}, true},
      {"tiffio.h", {"photo"}, true},
      {"gif_lib.h", {"photo"}, true},
      {"webp/", {"photo"}, true},
      {"lcms2.h", {"photo"}, true},
  };
  return libraries;
}

std::vector<Include> IncludesIn(std::string_view text) {
  std::vector<Include> includes;
  std::size_t line = 1;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    std::string_view row = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    const auto skip_blanks = [&row] {
      while (!row.empty() && (row.front() == ' ' || row.front() == '\t')) row.remove_prefix(1);
    };
    skip_blanks();
    if (StartsWith(row, "#")) {
      row.remove_prefix(1);
      skip_blanks();
      if (StartsWith(row, "include")) {
        row.remove_prefix(7);
        skip_blanks();
        const bool quoted = StartsWith(row, "\"");
        if (quoted || StartsWith(row, "<")) {
          row.remove_prefix(1);
          const std::size_t stop = row.find(quoted ? '"' : '>');
          includes.push_back({line, quoted, std::string(row.substr(0, stop))});
        }
      }
    }
    ++line;
  }
  return includes;
}

std::vector<std::string> FaultsOf(const std::filesystem::path& path, std::string_view text) {
  std::vector<std::string> faults;
  const std::string file = path.generic_string();
  const std::string module = FirstPart(file);
  const bool header = path.extension() == ".h";
  for (const Include& include : IncludesIn(text)) {
    CheckInclude(module, file, header, include, faults);
  }
  const auto lines = static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n'));
  if (lines > kMostLines && !LongFiles().contains(file)) {
    faults.push_back(file + ": " + std::to_string(lines) + " lines; split it, or list it with why");
  }
  if (lines <= kMostLines && LongFiles().contains(file)) {
    faults.push_back(file + ": listed as long, but is not");
  }
  if (header && !StartsWith(text, "// ")) {
    faults.push_back(file + ": begins without a comment that says what it is");
  }
  if (header && text.find("#pragma once") == std::string_view::npos) {
    faults.push_back(file + ": no #pragma once");
  }
  return faults;
}

std::vector<std::string> FaultsOfPresence(const std::filesystem::path& path, std::uintmax_t bytes) {
  // Weights, registers and archives: fetched or made on the machine, never part of the project.
  static constexpr std::array<std::string_view, 19> kForbidden{
      ".onnx",    ".dat", ".bz2", ".params", ".bin", ".caffemodel", ".pb",
      ".tflite",  ".pt",  ".pth", ".h5",     ".npy", ".npz",        ".sqlite",
      ".sqlite3", ".db",  ".gz",  ".zip",    ".pem"};
  std::vector<std::string> faults;
  std::string extension = path.extension().string();
  std::transform(extension.begin(), extension.end(), extension.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  if (std::find(kForbidden.begin(), kForbidden.end(), extension) != kForbidden.end()) {
    faults.push_back(path.generic_string() + ": files of this kind are not part of the project");
  }
  if (bytes > kMostBytes) {
    faults.push_back(path.generic_string() + ": " + std::to_string(bytes) + " bytes are too many");
  }
  return faults;
}

}  // namespace photogate::lint
