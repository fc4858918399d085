#include "watch/housekeeping.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <string>
#include <string_view>

#include "outcome/safe_name.h"
#include "worker/channel.h"

namespace photogate {
namespace {

namespace fs = std::filesystem;

// [MS-CFB] 2.2: the signature of a compound file, which Thumbs.db is.
constexpr std::string_view kCompoundFile("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", 8);
// The first bytes of every .DS_Store, as its readers describe them.
constexpr std::string_view kFolderStore("\0\0\0\1Bud1", 8);
// One of a folder of many thousand files is smaller.
constexpr std::size_t kStoreBytes = 1u << 20;
// Settings of one folder: a few lines.
constexpr off_t kSettingsBytes = 64 * 1024;

// Lines of settings, in one byte a character or, with its mark, in two.
bool IsSettings(std::string_view text, off_t size) {
  if (size > kSettingsBytes) return false;
  if (text.starts_with("\xFF\xFE")) text.remove_prefix(2);
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  const auto first = std::find_if(text.begin(), text.end(), [](char c) {
    return c != '\r' && c != '\n' && c != ' ' && c != '\0';
  });
  return first == text.end() || *first == '[';
}

// Positions of symbols and nothing else: no picture behind its first bytes.
bool IsFolderStore(int fd, off_t size) {
  if (size > static_cast<off_t>(kStoreBytes)) return false;
  std::string text(kStoreBytes, '\0');
  const ssize_t got = ::pread(fd, text.data(), text.size(), 0);
  if (got != size) return false;
  text.resize(static_cast<std::size_t>(got));
  if (!text.empty() && !text.starts_with(kFolderStore)) return false;
  for (const std::string_view picture : {"\xFF\xD8\xFF", "\x89PNG", "ftyp", "GIF8", "RIFF"}) {
    if (text.find(picture) != std::string::npos) return false;
  }
  return true;
}

}  // namespace

bool IsHousekeeping(const fs::path& file) {
  const std::string name = LowerAscii(file.filename().string());
  const bool thumbs = name == "thumbs.db" || name == "ehthumbs.db";
  if (!thumbs && name != "desktop.ini" && name != ".ds_store") return false;
  const OwnedFd fd(::open(file.c_str(), O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK | O_NOCTTY));
  struct stat about {};
  if (fd.get() < 0 || ::fstat(fd.get(), &about) != 0 || !S_ISREG(about.st_mode)) return false;
  if (name == ".ds_store") return IsFolderStore(fd.get(), about.st_size);
  std::array<char, 64> start{};
  const ssize_t got = ::pread(fd.get(), start.data(), start.size(), 0);
  if (got < 0) return false;
  const std::string_view text(start.data(), static_cast<std::size_t>(got));
  if (name == "desktop.ini") return IsSettings(text, about.st_size);
  return text.empty() || text.starts_with(kCompoundFile);
}

std::optional<int> CountFilesBelow(const fs::path& folder, int most) {
  std::error_code failed;
  if (fs::symlink_status(folder, failed).type() == fs::file_type::not_found) return 0;
  int files = 0;
  fs::recursive_directory_iterator entry(folder, failed);
  for (const fs::recursive_directory_iterator end; !failed && entry != end && files < most;
       entry.increment(failed)) {
    const auto type = entry->symlink_status(failed).type();
    if (failed) break;
    if (type != fs::file_type::directory && !IsHousekeeping(entry->path())) ++files;
  }
  if (failed) return std::nullopt;
  return files;
}

}  // namespace photogate
