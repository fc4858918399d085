#include "watch/shelf_guard.h"

#include <sys/stat.h>

#include <algorithm>
#include <set>

#include "outcome/safe_name.h"
#include "watch/housekeeping.h"

namespace photogate {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kMostNumbers = 100'000;

// No copy is as large: a photo of the largest kind that is checked takes less.
constexpr std::uint64_t kLargestCopy = 1ull << 30;

std::int64_t Nanoseconds(const timespec& time) {
  return time.tv_sec * 1'000'000'000LL + time.tv_nsec;
}

struct Look {
  FileLook file;
  std::int64_t changed_ns;
};

std::optional<Look> LookAt(const fs::path& path) {
  struct stat about {};
  if (::lstat(path.c_str(), &about) != 0 || !S_ISREG(about.st_mode)) return std::nullopt;
  return Look{{about.st_dev, about.st_ino, static_cast<std::uint64_t>(about.st_size),
               Nanoseconds(about.st_mtim)},
              Nanoseconds(about.st_ctim)};
}

}  // namespace

Result<Done> ShelfGuard::MoveAway(const fs::path& path, const std::string& folder,
                                  const std::string& name) {
  if (const auto made = disk_.MakeFolder(share_.quarantine()); !made.ok()) return made.error();
  const fs::path into = share_.quarantine() / folder;
  if (const auto made = disk_.MakeFolder(into); !made.ok()) return made.error();
  for (std::size_t number = 1; number < kMostNumbers; ++number) {
    const auto moved = disk_.RenameNew(path, into / NumberedName(name, number));
    if (moved.ok() || moved.error().kind != ErrorKind::kRefused) return moved;
  }
  return Error{ErrorKind::kRefused, "The quarantine folder is full. Empty it.", into.string()};
}

Result<Done> ShelfGuard::TakeOut(const ChannelName& channel, const std::string& name) {
  const fs::path path = share_.Cleared(channel) / name;
  proven_.erase(channel.value + "/" + name);
  if (!LookAt(path)) return Done{};
  return MoveAway(path, channel.value, name);
}

Result<Done> ShelfGuard::ForgetLeft() {
  const auto left = journal_.LeftSince(seen_step_);
  if (!left.ok()) return left.error();
  std::erase_if(proven_,
                [&](const auto& entry) { return left.value().photos.contains(entry.second.id); });
  seen_step_ = left.value().latest;
  return Done{};
}

Result<Done> ShelfGuard::LookInto(const ChannelName& channel, std::uint64_t& budget,
                                  GuardReport& report) {
  const fs::path folder = share_.Cleared(channel);
  const auto names = disk_.List(folder);
  if (!names.ok()) return names.error();
  for (const std::string& name : names.value()) {
    const fs::path path = folder / name;
    if (IsHousekeeping(path) || (name == kReadMeName && IsOwnReadMe(path))) continue;
    const std::string key = channel.value + "/" + name;
    const auto look = LookAt(path);
    if (look) {
      const auto proven = proven_.find(key);
      if (proven != proven_.end() && proven->second.look == look->file &&
          proven->second.changed_ns == look->changed_ns) {
        report.standing.emplace_back(proven->second.id, channel);
        continue;
      }
      const auto copies = journal_.CopiesNamed(channel, name);
      if (!copies.ok()) return copies.error();
      if (!copies.value().empty() && look->file.bytes <= kLargestCopy) {
        if (budget == 0) {
          report.complete = false;
          continue;
        }
        budget -= std::min(budget, std::max<std::uint64_t>(look->file.bytes, 1));
        const auto hash = disk_.Hash(path);
        if (!hash.ok()) {
          ++report.unmoved;
          continue;
        }
        const auto own =
            std::find_if(copies.value().begin(), copies.value().end(),
                         [&](const auto& copy) { return copy.sha256 == hash.value(); });
        if (own != copies.value().end()) {
          // One that is still clearing is its writer's for a moment more.
          if (own->state == PhotoState::kCleared) {
            proven_[key] = Proven{look->file, look->changed_ns, own->id};
            report.standing.emplace_back(own->id, channel);
          }
          continue;
        }
        ++report.altered;
      } else {
        ++(copies.value().empty() ? report.foreign : report.altered);
      }
    } else {
      ++report.foreign;
    }
    proven_.erase(key);
    const bool moved = MoveAway(path, channel.value, name).ok();
    if (!moved) ++report.unmoved;
    // One that cannot be written is told by whoever looks whether copies can be.
    if (moved && name == kReadMeName) (void)share_.WriteReadMe(channel).ok();
  }
  return Done{};
}

Result<GuardReport> ShelfGuard::Look(const std::vector<ChannelName>& channels,
                                     std::uint64_t most_bytes) {
  if (const auto forgotten = ForgetLeft(); !forgotten.ok()) return forgotten.error();
  GuardReport report;
  std::set<std::string> folders;
  for (const ChannelName& channel : channels) {
    if (!IsFolderName(channel.value)) continue;
    folders.insert(channel.value);
    if (!fs::is_directory(fs::symlink_status(share_.Cleared(channel)))) continue;
    const auto looked = LookInto(channel, most_bytes, report);
    if (!looked.ok()) return looked.error();
  }
  const auto names = disk_.List(share_.cleared());
  if (!names.ok()) return names.error();
  for (const std::string& name : names.value()) {
    if (folders.contains(name) || IsHousekeeping(share_.cleared() / name)) continue;
    ++report.foreign;
    if (!MoveAway(share_.cleared() / name, "no-channel", name).ok()) ++report.unmoved;
  }
  return report;
}

}  // namespace photogate
