#include "release/release_place.h"

#include <algorithm>

#include "consent/home_settings.h"
#include "outcome/file_system.h"
#include "release/manifest.h"

namespace photogate {
namespace {

namespace fs = std::filesystem;

bool Stands(const fs::path& path) {
  std::error_code error;
  return fs::exists(fs::symlink_status(path, error));
}

}  // namespace

std::optional<fs::path> WithinShelves(Register& reg, const fs::path& made) {
  // The last of that name: a folder above the shelves may be called so too.
  fs::path tail, at = made;
  for (; at.has_relative_path() && at.filename() != "released"; at = at.parent_path()) {
    tail = tail.empty() ? at.filename() : at.filename() / tail;
  }
  if (!at.has_relative_path() || tail.empty() || at.filename() != "released") return std::nullopt;
  const auto settings = HomeSettings(reg).ForWatching();
  if (!settings.ok()) return std::nullopt;
  const std::string& root = settings.value().share_root;
  return (root.empty() ? reg.home() : fs::path(root)) / "released" / tail;
}

fs::path PlaceToday(Register& reg, const Release& release) {
  const fs::path made = release.place;
  if (Stands(made)) return made;
  const auto moved = WithinShelves(reg, made);
  if (!moved || *moved == made || !Stands(*moved)) return made;
  if (release.form == ReleaseForm::kZip) return *moved;
  PosixFileSystem disk;
  const auto hash = disk.Hash(*moved / kManifestName);
  return hash.ok() && hash.value() == release.manifest_sha256 ? *moved : made;
}

}  // namespace photogate
