// What is said of pages and other texts, and where what they show is looked for.
#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "pipeline/collect_files.h"
#include "release/verify.h"
#include "worker/html_references.h"

namespace photogate {

// A text that a worker read.
struct ReadText {
  std::filesystem::path path;  // of the file on the disk
  std::string inside;          // within an archive; empty: the file itself
  std::string container;       // the archive within an archive that it stands in; empty: none
  TextKind kind;
};

// Whether what a page calls `reference` was verified with it; with `picture` it must be a picture
// or a film.
using IsBeside = std::function<bool(const std::string& reference, bool picture)>;

// What hinders taking `text` for one whose pictures were all verified; empty when nothing does.
std::vector<Verified> AnswersOf(const ReadText& text, const HtmlReferences& found,
                                const IsBeside& beside);

// The files of a walk through folders. Thread-safe.
class WalkedFiles {
 public:
  WalkedFiles(const CollectedFiles& files, std::vector<std::filesystem::path> roots);
  bool Has(const std::filesystem::path& page, const std::string& reference, bool picture) const;

 private:
  std::map<std::filesystem::path, bool> pictures_;  // whether each is one, by its true path
  std::vector<std::filesystem::path> roots_;
};

// The files of an archive by their names in it.
class ArchivedFiles {
 public:
  void Add(const std::string& name, bool picture);
  // References that begin with a slash mean the archive, or the folder at its top.
  bool Has(const std::string& page, const std::string& reference, bool picture) const;

 private:
  std::map<std::string, bool> pictures_;
};

}  // namespace photogate
