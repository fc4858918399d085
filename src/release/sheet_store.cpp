#include "release/sheet_store.h"

#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <fstream>
#include <string_view>
#include <vector>

#include "consent/looks.h"
#include "consent/shared_home.h"
#include "crypto/sha256.h"
#include "outcome/safe_name.h"

namespace photogate {
namespace {

namespace fs = std::filesystem;

fs::path Root(const fs::path& home) { return home / "sheets"; }

// A name that not every disk takes goes by its hash.
fs::path FolderOf(const fs::path& home, const ChannelName& channel) {
  const std::string& name = channel.value;
  if (IsSafeName(name)) return Root(home) / name;
  return Root(home) / Sha256({reinterpret_cast<const std::uint8_t*>(name.data()), name.size()})
                          .value.substr(0, 16);
}

Error Unavailable(const fs::path& path) {
  return {ErrorKind::kUnavailable,
          "The folder for contact sheets in the home cannot be used; nothing was released.",
          path.string()};
}

Error CannotLook(const fs::path& path) {
  return {ErrorKind::kUnavailable, "The folder with the releases cannot be looked through.",
          path.string()};
}

constexpr std::string_view kSheetStart = "contact-sheet-", kSheetEnd = ".html";
constexpr std::size_t kCode = 8;
// The sentence with the code comes after the style sheet and before the first picture.
constexpr std::size_t kRead = 256u << 10;

// By its name and by what stands in it: people's own pages are left alone.
bool IsOldSheet(const fs::path& folder, const std::string& name) {
  if (name.size() != kSheetStart.size() + kCode + kSheetEnd.size() ||
      !name.starts_with(kSheetStart) || !name.ends_with(kSheetEnd)) {
    return false;
  }
  const std::string code = name.substr(kSheetStart.size(), kCode);
  std::error_code failed;
  if (!fs::is_regular_file(fs::symlink_status(folder / name, failed))) return false;
  std::ifstream file(folder / name, std::ios::binary);
  std::string text(kRead, '\0');
  file.read(text.data(), static_cast<std::streamsize>(text.size()));
  text.resize(static_cast<std::size_t>(file.gcount()));
  return text.find("The code of this sheet is <b>" + code + "</b>") != std::string::npos;
}

}  // namespace

Result<int> RemoveOldSheets(FileSystem& disk, const fs::path& releases) {
  std::error_code failed;
  if (!fs::is_directory(fs::symlink_status(releases, failed))) return 0;
  std::vector<std::string> names;
  fs::directory_iterator entry(releases, failed);
  for (const fs::directory_iterator end; !failed && entry != end; entry.increment(failed)) {
    names.push_back(entry->path().filename().string());
  }
  if (failed) return CannotLook(releases);
  int removed = 0;
  for (const std::string& name : names) {
    if (!IsOldSheet(releases, name)) continue;
    if (const auto gone = disk.Remove(releases / name); !gone.ok()) return gone.error();
    ++removed;
  }
  return removed;
}

Result<int> ClearOldSheets(Register& reg, FileSystem& disk, const fs::path& releases,
                           const ChannelName& channel, const Actor& by) {
  const auto removed = RemoveOldSheets(disk, releases);
  if (!removed.ok() || removed.value() == 0) return removed;
  const auto told = Looks(reg).Record(
      "contact sheets of before removed: " + std::to_string(removed.value()), channel.value, by);
  if (!told.ok()) return told.error();
  return removed;
}

Result<fs::path> SheetPath(const fs::path& home, const ChannelName& channel,
                           const std::string& code) {
  const fs::path folder = FolderOf(home, channel);
  for (const fs::path& one : {Root(home), folder}) {
    if (!MakeFolderIn(one) && errno != EEXIST) return Unavailable(one);
    struct stat about {};
    if (::lstat(one.c_str(), &about) != 0 || !S_ISDIR(about.st_mode)) return Unavailable(one);
  }
  const fs::path sheet = folder / ("contact-sheet-" + code + ".html");
  std::error_code error;
  fs::directory_iterator entry(folder, error);
  for (const fs::directory_iterator end; !error && entry != end; entry.increment(error)) {
    if (entry->path() == sheet) continue;
    fs::remove_all(entry->path(), error);
    if (error) break;
  }
  if (error) return Unavailable(folder);
  return sheet;
}

bool RemoveSheets(const fs::path& home, const std::optional<ChannelName>& channel) {
  std::error_code error;
  fs::remove_all(channel ? FolderOf(home, *channel) : Root(home), error);
  return !error;
}

bool AnySheets(const fs::path& home) {
  std::error_code error;
  return !fs::is_empty(Root(home), error) && !error;
}

}  // namespace photogate
