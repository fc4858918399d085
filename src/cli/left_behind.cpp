#include "cli/left_behind.h"

#include <fmt/format.h>

#include <limits>

#include "consent/home_settings.h"
#include "consent/photo_journal.h"

namespace photogate {

namespace fs = std::filesystem;

Result<LeftBehind> FindLeftBehind(Register& reg, const fs::path& next) {
  const auto settings = HomeSettings(reg).ForWatching();
  if (!settings.ok()) return settings.error();
  const fs::path shelves =
      settings.value().share_root.empty() ? reg.home() : fs::path(settings.value().share_root);
  LeftBehind left{shelves / "cleared"};
  std::error_code failed;
  if (shelves == next || (!next.empty() && fs::equivalent(shelves, next, failed))) return left;
  PhotoQuery query;
  query.states = {PhotoState::kCleared};
  query.most = std::numeric_limits<int>::max();
  PhotoJournal journal(reg);
  const auto photos = journal.List(query);
  if (!photos.ok()) return photos.error();
  const auto lies = [&](const fs::path& cleared, const PhotoEntry& photo) {
    return fs::exists(
        fs::symlink_status(cleared / photo.channel.value / *photo.output_name, failed));
  };
  const bool there = fs::is_directory(fs::status(shelves, failed));
  left.home = settings.value().share_root.empty();
  for (const PhotoEntry& photo : photos.value()) {
    if (!photo.output_name) continue;
    if (lies(left.folder, photo)) ++left.copies;
    // Moved with the whole folder; what was released left cleared/ then.
    if (there || (!next.empty() && lies(next / "cleared", photo))) continue;
    const auto released = journal.ReleasedIn(photo);
    if (!released.ok()) return released.error();
    if (!released.value()) left.away = true;
  }
  return left;
}

Result<std::string> CheckLeftBehind(Register& reg, const fs::path& next, bool insist) {
  const auto left = FindLeftBehind(reg, next);
  if (!left.ok()) return left.error();
  if (left.value().away) {
    return fmt::format(
        "{} is not there. Cleared copies in it are not taken out any more when a permission ends: "
        "move them to the new folder, or delete them.\n",
        left.value().folder.string());
  }
  if (left.value().copies == 0) return std::string();
  const std::string copies = left.value().copies == 1
                                 ? std::string("1 cleared copy lies")
                                 : fmt::format("{} cleared copies lie", left.value().copies);
  if (insist) {
    return fmt::format(
        "{} in {}, and nobody takes them out any more when a permission ends: delete them "
        "there.\n",
        copies, left.value().folder.string());
  }
  if (left.value().home) {
    return Error{ErrorKind::kRefused,
                 fmt::format("{} in the home, where the page puts them as long as no folder is "
                             "watched, and nobody would take them out any more when a permission "
                             "ends. Stop `photogate serve`, move its folders cleared and released "
                             "from the home into the new one, and set it again; or say `photogate "
                             "setting set share-root FOLDER --insist` to leave them.",
                             copies)};
  }
  return Error{
      ErrorKind::kRefused,
      fmt::format(
          "{} in the folder watched until now, and nobody would take them out any more when a "
          "permission ends. Stop the watcher, move the whole folder to its new place, and set it "
          "again; or say `photogate setting set share-root FOLDER --insist` to leave them.",
          copies)};
}

}  // namespace photogate
