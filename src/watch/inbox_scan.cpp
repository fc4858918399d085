#include "watch/inbox_scan.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <memory>

#include "outcome/safe_name.h"
#include "watch/inbox_names.h"

namespace photogate {
namespace {

namespace fs = std::filesystem;

constexpr auto kStuck = std::chrono::minutes(10);

struct CloseFolder {
  void operator()(DIR* folder) const { ::closedir(folder); }
};

FileLook LookOf(const struct stat& about) {
  return {about.st_dev, about.st_ino, static_cast<std::uint64_t>(about.st_size),
          about.st_mtim.tv_sec * 1'000'000'000LL + about.st_mtim.tv_nsec};
}

// Sooner of the two. The time of the last change of the entry, which a copy does not bring along:
// when the photo was taken says nothing of how long it has lain here.
void Since(std::optional<std::chrono::system_clock::time_point>& oldest, const struct stat& about) {
  const auto since = std::chrono::system_clock::from_time_t(about.st_ctim.tv_sec);
  if (!oldest || since < *oldest) oldest = since;
}

class Scan {
 public:
  Scan(const Share& share, const ScanOptions& options, Settling& settling, Settling::Moment now)
      : share_(share), options_(options), settling_(settling), now_(now) {}

  Result<InboxView> Run() {
    view_.folders.push_back(share_.inbox());
    const auto entered = Each(
        share_.inbox(), [this](const std::string& name, const struct stat& about) -> Result<Done> {
          if (S_ISDIR(about.st_mode)) return Channel(name);
          if (ClassifyName(name) != InboxName::kPhoto) return Done{};
          ++view_.stray;
          Since(view_.left_since, about);
          return Done{};
        });
    if (!entered.ok()) return entered.error();
    settling_.EndOfSweep();
    for (auto& [channel, files] : view_.ready) {
      std::stable_sort(files.begin(), files.end(), [this](const auto& a, const auto& b) {
        return options_.newest_first ? a.look.modified_ns > b.look.modified_ns
                                     : a.look.modified_ns < b.look.modified_ns;
      });
    }
    return std::move(view_);
  }

 private:
  template <typename F>
  Result<Done> Each(const fs::path& folder, F&& one) {
    const std::unique_ptr<DIR, CloseFolder> open(::opendir(folder.c_str()));
    // A folder that somebody has just renamed or removed is looked at under its new name.
    if (open == nullptr && errno == ENOENT && folder != share_.inbox()) return Done{};
    if (open == nullptr && errno == EACCES && folder != share_.inbox()) {
      view_.unreadable.push_back(folder);
      return Done{};
    }
    if (open == nullptr) return Unreadable(folder);
    errno = 0;
    while (const dirent* entry = ::readdir(open.get())) {
      const std::string name = entry->d_name;
      if (name != "." && name != "..") {
        struct stat about {};
        if (::fstatat(::dirfd(open.get()), name.c_str(), &about, AT_SYMLINK_NOFOLLOW) == 0) {
          const Result<Done> done = one(name, about);
          if (!done.ok()) return done.error();
        }
      }
      errno = 0;
    }
    if (errno != 0) return Unreadable(folder);
    return Done{};
  }

  static Error Unreadable(const fs::path& folder) {
    return Error{ErrorKind::kUnavailable,
                 "A folder of the inbox cannot be read. Check the share and its access rights.",
                 folder.string() + ": " + std::strerror(errno)};
  }

  Result<Done> Channel(const std::string& name) {
    if (IsSystemName(name)) return Done{};
    const ChannelName channel{name};
    if (!options_.approved.contains(channel) || !IsFolderName(name)) {
      const auto counted = CountBelow(share_.inbox() / name, 0);
      if (!counted.ok()) return counted.error();
      view_.unapproved[name] = counted.value();
      view_.folders.push_back(share_.inbox() / name);
      return Done{};
    }
    return Folder(channel, "", 0);
  }

  Result<int> CountBelow(const fs::path& folder, int depth) {
    int files = 0;
    const auto done =
        Each(folder, [&](const std::string& name, const struct stat& about) -> Result<Done> {
          // Of a folder that was moved here while a photo in it was being taken.
          const bool claim = name.starts_with(kClaimPrefix);
          if (claim) view_.claims.push_back(folder / name);
          if (S_ISREG(about.st_mode) && (claim || ClassifyName(name) == InboxName::kPhoto)) {
            ++files;
            Since(view_.left_since, about);
          }
          if (!S_ISDIR(about.st_mode) || depth >= kDeepest) return Done{};
          const auto below = CountBelow(folder / name, depth + 1);
          if (!below.ok()) return below.error();
          files += below.value();
          return Done{};
        });
    if (!done.ok()) return done.error();
    return files;
  }

  Result<Done> Folder(const ChannelName& channel, const std::string& below, int depth) {
    const fs::path folder = share_.Inbox(channel) / below;
    view_.folders.push_back(folder);
    return Each(folder, [&](const std::string& name, const struct stat& about) -> Result<Done> {
      const std::string path = below.empty() ? name : below + "/" + name;
      const InboxName kind = ClassifyName(name);
      if (name.starts_with(kClaimPrefix)) view_.claims.push_back(folder / name);
      if (LowerAscii(name) == kGroupsName) view_.with_groups.emplace_back(folder, channel);
      if (kind == InboxName::kOwn) return Done{};
      const bool folder_to_enter =
          S_ISDIR(about.st_mode) && kind == InboxName::kPhoto && depth < kDeepest;
      if (folder_to_enter) return Folder(channel, path, depth + 1);
      if (kind == InboxName::kIgnored || !S_ISREG(about.st_mode)) {
        if (!IsSystemName(name)) view_.ignored.insert(channel.value + "/" + path);
        return Done{};
      }
      Since(view_.waiting_since, about);
      File(channel, below, name, LookOf(about));
      return Done{};
    });
  }

  void File(const ChannelName& channel, const std::string& below, const std::string& name,
            const FileLook& look) {
    const std::string key = channel.value + "/" + below + "/" + name;
    const auto unchanged = settling_.Unchanged(key, look, now_);
    if (unchanged >= options_.settle) {
      view_.ready[channel].push_back({channel, below, name, look, unchanged});
      return;
    }
    ++view_.unsettled;
    if (settling_.Known(key, now_) > kStuck) ++view_.stuck;
  }

  const Share& share_;
  const ScanOptions& options_;
  Settling& settling_;
  const Settling::Moment now_;
  InboxView view_;
};

}  // namespace

Result<InboxView> ScanInbox(const Share& share, const ScanOptions& options, Settling& settling,
                            Settling::Moment now) {
  return Scan(share, options, settling, now).Run();
}

}  // namespace photogate
