#include "watch/take_out.h"

#include <filesystem>

#include "consent/home_settings.h"
#include "consent/photo_journal.h"
#include "consent/takedowns.h"
#include "release/sheet_store.h"
#include "watch/share_disk.h"
#include "watch/shelf_guard.h"

namespace photogate {
namespace {

bool Exists(const std::filesystem::path& path) {
  std::error_code unknown;
  const auto status = std::filesystem::symlink_status(path, unknown);
  return status.type() != std::filesystem::file_type::not_found;
}

}  // namespace

Result<TakenOut> TakeOutRecalled(Register& reg, const Actor& by) {
  TakenOut taken;
  taken.sheets_stay = !RemoveSheets(reg.home());
  const auto settings = HomeSettings(reg).ForWatching();
  if (!settings.ok()) return settings.error();
  if (settings.value().share_root.empty() || settings.value().share_id.empty()) return taken;
  TakedownQuery query;
  query.open = true;
  const auto tasks = Takedowns(reg).List(query);
  if (!tasks.ok()) return tasks.error();
  ShareDisk disk(settings.value().share_root);
  const Share share(disk, settings.value().share_root);
  const bool there = share.Look(settings.value().share_id) == ShareState::kThere;
  PhotoJournal journal(reg);
  ShelfGuard guard(share, disk, journal);
  for (const Takedown& task : tasks.value()) {
    // A picture left cleared/ when a person took it back; people may have cleared it anew since.
    if (ByEye(task.found_by) || OfPicture(task.reason)) continue;
    const auto copies = journal.CopiesNamed(task.channel, task.name);
    if (!copies.ok()) return copies.error();
    bool stands = false;
    for (const StandingCopy& copy : copies.value()) {
      stands = stands || copy.sha256 == task.copy;
      if (copy.sha256 != task.copy || copy.state != PhotoState::kCleared) continue;
      if (!there) {
        ++taken.left;
        continue;
      }
      // Whoever was quicker has written it down.
      const auto moved =
          journal.MoveFrom(copy.id, PhotoState::kCleared, PhotoState::kWithdrawn, "recalled", by);
      if (!moved.ok() && moved.error().kind != ErrorKind::kConflict) return moved.error();
      // Those that a release took along are not there.
      const bool lay_there = Exists(share.Cleared(task.channel) / task.name);
      if (guard.TakeOut(task.channel, task.name).ok()) {
        taken.copies += lay_there ? 1 : 0;
      } else {
        ++taken.left;
      }
    }
    // Whoever wrote it down was stopped before the copy was moved.
    const std::filesystem::path path = share.Cleared(task.channel) / task.name;
    if (stands || !there || !Exists(path)) continue;
    const auto hash = disk.Hash(path);
    if (hash.ok() && hash.value() != task.copy) continue;
    if (hash.ok() && guard.TakeOut(task.channel, task.name).ok()) {
      ++taken.copies;
    } else {
      ++taken.left;
    }
  }
  return taken;
}

}  // namespace photogate
