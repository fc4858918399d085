#include "pipeline/collect_files.h"

#include <dirent.h>
#include <sys/stat.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <memory>
#include <set>
#include <string_view>

#include "core/format.h"
#include "pipeline/photo_file.h"

namespace photogate {
namespace {

namespace fs = std::filesystem;
using FileId = std::pair<dev_t, ino_t>;

// Files that mean to be pictures or films even when their content is not known: camera raws,
// damaged files, formats that no decoder here handles. They are held, not passed over.
constexpr std::array<std::string_view, 40> kPictureNames = {
    "jpg",  "jpeg", "jpe",  "jfif", "png", "webp", "tif", "tiff", "bmp", "gif",
    "heic", "heif", "hif",  "avif", "jp2", "jxl",  "svg", "psd",  "dng", "cr2",
    "cr3",  "nef",  "arw",  "raf",  "orf", "rw2",  "pef", "srw",  "mp4", "mov",
    "avi",  "mkv",  "webm", "m4v",  "mpg", "mpeg", "wmv", "3gp",  "mts", "m2ts"};

std::string WhatItIs(FileFormat format) {
  if (format == FileFormat::kDocument) return "a document or an archive";
  if (format == FileFormat::kEmpty) return "an empty file";
  return "not a picture";
}

Error CannotEnter(const char* what, int number, const fs::path& path) {
  return {number == ENOENT || number == ENOTDIR ? ErrorKind::kNotFound : ErrorKind::kUnavailable,
          what, path.string() + ": " + std::strerror(number)};
}

class Walk {
 public:
  explicit Walk(const CollectOptions& options) : options_(options) {
    for (const fs::path& folder : options.leave_out) {
      struct stat about {};
      if (::stat(folder.c_str(), &about) == 0) entered_.insert({about.st_dev, about.st_ino});
    }
  }

  void Start(const fs::path& path) {
    struct stat about {};
    if (::stat(path.c_str(), &about) != 0) {
      return AddUnreadable(
          path, CannotEnter("There is nothing readable under this path. Check the spelling, and "
                            "that the disk or network share is connected.",
                            errno, path));
    }
    if (S_ISDIR(about.st_mode)) return Enter(path, {}, {about.st_dev, about.st_ino});
    AddFile(path, path.filename().string(), true);
  }

  CollectedFiles Take() { return std::move(found_); }

 private:
  struct CloseFolder {
    void operator()(DIR* folder) const { ::closedir(folder); }
  };

  bool Cancelled() const { return options_.cancelled != nullptr && options_.cancelled->load(); }

  void AddUnreadable(const fs::path& path, Error error) {
    found_.unreadable.emplace_back(path, std::move(error));
  }

  void Enter(const fs::path& folder, const std::string& relative, const FileId& id) {
    if (!entered_.insert(id).second) return;
    std::vector<std::string> names;
    {
      const std::unique_ptr<DIR, CloseFolder> open(::opendir(folder.c_str()));
      if (open == nullptr) {
        return AddUnreadable(folder,
                             CannotEnter("This account cannot look into the folder. Ask its owner "
                                         "for permission.",
                                         errno, folder));
      }
      errno = 0;
      for (const dirent* entry = ::readdir(open.get()); entry != nullptr;
           entry = ::readdir(open.get())) {
        const std::string_view name = entry->d_name;
        if (name != "." && name != "..") names.emplace_back(name);
        errno = 0;
      }
      if (errno != 0) {
        AddUnreadable(folder, CannotEnter("The folder could not be read to its end. Check the disk "
                                          "or the network share.",
                                          errno, folder));
      }
    }
    std::sort(names.begin(), names.end());
    for (const std::string& name : names) {
      if (Cancelled()) return;
      Visit(folder / name, relative.empty() ? name : relative + "/" + name);
    }
  }

  void Visit(const fs::path& path, const std::string& relative) {
    struct stat about {};
    if (::stat(path.c_str(), &about) != 0) {
      return AddUnreadable(path, CannotEnter("The entry cannot be read; a link may lead nowhere or "
                                             "to itself.",
                                             errno, path));
    }
    if (S_ISDIR(about.st_mode)) return Enter(path, relative, {about.st_dev, about.st_ino});
    AddFile(path, relative, false);
  }

  void AddFile(const fs::path& path, const std::string& relative, bool named) {
    std::error_code failed;
    const fs::path absolute = fs::absolute(path, failed).lexically_normal();
    if (!seen_.insert(failed ? path.string() : absolute.string()).second) return;
    const auto file = OpenPhotoFile(path);
    if (!file.ok()) return AddUnreadable(path, file.error());
    const FileFormat format = file.value().format;
    if (!named && !IsPicture(format) && format != FileFormat::kVideo && !HasPictureName(path)) {
      found_.not_pictures.emplace_back(path, WhatItIs(format));
      return;
    }
    found_.photos.push_back({path, relative, found_.photos.size() + 1});
  }

  const CollectOptions& options_;
  CollectedFiles found_;
  std::set<FileId> entered_;
  std::set<std::string> seen_;
};

}  // namespace

bool HasPictureName(const fs::path& path) {
  std::string extension = path.extension().string();
  if (extension.empty()) return false;
  extension.erase(0, 1);
  std::transform(extension.begin(), extension.end(), extension.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  });
  return std::find(kPictureNames.begin(), kPictureNames.end(), extension) != kPictureNames.end();
}

CollectedFiles CollectFiles(const std::vector<fs::path>& paths, const CollectOptions& options) {
  Walk walk(options);
  for (const fs::path& path : paths) walk.Start(path);
  return walk.Take();
}

}  // namespace photogate
