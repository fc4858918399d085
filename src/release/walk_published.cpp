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
#include "release/page_answers.h"
#include "worker/other_file.h"

namespace photogate {
namespace {

namespace fs = std::filesystem;

// A newsletter in a ZIP in a ZIP is somebody's habit; deeper is an attack.
constexpr int kDepth = 3;

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

// What newsletters and letters come as.
bool IsDocumentName(const fs::path& path) {
  static constexpr std::array<std::string_view, 10> kNames = {
      ".pdf", ".docx", ".docm", ".pptx", ".pptm", ".xlsx", ".odt", ".odp", ".epub", ".zip"};
  return std::find(kNames.begin(), kNames.end(), Extension(path)) != kNames.end();
}

// What Windows and macOS keep in a folder for themselves.
bool IsOfSystem(const fs::path& path) {
  static constexpr std::array<std::string_view, 4> kNames = {".DS_Store", "Thumbs.db",
                                                             "ehthumbs.db", "desktop.ini"};
  return std::find(kNames.begin(), kNames.end(), path.filename().string()) != kNames.end();
}

Result<OtherFile> OtherFileAt(int fd, const fs::path& path, std::uint64_t bytes) {
  Bytes head(kOtherHead);
  const ssize_t got = ::pread(fd, head.data(), head.size(), 0);
  if (got < 0) return Error{ErrorKind::kUnavailable, "The file cannot be read.", path.string()};
  head.resize(static_cast<std::size_t>(got));
  return OtherFileOf(path.filename().string(), head, bytes);
}

bool IsKnown(FileFormat format) {
  return IsPicture(format) || format == FileFormat::kVideo || format == FileFormat::kDocument;
}

Verified About(const fs::path& path, std::string inside, Standing standing, std::string text) {
  return {path, std::move(inside), standing, std::move(text), {}, {}, {}, false};
}

class Walk {
 public:
  Walk(const WalkParts& parts, const LookAtPicture& look) : parts_(parts), look_(look) {}

  // `passing`: found in a folder, and no picture by its name. Nothing is said of texts then.
  std::vector<Verified> OfFile(const fs::path& path, bool passing, const WalkedFiles& walked) {
    auto file = OpenPhotoFile(path);
    if (!file.ok()) {
      return {About(path, {}, Standing::kUnreadable, file.error().message)};
    }
    const int fd = file.value().fd.get();
    const FileFormat format = file.value().format;
    if (!IsKnown(format)) {
      if (passing && IsOfSystem(path)) return {};
      if (passing && IsDocumentName(path)) {
        return {About(path, {}, Standing::kUnreadable,
                      "By its name this is a document, but it is empty or damaged.")};
      }
      const auto other = OtherFileAt(fd, path, file.value().bytes);
      if (!other.ok()) return {About(path, {}, Standing::kUnreadable, other.error().message)};
      if (other.value().kind == OtherKind::kRead) {
        const TextKind kind = other.value().read_as;
        auto said = OfText(fd, {path, {}, {}, kind}, [&](const std::string& name, bool picture) {
          return walked.Has(path, name, picture);
        });
        // A text that was named itself is no picture, and that is told.
        if (passing || !said.empty() || (kind != TextKind::kText && kind != TextKind::kScript))
          return said;
      } else if (other.value().kind == OtherKind::kClosed && !HasPictureName(path)) {
        return {About(path, {}, Standing::kCannotCheck, kClosedText)};
      } else if (passing) {
        return {};
      }
    }
    std::vector<Verified> found;
    Look(fd, format, path, {}, kDepth, found);
    return found;
  }

  // Of a file that came without its folder.
  std::vector<Verified> OfOpened(int fd, const PhotoFile& file, const fs::path& name) {
    if (!IsKnown(file.format)) {
      const auto other = OtherFileAt(fd, name, file.bytes);
      if (!other.ok()) return {About(name, {}, Standing::kUnreadable, other.error().message)};
      const bool read = other.value().kind == OtherKind::kRead;
      const TextKind kind = other.value().read_as;
      if (read && (kind == TextKind::kPage || kind == TextKind::kStyle)) {
        return {About(name, {}, Standing::kCannotCheck,
                      "A web page alone cannot be verified. Verify the pictures that it shows.")};
      }
      if ((read && kind == TextKind::kDrawing) ||
          (other.value().kind == OtherKind::kClosed && !HasPictureName(name))) {
        return {About(name, {}, Standing::kCannotCheck, kClosedText)};
      }
    }
    std::vector<Verified> found;
    Look(fd, file.format, name, {}, kDepth, found);
    return found;
  }

 private:
  // What a page shows must be there: what is missing here is taken from somewhere else.
  std::vector<Verified> OfText(int fd, const ReadText& text, const IsBeside& beside) {
    const auto pool = parts_.files();
    const auto read =
        pool.ok() ? pool.value()->ReadPage(fd, text.kind) : Result<HtmlReferences>(pool.error());
    if (!read.ok()) {
      return {About(text.path, text.inside, Standing::kCannotCheck, read.error().message)};
    }
    return AnswersOf(text, read.value(), beside);
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
    std::vector<std::pair<std::string, Bytes>> texts;  // by their names in this archive alone
    std::vector<std::pair<std::string, Sha256Hex>> lists;
    ArchivedFiles archived;
    const auto done = pool.value()->Unpack(fd, [&](Part part) -> Result<Done> {
      const std::string name = Within(inside, part.name);
      archived.Add(part.name, part.kind == PartKind::kFile);
      switch (part.kind) {
        case PartKind::kFile: kept.emplace_back(name, std::move(part.bytes)); break;
        case PartKind::kPassed: break;
        case PartKind::kCannotCheck:
          found.push_back(About(path, name, Standing::kCannotCheck, part.why));
          break;
        case PartKind::kList: lists.emplace_back(name, Sha256(part.bytes)); break;
        case PartKind::kText: texts.emplace_back(part.name, std::move(part.bytes)); break;
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
    for (auto& [name, bytes] : texts) LookAtText(path, inside, name, bytes, archived, found);
    if (!done.ok()) cannot(done.error().message);
  }

  static std::string Within(const std::string& inside, const std::string& name) {
    return inside.empty() ? name : inside + " > " + name;
  }

  void LookAtText(const fs::path& path, const std::string& inside, const std::string& name,
                  Bytes& bytes, const ArchivedFiles& archived, std::vector<Verified>& found) {
    const OtherFile other = OtherFileOf(name, bytes, bytes.size());
    const ReadText text{path, Within(inside, name), inside, other.read_as};
    const auto file = MemoryFile(bytes);
    Bytes().swap(bytes);
    auto said =
        !file.ok() || other.kind != OtherKind::kRead
            ? std::vector<Verified>{About(path, text.inside, Standing::kCannotCheck, kClosedText)}
            : OfText(file.value().get(), text, [&](const std::string& reference, bool picture) {
                return archived.Has(name, reference, picture);
              });
    std::move(said.begin(), said.end(), std::back_inserter(found));
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
  const WalkedFiles walked(files, paths);
  struct Task {
    fs::path path;
    bool passing;
  };
  std::vector<Task> tasks;
  for (const PhotoJob& job : files.photos) tasks.push_back({job.path, false});
  for (const auto& [path, what] : files.not_pictures) tasks.push_back({path, true});
  std::vector<Verified> found;
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
      answers[at] = walk.OfFile(task.path, task.passing, walked);
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
  return Walk(parts, look).OfOpened(fd, file.value(), name);
}

}  // namespace photogate
