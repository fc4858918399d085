#include "release/walk_published.h"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <iterator>
#include <thread>
#include <utility>

#include "crypto/sha256.h"
#include "pipeline/collect_files.h"
#include "release/memory_file.h"

namespace photogate {
namespace {

namespace fs = std::filesystem;

// A newsletter in a ZIP in a ZIP is somebody's habit; deeper is an attack.
constexpr int kDepth = 3;

constexpr const char* kClosed =
    "It may hold pictures in a form that cannot be looked into. Look at it yourself.";

// Of the bytes the worker or the decoder will see: the same descriptor, read once here.
Result<Sha256Hex> HashOf(int fd, const fs::path& path) {
  Sha256Stream hash;
  Bytes block(1u << 20);
  for (off_t at = 0;;) {
    const ssize_t got = ::pread(fd, block.data(), block.size(), at);
    if (got < 0) {
      return Error{ErrorKind::kUnavailable, "The file cannot be read.", path.string()};
    }
    if (got == 0) return hash.Finish();
    hash.Update(ByteView(block).first(static_cast<std::size_t>(got)));
    at += got;
  }
}

std::string Extension(const fs::path& path) {
  std::string text = path.extension().string();
  std::transform(text.begin(), text.end(), text.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  });
  return text;
}

bool IsPage(const fs::path& path) {
  const std::string extension = Extension(path);
  return extension == ".html" || extension == ".htm" || extension == ".css" ||
         extension == ".xhtml";
}

// What newsletters and letters come as.
bool IsDocumentName(const fs::path& path) {
  static constexpr std::array<std::string_view, 5> kNames = {".pdf", ".docx", ".pptx", ".odt",
                                                             ".zip"};
  return std::find(kNames.begin(), kNames.end(), Extension(path)) != kNames.end();
}

// Pictures may be in them, and nothing here can tell.
bool IsClosed(const fs::path& path) {
  static constexpr std::array<std::string_view, 10> kNames = {
      ".svg", ".doc", ".ppt", ".xls", ".pub", ".rar", ".7z", ".tar", ".gz", ".tgz"};
  const std::string extension = Extension(path);
  return std::find(kNames.begin(), kNames.end(), extension) != kNames.end();
}

Verified About(const fs::path& path, std::string inside, Standing standing, std::string text) {
  return {path, std::move(inside), standing, std::move(text), {}, {}, {}, false};
}

class Walk {
 public:
  Walk(const WalkParts& parts, const LookAtPicture& look) : parts_(parts), look_(look) {}

  // `passing`: found in a folder, and no picture by its name. Nothing is said of texts then.
  std::vector<Verified> OfFile(const fs::path& path, bool passing) {
    auto file = OpenPhotoFile(path);
    if (!file.ok()) {
      return {About(path, {}, Standing::kUnreadable, file.error().message)};
    }
    const FileFormat format = file.value().format;
    const bool known =
        IsPicture(format) || format == FileFormat::kVideo || format == FileFormat::kDocument;
    // A drawing is a picture by its name; a photo may stand in it.
    if (!known && IsClosed(path)) return {About(path, {}, Standing::kCannotCheck, kClosed)};
    if (passing && !known) {
      if (!IsDocumentName(path)) return {};
      return {About(path, {}, Standing::kUnreadable,
                    "By its name this is a document, but it is empty or damaged.")};
    }
    std::vector<Verified> found;
    Look(file.value().fd.get(), format, path, {}, kDepth, found);
    return found;
  }

  // What a page shows must be there: what is missing here is taken from somewhere else.
  std::vector<Verified> OfPage(const fs::path& page, const std::vector<fs::path>& roots) {
    std::vector<Verified> found;
    auto file = OpenPhotoFile(page);
    if (!file.ok()) return {About(page, {}, Standing::kUnreadable, file.error().message)};
    const auto pool = parts_.files();
    if (!pool.ok()) return {About(page, {}, Standing::kCannotCheck, pool.error().message)};
    const auto read = pool.value()->ReadPage(file.value().fd.get());
    if (!read.ok()) return {About(page, {}, Standing::kCannotCheck, read.error().message)};
    const HtmlReferences& references = read.value();
    if (references.tangled) {
      found.push_back(About(page, {}, Standing::kCannotCheck,
                            "The page is built so that it could not be read to its end. Look at "
                            "it yourself."));
    }
    for (const std::string& reference : references.local) {
      if (Resolves(reference, page, roots)) continue;
      found.push_back(About(page, reference, Standing::kMissing,
                            "The page shows this and it is not in the folder, so it was not "
                            "verified. Export the website whole."));
    }
    if (references.inlined > 0) {
      found.push_back(About(page, "a picture within the page", Standing::kCannotCheck,
                            "The page holds pictures in its own text, which are not verified. Save "
                            "them as files."));
    }
    if (references.elsewhere > 0) {
      found.push_back(About(page, "a picture of another website", Standing::kCannotCheck,
                            "The page shows pictures from another address. Look there."));
    }
    return found;
  }

  // Of a file that came without its folder.
  std::vector<Verified> OfOpened(int fd, FileFormat format, const fs::path& name) {
    if (!IsPicture(format) && format != FileFormat::kVideo && format != FileFormat::kDocument) {
      if (IsPage(name)) {
        return {About(name, {}, Standing::kCannotCheck,
                      "A web page alone cannot be verified. Verify the pictures that it shows.")};
      }
      if (IsClosed(name)) return {About(name, {}, Standing::kCannotCheck, kClosed)};
    }
    std::vector<Verified> found;
    Look(fd, format, name, {}, kDepth, found);
    return found;
  }

