#include "watch/groups_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "outcome/safe_name.h"
#include "watch/inbox_names.h"
#include "worker/channel.h"

namespace photogate {
namespace {

namespace fs = std::filesystem;

// A list of groups, not a novel.
constexpr std::size_t kGroupsBytes = 64 * 1024;

// The file of groups in a folder, however its name is capitalised; empty: there is none.
Result<fs::path> GroupsFile(const fs::path& folder) {
  std::error_code failed;
  fs::directory_iterator entry(folder, failed);
  for (const fs::directory_iterator end; !failed && entry != end; entry.increment(failed)) {
    if (LowerAscii(entry->path().filename().string()) == kGroupsName) return entry->path();
  }
  if (failed) {
    return Error{ErrorKind::kUnavailable,
                 "A folder of the inbox cannot be read. Check the share and its access rights.",
                 folder.string()};
  }
  return fs::path();
}

}  // namespace

Result<std::vector<GroupLine>> ReadGroups(const fs::path& folder) {
  std::vector<GroupLine> groups;
  const auto path = GroupsFile(folder);
  if (!path.ok()) return path.error();
  if (path.value().empty()) return groups;
  const auto cannot = [&](const char* why) {
    return Error{ErrorKind::kUnavailable, why, path.value().string()};
  };
  // Neither a link, nor a pipe that would keep the watcher waiting.
  const OwnedFd file(::open(path.value().c_str(), O_RDONLY | O_NONBLOCK | O_NOFOLLOW | O_CLOEXEC));
  struct stat about {};
  if (file.get() < 0 || ::fstat(file.get(), &about) != 0 || !S_ISREG(about.st_mode)) {
    return cannot("A groups.txt in the inbox cannot be read, so photos beside it are not taken.");
  }
  std::string text(kGroupsBytes, '\0');
  const ssize_t got = ::pread(file.get(), text.data(), text.size(), 0);
  if (got < 0) {
    return cannot("A groups.txt in the inbox cannot be read, so photos beside it are not taken.");
  }
  text.resize(static_cast<std::size_t>(got));
  if (static_cast<std::size_t>(about.st_size) > kGroupsBytes ||
      text.find('\0') != std::string::npos) {
    return cannot(
        "A groups.txt in the inbox is not a short text (UTF-8), so photos beside it are not "
        "taken. Save it as plain text.");
  }
  std::string group;
  int line = 1;
  const auto take = [&] {
    const auto first = group.find_first_not_of(" \t\xEF\xBB\xBF");
    if (first != std::string::npos) {
      const auto size = group.find_last_not_of(" \t") - first + 1;
      groups.push_back({GroupName{group.substr(first, size)}, line});
    }
    group.clear();
  };
  for (const char c : text) {
    if (c == '\n' || c == '\r' || c == ',' || c == ';') {
      take();
      if (c == '\n') ++line;
    } else {
      group += c;
    }
  }
  take();
  return groups;
}

KnownGroups::KnownGroups(const std::vector<GroupName>& groups) {
  for (const GroupName& group : groups) groups_.insert(LowerAscii(group.value));
}

std::vector<GroupLine> KnownGroups::UnknownIn(const std::vector<GroupLine>& lines) const {
  std::vector<GroupLine> unknown;
  for (const GroupLine& line : lines) {
    if (!groups_.contains(LowerAscii(line.group.value))) unknown.push_back(line);
  }
  return unknown;
}

}  // namespace photogate
