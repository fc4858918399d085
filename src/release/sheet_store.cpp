#include "release/sheet_store.h"

#include <sys/stat.h>

#include <cerrno>

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

}  // namespace

Result<fs::path> SheetPath(const fs::path& home, const ChannelName& channel,
                           const std::string& code) {
  const fs::path folder = FolderOf(home, channel);
  for (const fs::path& one : {Root(home), folder}) {
    if (::mkdir(one.c_str(), 0700) != 0 && errno != EEXIST) return Unavailable(one);
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