 private:
  static bool Resolves(const std::string& reference, const fs::path& page,
                       const std::vector<fs::path>& roots) {
    std::error_code ignored;
    if (reference.front() != '/') return fs::exists(page.parent_path() / reference, ignored);
    return std::any_of(roots.begin(), roots.end(), [&](const fs::path& root) {
      std::error_code none;
      return fs::exists(root / reference.substr(1), none);
    });
  }

  void Look(int fd, FileFormat format, const fs::path& path, const std::string& inside, int depth,
            std::vector<Verified>& found) {
    if (format == FileFormat::kDocument) return TakeApart(fd, path, inside, depth, found);
    Verified about = About(path, inside, Standing::kUnreadable, {});
    const auto hash = HashOf(fd, path);
    if (!hash.ok()) {
      about.text = hash.error().message;
      found.push_back(std::move(about));
      return;
    }
    found.push_back(look_(fd, hash.value(), format, std::move(about)));
  }

  void TakeApart(int fd, const fs::path& path, const std::string& inside, int depth,
                 std::vector<Verified>& found) {
    const auto cannot = [&](const std::string& why) {
      found.push_back(About(path, inside, Standing::kCannotCheck, why));
    };
    if (depth == 0) return cannot("It is an archive within archives, too deep to be looked into.");
    const auto pool = parts_.files();
    if (!pool.ok()) return cannot(pool.error().message);
    // Files within are kept until the worker is free again: it may be the only one.
    std::vector<std::pair<std::string, Bytes>> kept;
    std::vector<std::pair<std::string, Sha256Hex>> lists;
    const auto done = pool.value()->Unpack(fd, [&](Part part) -> Result<Done> {
      const std::string name = inside.empty() ? part.name : inside + " > " + part.name;
      if (part.kind == PartKind::kCannotCheck) {
        found.push_back(About(path, name, Standing::kCannotCheck, part.why));
      } else if (part.kind == PartKind::kList) {
        lists.emplace_back(name, Sha256(part.bytes));
      } else if (part.kind == PartKind::kFile) {
        kept.emplace_back(name, std::move(part.bytes));
      }
      return Done{};
    });
    LookAtLists(path, lists, kept, found);
    for (auto& [name, bytes] : kept) {
      const auto file = MemoryFile(bytes);
      const FileFormat format = SniffFormat(bytes);
      Bytes().swap(bytes);
      if (file.ok()) {
        Look(file.value().get(), format, path, name, depth - 1, found);
      } else {
        found.push_back(About(path, name, Standing::kCannotCheck, file.error().message));
      }
    }
    if (!done.ok()) cannot(done.error().message);
  }

  void LookAtLists(const fs::path& path,
                   const std::vector<std::pair<std::string, Sha256Hex>>& lists,
                   const std::vector<std::pair<std::string, Bytes>>& kept,
                   std::vector<Verified>& found) const {
    if (!parts_.lists) return;
    for (const auto& [inside, sha256] : lists) {
      FoundList list{path, inside, sha256, {}};
      const std::string folder = inside.substr(0, inside.size() - kReleaseListName.size());
      for (const auto& [name, bytes] : kept) {
        if (name.rfind(folder, 0) == 0) list.beside[name.substr(folder.size())] = Sha256(bytes);
      }
      auto said = parts_.lists(list);
      std::move(said.begin(), said.end(), std::back_inserter(found));
    }
  }

  const WalkParts& parts_;
  const LookAtPicture& look_;
};

}  // namespace

std::vector<Verified> WalkPublished(const std::vector<fs::path>& paths, const WalkParts& parts,
                                    const LookAtPicture& look) {
  CollectOptions options;
  options.cancelled = parts.cancelled;
  const CollectedFiles files = CollectFiles(paths, options);
  struct Task {
    fs::path path;
    bool page;
    bool passing;
  };
  std::vector<Task> tasks;
  for (const PhotoJob& job : files.photos) tasks.push_back({job.path, IsPage(job.path), false});
  std::vector<Verified> found;
  for (const auto& [path, what] : files.not_pictures) {
    if (IsPage(path)) {
      tasks.push_back({path, true, true});
    } else if (IsClosed(path)) {
      found.push_back(About(path, {}, Standing::kCannotCheck, kClosed));
    } else {
      tasks.push_back({path, false, true});
    }
  }
  for (const auto& [path, error] : files.unreadable) {
    found.push_back(About(path, {}, Standing::kUnreadable, error.message));
  }
  Walk walk(parts, look);
  std::vector<std::vector<Verified>> answers(tasks.size());
  std::atomic<std::size_t> next{0};
  const auto work = [&] {
    for (;;) {
      const std::size_t at = next.fetch_add(1);
      if (at >= tasks.size()) return;
      if (parts.cancelled != nullptr && parts.cancelled->load()) return;
      const Task& task = tasks[at];
      answers[at] =
          task.page ? walk.OfPage(task.path, paths) : walk.OfFile(task.path, task.passing);
    }
  };
  {
    std::vector<std::jthread> threads;
    for (int at = 1; at < parts.threads; ++at) threads.emplace_back(work);
    work();
  }
  for (auto& answer : answers) {
    std::move(answer.begin(), answer.end(), std::back_inserter(found));
  }
  return found;
}

std::vector<Verified> WalkOpened(int fd, const std::string& name, const WalkParts& parts,
                                 const LookAtPicture& look) {
  auto same = SameFile(fd);
  if (!same.ok()) return {About(name, {}, Standing::kCannotCheck, same.error().message)};
  const auto file = OpenedPhotoFile(std::move(same).value(), name);
  if (!file.ok()) return {About(name, {}, Standing::kUnreadable, file.error().message)};
  return Walk(parts, look).OfOpened(fd, file.value().format, name);
}

}  // namespace photogate
