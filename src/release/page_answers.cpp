#include "release/page_answers.h"

#include <algorithm>
#include <utility>

namespace photogate {
namespace {

namespace fs = std::filesystem;

constexpr const char* kTangled =
    "The page is built so that it could not be read to its end. Look at it yourself.";
constexpr const char* kWritten =
    "It seems to hold pictures written as text, which are not verified. Look at it yourself.";
constexpr const char* kDrawn =
    "It is a drawing in which a photo may stand, or too large to be a drawing alone. Look at it "
    "yourself.";
constexpr const char* kInlined =
    "The page holds pictures in its own text, which are not verified. Save them as files.";
constexpr const char* kElsewhere = "The page shows pictures from another address. Look there.";
constexpr const char* kNoPicture =
    "The page shows this as a picture, and the file is none that is verified. Look at it yourself.";
constexpr const char* kLinked =
    "The document shows pictures that are not in it but linked. Put them into it and verify it "
    "again, or look at them yourself.";

std::string Missing(const ReadText& text) {
  return std::string("The page shows this or links to it, and it is not in the ") +
         (text.inside.empty() ? "folder" : "archive") +
         ", so it was not verified. Export the website whole.";
}

// "./img//a.jpg" and "img/a.jpg" are one.
std::string Plain(const fs::path& path) {
  std::string plain = path.lexically_normal().generic_string();
  while (plain.rfind("./", 0) == 0) plain.erase(0, 2);
  return plain;
}

// "photo.jpg?w=300" may be the name of a file, or a file and a question to the server.
std::vector<std::string> NamesOf(const std::string& reference) {
  std::vector<std::string> names{reference};
  const auto question = reference.find('?');
  if (question != std::string::npos && question > 0) names.push_back(reference.substr(0, question));
  return names;
}

}  // namespace

std::vector<Verified> AnswersOf(const ReadText& text, const HtmlReferences& found,
                                const IsBeside& beside) {
  std::vector<Verified> answers;
  const auto say = [&](std::string inside, Standing standing, std::string what) {
    answers.push_back(
        {text.path, std::move(inside), standing, std::move(what), {}, {}, {}, false, {}, false});
  };
  const auto within = [&](const std::string& what) {
    return text.inside.empty() ? what : text.inside + " > " + what;
  };
  if (found.tangled) say(text.inside, Standing::kCannotCheck, kTangled);
  switch (text.kind) {
    case TextKind::kPage:
    case TextKind::kStyle: break;
    case TextKind::kDrawing:
      if (found.inlined > 0) say(text.inside, Standing::kCannotCheck, kDrawn);
      return answers;
    case TextKind::kScript:
    case TextKind::kText:
      if (found.inlined > 0) say(text.inside, Standing::kCannotCheck, kWritten);
      return answers;
    case TextKind::kLinks:
      if (found.elsewhere > 0) {
        say((text.container.empty() ? "" : text.container + " > ") + "a linked picture",
            Standing::kCannotCheck, kLinked);
      }
      return answers;
  }
  for (const auto& [list, picture] : {std::pair{&found.local, false}, {&found.shown, true}}) {
    for (const std::string& reference : *list) {
      if (beside(reference, picture)) continue;
      if (picture && beside(reference, false)) {
        say(within(reference), Standing::kCannotCheck, kNoPicture);
      } else {
        say(within(reference), Standing::kMissing, Missing(text));
      }
    }
  }
  if (found.inlined > 0) {
    say(within("a picture within the page"), Standing::kCannotCheck, kInlined);
  }
  if (found.elsewhere > 0) {
    say(within("a picture of another website"), Standing::kCannotCheck, kElsewhere);
  }
  return answers;
}

WalkedFiles::WalkedFiles(const CollectedFiles& files, std::vector<fs::path> roots)
    : roots_(std::move(roots)) {
  const auto add = [&](const fs::path& path, bool picture) {
    std::error_code failed;
    fs::path real = fs::weakly_canonical(path, failed);
    if (!failed) pictures_[std::move(real)] = picture;
  };
  for (const PhotoJob& job : files.photos) add(job.path, true);
  for (const auto& [path, what] : files.not_pictures) add(path, false);
  for (const auto& [path, error] : files.unreadable) add(path, false);
}

bool WalkedFiles::Has(const fs::path& page, const std::string& reference, bool picture) const {
  const auto walked = [&](const fs::path& path) {
    std::error_code failed;
    const auto file = pictures_.find(fs::weakly_canonical(path, failed));
    return !failed && file != pictures_.end() && (file->second || !picture);
  };
  for (const std::string& name : NamesOf(reference)) {
    if (name.front() != '/') {
      if (walked(page.parent_path() / name)) return true;
      continue;
    }
    const bool found = std::any_of(roots_.begin(), roots_.end(), [&](const fs::path& root) {
      return walked(root / name.substr(1));
    });
    if (found) return true;
  }
  return false;
}

void ArchivedFiles::Add(const std::string& name, bool picture) { pictures_[Plain(name)] = picture; }

bool ArchivedFiles::Has(const std::string& page, const std::string& reference, bool picture) const {
  const auto there = [&](const fs::path& path) {
    const auto file = pictures_.find(Plain(path));
    return file != pictures_.end() && (file->second || !picture);
  };
  for (const std::string& name : NamesOf(reference)) {
    if (name.front() != '/') {
      if (there(fs::path(page).parent_path() / name)) return true;
      continue;
    }
    const std::string plain = Plain(page);
    const auto top = plain.find('/');
    if (there(name.substr(1))) return true;
    if (top != std::string::npos && there(plain.substr(0, top) + name)) return true;
  }
  return false;
}

}  // namespace photogate
