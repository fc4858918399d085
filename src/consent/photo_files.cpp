#include "consent/photo_files.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <utility>

#include "consent/shared_home.h"

namespace photogate {
namespace {

namespace fs = std::filesystem;

constexpr std::array kFolders = {"spool", "held", "blocked", "originals"};
constexpr const char* kFile = "original";

Error CannotKeep(const fs::path& path) {
  return Error{ErrorKind::kUnavailable,
               "The home's folders for photos cannot be used. Check the free space and the access "
               "rights of the home folder.",
               path.string()};
}

bool MakeFolder(const fs::path& folder) { return MakeFolderIn(folder) || errno == EEXIST; }

bool IsPhotoFolder(const std::string& name) { return name.size() == 19 && name.starts_with("ph-"); }

}  // namespace

PhotoFiles::PhotoFiles(Register& reg, fs::path home) : vault_(reg), home_(std::move(home)) {}

fs::path PhotoFiles::FolderOf(PhotoState state) const {
  switch (state) {
    case PhotoState::kClaimed:
    case PhotoState::kSpooled:
    case PhotoState::kClearing: return home_ / "spool";
    case PhotoState::kHeld:
    case PhotoState::kPassed: return home_ / "held";
    case PhotoState::kBlocked: return home_ / "blocked";
    case PhotoState::kCleared:
    case PhotoState::kWithdrawn: return home_ / "originals";
    case PhotoState::kRepeated:
    case PhotoState::kReturned:
    case PhotoState::kDeleted: return {};
  }
  return {};
}

fs::path PhotoFiles::Find(const PhotoId& id) const {
  for (const char* folder : kFolders) {
    struct stat about {};
    const fs::path place = home_ / folder / id.value;
    if (::lstat(place.c_str(), &about) == 0) return place;
  }
  return {};
}

Result<KeptOriginal> PhotoFiles::Keep(const PhotoId& id, int source, std::uint64_t most_bytes,
                                      const std::atomic<bool>* stop) {
  const fs::path spool = home_ / "spool";
  const fs::path folder = spool / id.value;
  if (!MakeFolder(spool) || !MakeFolder(folder)) return CannotKeep(folder);
  const fs::path file = folder / kFile;
  // An interrupted attempt: its key, if it still has one, is forgotten with the vault's next sweep.
  if (const auto left = PhotoVault::IdOf(file); left.ok()) {
    (void)vault_.Destroy(left.value(), file, "interrupted copy", Actor{"photogate"}).ok();
  }
  std::error_code failed;
  fs::remove(file, failed);
  if (::lseek(source, 0, SEEK_SET) != 0) return CannotKeep(file);
  auto sealed = vault_.Seal(source, file, most_bytes, stop);
  if (!sealed.ok() || !SyncFolder(spool)) {
    fs::remove_all(folder, failed);
    if (!sealed.ok()) return sealed.error();
    return CannotKeep(folder);
  }
  VaultPhoto kept = std::move(sealed).value();
  return KeptOriginal{std::move(kept.id.value), std::move(kept.sha256), kept.bytes};
}

Result<Descriptor> PhotoFiles::Open(const PhotoEntry& photo, std::uint64_t most_bytes) {
  return vault_.Open(VaultId{photo.vault_id}, Find(photo.id) / kFile, most_bytes);
}

Result<Sha256Hex> PhotoFiles::HashOf(const PhotoEntry& photo, std::uint64_t most_bytes,
                                     const std::atomic<bool>* stop) {
  return vault_.HashOf(VaultId{photo.vault_id}, Find(photo.id) / kFile, most_bytes, stop);
}

Result<Done> PhotoFiles::Settle(const PhotoEntry& photo) {
  const fs::path now = Find(photo.id);
  if (now.empty()) return Done{};
  const fs::path folder = FolderOf(photo.state);
  if (folder.empty()) {
    const auto gone = Destroy(photo, "not needed", Actor{"photogate"});
    if (!gone.ok()) return gone.error();
    return Done{};
  }
  if (now.parent_path() == folder) return Done{};
  if (!MakeFolder(folder) || ::rename(now.c_str(), (folder / photo.id.value).c_str()) != 0 ||
      !SyncFolder(folder)) {
    return CannotKeep(folder);
  }
  return Done{};
}

Result<std::string> PhotoFiles::Destroy(const PhotoEntry& photo, const std::string& why,
                                        const Actor& by) {
  const fs::path place = Find(photo.id);
  std::string vault_id = photo.vault_id;
  if (vault_id.empty() && !place.empty()) {
    const auto id = PhotoVault::IdOf(place / kFile);
    if (id.ok()) vault_id = id.value().value;
  }
  std::string receipt = fmt::format("{} {}: there was no original", photo.id.value, why);
  if (!vault_id.empty()) {
    const auto gone = vault_.Destroy(VaultId{vault_id}, place / kFile, why, by);
    if (!gone.ok() && gone.error().kind != ErrorKind::kNotFound) return gone.error();
    receipt = gone.ok()
                  ? fmt::format("{} {}: destroyed {} by {}, encrypted file {}", photo.id.value, why,
                                gone.value().at, gone.value().by, gone.value().sealed_sha256.value)
                  : fmt::format("{} {}: the key was destroyed before", photo.id.value, why);
  }
  std::error_code failed;
  if (!place.empty()) fs::remove_all(place, failed);
  if (failed) return CannotKeep(place);
  return receipt;
}

Result<std::vector<PhotoId>> PhotoFiles::Present() {
  std::vector<PhotoId> ids;
  for (const char* name : kFolders) {
    std::error_code failed;
    const fs::path folder = home_ / name;
    if (!fs::exists(folder, failed)) continue;
    for (const auto& entry : fs::directory_iterator(folder, failed)) {
      const std::string id = entry.path().filename().string();
      if (IsPhotoFolder(id)) ids.push_back(PhotoId{id});
    }
    if (failed) return CannotKeep(folder);
  }
  return ids;
}

Result<int> PhotoFiles::ForgetLeftovers(const std::vector<std::string>& known) {
  std::vector<VaultId> keep;
  for (const std::string& id : known) keep.push_back(VaultId{id});
  const auto present = Present();
  if (!present.ok()) return present.error();
  int removed = 0;
  for (const PhotoId& id : present.value()) {
    const fs::path folder = Find(id);
    std::error_code failed;
    for (const auto& entry : fs::directory_iterator(folder, failed)) {
      if (!PhotoVault::IsUnfinished(entry.path())) continue;
      if (::unlink(entry.path().c_str()) != 0) return CannotKeep(folder);
      ++removed;
    }
    if (failed) return CannotKeep(folder);
    // Kept, and not in the journal yet.
    if (const auto own = PhotoVault::IdOf(folder / kFile); own.ok()) keep.push_back(own.value());
  }
  const auto keys = vault_.ForgetAllBut(keep);
  if (!keys.ok()) return keys.error();
  return removed + keys.value();
}

}  // namespace photogate
