#include "consent/work_folder.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <string>

#include "consent/home.h"
#include "consent/shared_home.h"
#include "crypto/random.h"

namespace photogate {
namespace {

namespace fs = std::filesystem;

constexpr const char* kLock = "lock";
constexpr std::string_view kEnd = ".new";
constexpr std::size_t kRandomBytes = 8;
constexpr auto kLong = std::chrono::hours{24};

// What a backup or a restore puts into its folder.
constexpr std::array<std::string_view, 9> kContents = {kLock,
                                                       "copy",
                                                       "restored",
                                                       "backup",
                                                       "keyring.json",
                                                       "register.sqlite",
                                                       "register.sqlite-wal",
                                                       "register.sqlite-shm",
                                                       "register.sqlite-journal"};

bool HasWorkName(const std::string& name) {
  constexpr std::size_t kRandom = 2 * kRandomBytes;
  if (name.size() < 2 + 1 + kRandom + kEnd.size() || name.front() != '.') return false;
  if (!name.ends_with(kEnd)) return false;
  const std::string random = name.substr(name.size() - kEnd.size() - kRandom, kRandom);
  return name[name.size() - kEnd.size() - kRandom - 1] == '-' &&
         random.find_first_not_of("0123456789abcdef") == std::string::npos;
}

// A keyring that is being written has a hidden name of its own.
bool IsWork(const std::string& name) {
  return std::find(kContents.begin(), kContents.end(), name) != kContents.end() ||
         name.starts_with(".keyring.json-");
}

bool HoldsOnlyWork(const fs::path& folder) {
  std::error_code failed;
  for (fs::directory_iterator at(folder, failed), end; !failed && at != end; at.increment(failed)) {
    if (!IsWork(at->path().filename().string())) return false;
  }
  return !failed;
}

bool IsOwnFolder(const fs::path& folder) {
  struct stat about {};
  return lstat(folder.c_str(), &about) == 0 && S_ISDIR(about.st_mode) && about.st_uid == geteuid();
}

bool IsLongAgo(const fs::path& folder) {
  std::error_code failed;
  const auto written = fs::last_write_time(folder, failed);
  return !failed && written + kLong < fs::file_time_type::clock::now();
}

// Whether nobody works in it. `lock`: held from then on, where there is one.
bool IsAbandoned(const fs::path& folder, Descriptor& lock) {
  if (!IsOwnFolder(folder) || !HoldsOnlyWork(folder)) return false;
  lock = Descriptor(open((folder / kLock).c_str(), O_RDWR | O_NOFOLLOW | O_CLOEXEC));
  if (!lock.open()) return errno == ENOENT && IsLongAgo(folder);
  if (flock(lock.get(), LOCK_EX | LOCK_NB) != 0) return false;
  return !IsOnNetworkShare(folder) || IsLongAgo(folder);
}

template <typename Each>
void ForAbandoned(const fs::path& folder, const Each& each) {
  std::error_code failed;
  std::vector<fs::path> found;
  for (fs::directory_iterator at(folder, failed), end; !failed && at != end; at.increment(failed)) {
    if (HasWorkName(at->path().filename().string())) found.push_back(at->path());
  }
  std::sort(found.begin(), found.end());
  for (const fs::path& one : found) {
    Descriptor lock;
    if (IsAbandoned(one, lock)) each(one);
  }
}

}  // namespace

WorkFolder::WorkFolder(const fs::path& folder, std::string_view name, Access access)
    : path_(folder / fmt::format(".{}-{}{}", name, RandomHex(kRandomBytes), kEnd)) {
  const bool made =
      access == Access::kAsAround ? MakeFolderIn(path_) : mkdir(path_.c_str(), S_IRWXU) == 0;
  if (!made) return;
  Descriptor lock(OpenNewFile(path_ / kLock, O_RDWR));
  struct stat about {};
  // Whoever cleans up may have been faster, and has removed the file then.
  if (lock.open() && flock(lock.get(), LOCK_EX | LOCK_NB) == 0 && fstat(lock.get(), &about) == 0 &&
      about.st_nlink > 0) {
    lock_ = std::move(lock);
    return;
  }
  const int cause = errno;
  std::error_code ignored;
  fs::remove_all(path_, ignored);
  errno = cause;
}

WorkFolder::~WorkFolder() {
  std::error_code ignored;
  if (made()) fs::remove_all(path_, ignored);
}

std::vector<fs::path> AbandonedWork(const fs::path& folder) {
  std::vector<fs::path> found;
  ForAbandoned(folder, [&](const fs::path& one) { found.push_back(one); });
  return found;
}

int RemoveAbandonedWork(const fs::path& folder) {
  int removed = 0;
  ForAbandoned(folder, [&](const fs::path& one) {
    std::error_code failed;
    fs::remove_all(one, failed);
    removed += failed ? 0 : 1;
  });
  return removed;
}

}  // namespace photogate
